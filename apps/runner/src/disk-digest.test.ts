import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { diskDigest } from './disk-digest.ts';
import { temporaryDirectory } from './testing/payload.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));
const path = join(directory, 'disk.img');
const MEBIBYTE = 1 << 20;

const digestOf = (bytes: Uint8Array): string => {
  writeFileSync(path, bytes);
  return diskDigest(path);
};

test('tells disks apart by their lengths, by what is on them and where', () => {
  const [zeros, other] = [Buffer.alloc(MEBIBYTE), Buffer.alloc(MEBIBYTE, 0xdd)];
  const disks = [
    other,
    zeros,
    Buffer.concat([other, zeros]),
    Buffer.concat([zeros, other]),
    Buffer.concat([other, other]),
    Buffer.concat([other, Buffer.of(0)]),
    other.subarray(1),
    Buffer.concat([other.subarray(1), Buffer.of(0)]),
  ];
  const digests = disks.map(digestOf);
  expect(new Set(digests).size).toBe(disks.length);
  expect(disks.map(digestOf)).toEqual(digests);
});

test('does not tell holes from zeros', () => {
  const written = digestOf(Buffer.concat([Buffer.alloc(MEBIBYTE, 0xdd), Buffer.alloc(3 * MEBIBYTE)]));
  writeFileSync(path, Buffer.alloc(MEBIBYTE, 0xdd));
  truncateSync(path, 4 * MEBIBYTE);
  expect(diskDigest(path)).toBe(written);
});

test('of what cannot be read, one line', () => {
  expect(() => diskDigest(join(directory, 'nowhere.img'))).toThrow(/^cannot read the disk [^\n]*nowhere\.img: [^\n]+$/);
  expect(() => diskDigest(directory)).toThrow(/^cannot read the disk [^\n]+$/);
});
