import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { temporaryDirectory } from './testing/payload.ts';
import { virtioOf } from './virtio-words.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const path = join(directory, 'disk.img');
writeFileSync(path, new Uint8Array(1024));
const file = `file=${path}`;

const drives = (...drive: readonly string[]) => ({ drive });

test('no word, no device', () => expect(virtioOf({ seed: 1 }, true)).toBeUndefined());

test('devices take the last slots first, as on QEMU, or the one that they name', () => {
  const { legacy, devices } = virtioOf(
    {
      ...drives(`${file},format=raw,if=none,id=x0`),
      device: [
        'virtio-blk-device,drive=x0,bus=virtio-mmio-bus.0,serial=a',
        'virtio-rng-device',
        'driver=virtio-rng-device',
      ],
      seed: 7,
    },
    true,
  )!;
  expect(legacy).toBe(true);
  expect(devices).toMatchObject({
    0: { type: 'block', image: { sectors: 2 }, isReadOnly: false, serial: 'a' },
    7: { type: 'entropy', seed: 7n },
    6: { type: 'entropy', seed: 7n },
  });
  expect(Object.keys(devices)).toHaveLength(3);
});

test('a drive that is not of another device has its own', () => {
  expect(virtioOf(drives(file), true)?.devices[7]).toMatchObject({ type: 'block', isReadOnly: false });
  expect(virtioOf({ global: ['virtio-mmio.force-legacy=false'] }, true)?.legacy).toBe(false);
});

test('cards are plugged where they are told to be, those of -nic at the end', () => {
  const words = { netdev: ['user,id=n'], device: ['virtio-net-device,netdev=n,bus=virtio-mmio-bus.2'], nic: ['user'] };
  const [first, second] = [[0x56], [0x57]].map((last) => ({ type: 'net', mac: [0x52, 0x54, 0, 0x12, 0x34, ...last] }));
  expect(virtioOf(words, true)?.devices).toMatchObject({ 2: first, 7: second });
  expect(() => virtioOf({ netdev: ['user,id=n'] }, true)).toThrow('has no card');
  expect(() => virtioOf({ device: ['virtio-net-pci'] }, true)).toThrow('virtio-net-device is the nearest');
});

test.each([
  ['nothing is said', {}, true, true],
  ['the drive forgets', drives(`${file},snapshot=on`), true, false],
  ['all drives forget', { ...drives(file), snapshot: true as const }, true, false],
  ['it is read only', drives(`${file},readonly=on`), true, false],
  ['it is a CD', drives(`${file},media=cdrom`), true, false],
  ['nothing may be kept', drives(file), false, false],
])('what is written reaches the file, or not: %s', (_, given, keeps, reaches) => {
  const plug = virtioOf({ ...drives(file), ...given }, keeps)?.devices[7];
  expect(plug?.type === 'block' && plug.image.write !== undefined).toBe(reaches);
});

test('one file may have two drives, of which one writes to it', () => {
  expect(Object.keys(virtioOf(drives(file, `${file},readonly=on`), true)!.devices)).toEqual(['6', '7']);
});

test('what says how QEMU reaches a file, or how fast numbers come, says nothing', () => {
  const { devices } = virtioOf(
    {
      ...drives(`${file},if=none,id=d,cache=none,aio=native,discard=unmap,detect-zeroes=on,rerror=report,werror=stop`),
      device: ['virtio-blk-device,drive=d,bootindex=1,write-cache=on', 'virtio-rng-device,rng=r,max-bytes=9,period=1'],
    },
    true,
  )!;
  expect(devices).toMatchObject({ 7: { type: 'block' }, 6: { type: 'entropy', seed: 0n } });
});

/* The words of on and off, and what an image shows itself to be, as on QEMU 11.1.3. */
test.each(['on', 'yes', 'true', 'y'])('a switch is on with %s', (word) => {
  expect(virtioOf(drives(`${file},readonly=${word}`), true)?.devices[7]).toMatchObject({ isReadOnly: true });
  expect(virtioOf({ global: [`virtio-mmio.force-legacy=${word}`] }, true)?.legacy).toBe(true);
});

test.each(['off', 'no', 'false', 'n'])('a switch is off with %s', (word) => {
  expect(virtioOf(drives(`${file},readonly=${word}`), true)?.devices[7]).toMatchObject({ isReadOnly: false });
  expect(virtioOf({ global: [`virtio-mmio.force-legacy=${word}`] }, true)?.legacy).toBe(false);
});

test.each([
  ['qcow2', 'QFI\xfb\0\0\0\x03'],
  ['qed', 'QED\0'],
  ['vmdk', 'KDMV'],
  ['vmdk', 'COWD'],
  ['vhdx', 'vhdxfile'],
  ['vpc', 'conectix'],
  ['vdi', `${'\0'.repeat(64)}\x7f\x10\xda\xbe`],
])('an image of the format %s is no disk, unless it is said to be raw', (format, begin) => {
  const image = join(directory, 'image');
  writeFileSync(image, begin.padEnd(1024, '\0'), 'latin1');
  expect(() => virtioOf(drives(`file=${image}`), true)).toThrow(`is a ${format} image; qemu-img convert -O raw makes`);
  expect(virtioOf(drives(`file=${image},format=raw`), true)?.devices[7]).toMatchObject({ image: { sectors: 2 } });
});

