import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { blockdevsOf } from './blockdev-words.ts';
import { diskPaths } from './drive-words.ts';
import { temporaryDirectory } from './testing/payload.ts';
import { virtioOf } from './virtio-words.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const path = join(directory, 'disk.img');
writeFileSync(path, new Uint8Array(1024));

// QEMU 11.1 takes each of these with `-device virtio-blk-device,drive=d`.
test.each([
  [['driver=file,filename=x,node-name=d'], false],
  [['file,filename=x,node-name=d,read-only=on,aio=threads'], true],
  [['driver=raw,node-name=d,file.driver=file,file.filename=x'], false],
  [['driver=file,node-name=f,filename=x', 'driver=raw,node-name=d,file=f,read-only=yes'], true],
])('%j is a disk', (texts, isReadOnly) => {
  expect(blockdevsOf(texts)).toMatchObject([{ id: 'd', file: 'x', isReadOnly }]);
  expect(diskPaths({ blockdev: texts })).toEqual(['x']);
});

test('a device has one by its name', () => {
  const blockdev = [`driver=file,filename=${path},node-name=d`];
  const device = ['virtio-blk-device,drive=d'];
  expect(virtioOf({ blockdev, device }, true)?.devices[7]).toMatchObject({ type: 'block', image: { sectors: 2 } });
  expect(() => virtioOf({ blockdev }, true)).toThrow('has no device; add -device virtio-blk-device,drive=d');
  const two = { blockdev, device, drive: [`file=${path},if=virtio`] };
  expect(() => virtioOf(two, true)).toThrow('another drive writes to that file');
  expect(virtioOf({ ...two, snapshot: true }, true)?.devices[6]).toMatchObject({ type: 'block' });
});

test.each([
  [['driver=qcow2,node-name=d,file=f', 'driver=file,node-name=f,filename=x'], 'makes one of a qcow2 image'],
  [['driver=raw,node-name=d,file=f'], 'there is no node f; add -blockdev driver=file,node-name=f'],
  [['driver=raw,node-name=d,file.driver=nbd,file.filename=x'], 'there is no nbd here'],
  [['driver=file,node-name=d'], 'names no file; say driver=file,node-name=NAME,filename=PATH'],
  [['driver=file,filename=x'], 'has no name; add node-name=NAME'],
  [['driver=file,node-name=d,filename=x,colour=red'], 'there is no "colour" here'],
  [['{"driver":"file"}'], 'JSON is not read here'],
  [['raw,node-name=d,file=d'], 'virtio-blk-device,drive=d needs a drive'],
])('%j is refused', (texts, why) => {
  expect(() => virtioOf({ blockdev: texts, device: ['virtio-blk-device,drive=d'] }, true)).toThrow(why);
});
