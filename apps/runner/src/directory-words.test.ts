import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { temporaryDirectory } from './testing/payload.ts';
import { virtioOf } from './virtio-words.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
mkdirSync(join(directory, 'a,b'));
writeFileSync(join(directory, 'file'), '');
const path = `path=${directory}`;
const local = `local,${path},readonly=on`;

test('a directory and its device, in two words or in one', () => {
  const fsdev = [
    `${local},id=f,security_model=none`,
    `local,id=g,path=${directory}/a,,b,readonly,security_model=passthrough`,
  ];
  const device = ['virtio-9p-device,fsdev=g,mount_tag=b,bus=virtio-mmio-bus.0', 'virtio-9p-device,fsdev=f,mount_tag=a'];
  const { devices } = virtioOf({ fsdev, device, virtfs: [`${local},mount_tag=c,id=h`] }, true)!;
  expect(devices).toMatchObject({
    0: { type: '9p', tag: 'b' },
    7: { type: '9p', tag: 'a' },
    6: { type: '9p', tag: 'c' },
  });
  const [a, b] = [7, 0].map((slot) => devices[slot]).map((plug) => plug?.type === '9p' && plug.directory.list(''));
  expect([a, b]).toEqual([expect.arrayContaining([{ name: 'file', kind: 'file' }]), []]);
});

const nine = (keys: string) => ({ fsdev: [`${local},id=f`], device: [`virtio-9p-device,${keys}`] });
test.each([
  [{ virtfs: ['synth,mount_tag=x'] }, 'there is no synth here; there is local'],
  [{ virtfs: ['local,mount_tag=x,readonly=on'] }, 'names no directory; add path=PATH'],
  [{ virtfs: [`local,${path},mount_tag=x`] }, 'directories are for reading only; add readonly=on'],
  [{ virtfs: [`${local},mount_tag=x,security_model=mapped-xattr`] }, 'security_model is none or passthrough'],
  [{ virtfs: [`${local},colour=red`] }, 'there is no "colour" here; what can be said is fsdriver, id, path'],
  [{ virtfs: [local] }, 'has no tag by which it is mounted; add mount_tag=TAG'],
  [{ virtfs: [`${local},mount_tag=${'x'.repeat(32)}`] }, 'the tag has more than 31 bytes'],
  [{ virtfs: [`local,path=${directory}/none,readonly=on,mount_tag=x`] }, /^cannot share the directory .*none: /],
  [{ virtfs: [`local,path=${directory}/file,readonly=on,mount_tag=x`] }, /^cannot share the directory .*file: /],
  [{ fsdev: [local], device: ['virtio-9p-device'] }, 'has no name; add id=NAME'],
  [nine('fsdev=x,mount_tag=t'), 'needs a directory: add -fsdev local,id=NAME,path=PATH,readonly=on and fsdev=NAME'],
  [nine('fsdev=f'), '-device virtio-9p-device,fsdev=f has no tag by which it is mounted'],
])('%j is refused', (given, why) => {
  expect(() => virtioOf(given, true)).toThrow(why);
});