test('a file has one drive that writes to it, by whatever name', () => {
  linkSync(path, join(directory, 'link'));
  expect(() => virtioOf(drives(file, `file=${directory}/link`), true)).toThrow('another drive writes to that file');
});

test('commas in paths are doubled', () => {
  writeFileSync(join(directory, 'a,b'), new Uint8Array(512));
  expect(virtioOf(drives(`file=${directory}/a,,b,format=raw`), true)?.devices[7]).toBeDefined();
});

const none = { device: ['virtio-blk-device,drive=x'] };
test.each([
  [drives('format=raw'), 'names no file; add file=PATH'],
  [drives(`${file},format=qcow2`), 'qemu-img convert -O raw makes one of a qcow2 image'],
  [drives(`${file},if=ide`), 'there is no ide here; if is none or virtio'],
  [drives(`${file},if=pflash,unit=0`), 'there is no flash; -bios FILE gives the firmware'],
  [drives(`${file},colour=red`), 'there is no "colour" here; what can be said is file, format'],
  [drives(`${file},readonly=maybe`), 'readonly: the choices are on, off'],
  [drives(`${file},snapshot=1`), 'snapshot: the choices are on, off'],
  [drives(`${file},media=tape`), 'media: the choices are disk, cdrom'],
  [drives(`${file},index=first`), 'index: give a whole number of at least 0'],
  [drives(`${file},cache=lemon`), 'cache: the choices are writeback, writethrough, none'],
  [drives(`${file},aio=posix`), 'aio: the choices are threads, native, io_uring'],
  [drives(`${file},discard=maybe`), 'discard: the choices are unmap, ignore, on, off'],
  [drives(`${file},detect-zeroes=maybe`), 'detect-zeroes: the choices are on, off, unmap'],
  [drives(`${file},rerror=enospc`), 'rerror: the choices are report, stop, ignore'],
  [drives(`${file},werror=banana`), 'werror: the choices are report, stop, ignore, enospc'],
  [drives(`${file},if=none,id=x`), 'has no device; add -device virtio-blk-device,drive=x'],
  [drives(file, `${file},format=raw`), 'another drive writes to that file; add snapshot=on or readonly=on to one'],
  [none, 'needs a drive: add -drive file=PATH,if=none,id=NAME and drive=NAME'],
  [
    { ...drives(`${file},if=none,id=x`), device: [none.device[0]!, none.device[0]!] },
    'the drive x has a device already',
  ],
  [
    { device: ['virtio-blk-pci'] },
    'there is no virtio-blk-pci here, as there is no such bus; virtio-blk-device is the nearest',
  ],
  [{ device: ['e1000'] }, 'there is no e1000 here; there are virtio-blk-device, virtio-net-device'],
  [{ device: ['virtio-9p-pci'] }, 'virtio-9p-device is the nearest'],
  [{ device: ['constructor'] }, 'there is no constructor here; there are'],
  [
    { device: ['virtio-rng-device,bus=virtio-mmio-bus.8'] },
    'there is no bus virtio-mmio-bus.8; there are virtio-mmio-bus.0 to virtio-mmio-bus.7',
  ],
  [
    { device: Array.from({ length: 2 }, () => 'virtio-rng-device,bus=virtio-mmio-bus.3') },
    'there is a device on virtio-mmio-bus.3 already',
  ],
  [{ device: Array.from({ length: 9 }, () => 'virtio-rng-device') }, 'all 8 slots of virtio are taken'],
  // QEMU 11.1 refuses the second of one name as well, whatever it is of.
  [
    drives(`${file},if=none,id=x`, `${file},if=none,id=x`),
    `-drive ${file},if=none,id=x: there is another one of the name x`,
  ],
  [{ ...drives(`${file},id=x`), blockdev: ['file,filename=y,node-name=x'] }, 'there is another one of the name x'],
  [
    { device: ['virtio-rng-device,id=a', 'virtio-serial-device,id=a'] },
    '-device virtio-serial-device,id=a: there is another one of the name a',
  ],
  [
    {
      fsdev: ['local,id=f,path=/,readonly=on', 'local,id=f,path=/tmp,readonly=on'],
      device: ['virtio-9p-device,fsdev=f,mount_tag=t'],
    },
    'there is another one of the name f',
  ],
  [{ netdev: ['user,id=n', 'user,id=n'] }, 'there is another one of the name n'],
  [{ global: ['cpu.x=1'] }, 'what can be said is virtio-mmio.force-legacy=true or =false'],
  [{ global: ['virtio-mmio.force-legacy=perhaps'] }, 'force-legacy=perhaps: the choices are on, off'],
])('%j is refused', (given, why) => {
  expect(() => virtioOf(given, true)).toThrow(why);
});
