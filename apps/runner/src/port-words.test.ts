import { expect, test } from 'vitest';
import { serialOf } from './character-words.ts';
import { virtioOf } from './virtio-words.ts';

/* Expected values: QEMU, hw/char/virtio-serial-bus.c and its documentation of -chardev. */
const serial = 'virtio-serial-device';
const written: string[] = [];
const open = (path: string, flag: string) => ({ byte: (value: number) => written.push(`${flag} ${path} ${value}`) });
const ports = (chardev: readonly string[], ...device: readonly string[]) => {
  const plug = virtioOf({ chardev, device: [serial, ...device] }, true, open)!.devices[7];
  return plug?.type === 'console' ? plug.ports : undefined;
};

test('ports go to the device before them, the first console to port 0', () => {
  const all = ports(
    ['stdio,id=c', 'null,id=n', 'file,id=f,path=out,,1'],
    'virtserialport,chardev=n,name=org.test',
    'virtconsole,chardev=c',
    'virtconsole',
    'virtserialport,chardev=f,nr=9',
  );
  expect(all).toMatchObject([
    { number: 1, isConsole: false, end: undefined, name: 'org.test' },
    { number: 0, isConsole: true, end: 'console' },
    { number: 2, isConsole: true, end: undefined },
    { number: 9, isConsole: false, end: expect.any(Function) },
  ]);
  (all![3]!.end as (byte: number) => void)(5);
  expect(written).toEqual(['-chardev out,1 5']);
});

test('of several devices the one that is named', () => {
  const { devices } = virtioOf(
    {
      device: [serial, `${serial},id=b,max_ports=2`, 'virtserialport,bus=b.0', 'virtconsole,bus=virtio-serial-bus.0'],
    },
    true,
  )!;
  expect(devices).toMatchObject({
    7: { portsMost: 31, ports: [{ number: 0 }] },
    6: { portsMost: 2, ports: [{ number: 1 }] },
  });
});

test('nothing is written where nothing may be', () => {
  const { devices } = virtioOf({ chardev: ['file,id=f,path=out'], device: [serial, 'virtconsole,chardev=f'] }, false)!;
  expect(devices[7]).toMatchObject({ ports: [{ end: undefined }] });
});

const onStdio = { chardev: ['stdio,id=c'], device: [serial, 'virtconsole,chardev=c'] };
const shared = { ...onStdio, chardev: ['stdio,mux=on,id=c'] };
test.each([
  [[], {}, { backend: 'stdio', isTaken: false }],
  ['mon:stdio', {}, { backend: 'stdio', isTaken: false }],
  ['none', {}, { backend: 'null', isTaken: false }],
  ['file:x', {}, { backend: 'file', path: 'x', isTaken: false }],
  ['chardev:f', { chardev: ['file,id=f,path=y'] }, { backend: 'file', path: 'y', isTaken: false }],
  [[], onStdio, { backend: 'null', isTaken: true }],
  ['file:x', onStdio, { backend: 'file', path: 'x', isTaken: true }],
  ['chardev:c', shared, { backend: 'stdio', isTaken: true }],
  // QEMU's virt has one line as well: what else is said changes nothing, as long as it can be.
  [['mon:stdio', 'null'], {}, { backend: 'stdio', isTaken: false }],
  [['null', 'stdio'], {}, { backend: 'null', isTaken: false }],
])('-serial %j with %j', (said, words, expected) => expect(serialOf([said].flat(), words)).toMatchObject(expected));

test.each([
  ['stdio', onStdio],
  ['chardev:c', onStdio],
  ['stdio', shared],
])('-serial %s with %j: two cannot have stdio', (word, words) =>
  expect(() => serialOf([word], words)).toThrow('say -serial null, or mux=on there and -serial chardev:c'),
);

test.each([
  ['vc', /does not know "vc"; it knows stdio, null, none, file:PATH and chardev:ID$/],
  ['chardev:x', /^-serial chardev:x: there is no x; add -chardev stdio,id=x/],
])('-serial %s is refused, as a second one too', (word, why) => {
  expect(() => serialOf([word], {})).toThrow(why);
  expect(() => serialOf(['null', word], {})).toThrow(why);
});

test.each([
  [['socket,id=s'], [], 'there is no socket here; there are stdio, null, file'],
  [['stdio'], [], '-chardev stdio has no name; add id=NAME'],
  [['file,id=f'], [], 'names no file; add path=PATH'],
  [['file,id=f,path=x,append=on'], [], 'leave append=on out'],
  [['null,id=n', 'stdio,id=n'], [], '-chardev stdio,id=n: there is another one of the name n'],
  [[], ['virtconsole,chardev=x'], 'there is no x; add -chardev stdio,id=x'],
  [['stdio,id=c'], ['virtconsole,chardev=c', 'virtconsole,chardev=c'], 'c has a user already; add mux=on to it'],
  [[], ['virtserialport,nr=0'], 'port 0 is for a virtconsole'],
  [[], ['virtserialport,nr=31'], 'nr is a number from 0 to 30, not 31'],
  [[], ['virtserialport,nr=1', 'virtserialport,nr=1'], 'there is a port 1 already'],
  // As on QEMU 11.1.3, whichever devices they are of.
  [[], ['virtserialport,name=x', 'virtconsole,name=x'], 'there is a port of the name x already'],
  [
    [],
    [`${serial},id=b`, 'virtserialport,bus=b.0,name=x', 'virtserialport,bus=virtio-serial-bus.0,name=x'],
    'there is a port of the name x already',
  ],
  [[], ['virtconsole,bus=x.0'], 'there is no bus x.0 before it; there is virtio-serial-bus.0'],
  [[], [`${serial},max_ports=0`], 'max_ports is at least 1'],
  [[], [`${serial},max_ports=512`], 'max_ports is a number from 0 to 511, not 512'],
])('%j with %j is refused', (chardev, device, why) => {
  expect(() => ports(chardev, ...device)).toThrow(why);
});

test('a port needs a device, with a number of it that is free', () => {
  expect(() => virtioOf({ device: ['virtconsole', serial] }, true)).toThrow(
    '-device virtconsole needs a device for its port: say -device virtio-serial-device before it',
  );
  const device = [`${serial},max_ports=2`, 'virtconsole', 'virtconsole', 'virtconsole'];
  expect(() => virtioOf({ device }, true)).toThrow('all 2 ports are taken; max_ports=N makes more');
});
