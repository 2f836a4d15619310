import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readImageFile } from './read-image-file.ts';
import { Refusal } from './refusal.ts';

const MEBIBYTE = 1 << 20;
const reading = (bytes: Uint8Array) => () => bytes;

test('an image is unpacked, to no more than there is RAM', () => {
  const kernel = new Uint8Array(2 * MEBIBYTE).fill(0x13);
  const read = reading(gzipSync(kernel));
  expect(Buffer.compare(readImageFile('Image.gz', 'the payload', 2 * MEBIBYTE, read), kernel)).toBe(0);
  expect(() => readImageFile('Image.gz', 'the payload', MEBIBYTE, read)).toThrow(
    /^Image\.gz: the file is compressed with gzip and cannot be unpacked to 1 MiB of RAM or less .* with -m$/,
  );
});

test('one that is damaged is refused in a line that names it', () => {
  const read = reading(gzipSync('a kernel').subarray(0, 12));
  expect(() => readImageFile('Image.gz', 'the payload', MEBIBYTE, read)).toThrow(Refusal);
  expect(() => readImageFile('Image.gz', 'the payload', MEBIBYTE, read)).toThrow(/^Image\.gz: [^\n]* copy or build/);
});
