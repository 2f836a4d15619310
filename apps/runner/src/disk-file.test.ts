import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { diskFile } from './disk-file.ts';
import { temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

const fileOf = (name: string, content: Uint8Array | number): string => {
  const path = join(directory, name);
  if (typeof content === 'number') {
    closeSync(openSync(path, 'w'));
    truncateSync(path, content);
  } else writeFileSync(path, content);
  return path;
};

test('it is whole sectors, the last one filled up with zeros', () => {
  const image = diskFile(fileOf('part', new Uint8Array(700).fill(7)), false);
  const bytes = new Uint8Array(512).fill(1);
  image.read(512, bytes);
  expect([image.sectors, bytes[187], bytes[188], image.write]).toEqual([2, 7, 0, undefined]);
});

test('what is written is in the file at once; zeros over zeros leave it sparse', () => {
  const path = fileOf('sparse', 64 << 20);
  const image = diskFile(path, true);
  image.write?.(1 << 20, new Uint8Array(4096).fill(9));
  image.write?.(32 << 20, new Uint8Array(1 << 20));
  image.flush?.();
  const content = readFileSync(path);
  expect([content.length, content[1 << 20], content[(1 << 20) + 4096]]).toEqual([64 << 20, 9, 0]);
  expect(statSync(path).blocks * 512).toBeLessThan(1 << 20);
  image.write?.(1 << 20, new Uint8Array(4096));
  expect(readFileSync(path)[1 << 20]).toBe(0);
});

test('what cannot be a disk is refused in one line', () => {
  mkdirSync(join(directory, 'folder'));
  const refused =
    (path: string, keeps = false) =>
    () =>
      diskFile(join(directory, path), keeps);
  expect(refused('missing')).toThrow(/^cannot use the disk .*missing: .*no such file/i);
  expect(refused('folder')).toThrow(/: it is not a regular file$/);
  fileOf('empty', 0);
  expect(refused('empty')).toThrow(/: it is empty$/);
});
