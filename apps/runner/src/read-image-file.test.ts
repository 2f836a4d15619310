import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readImageFile } from './read-image-file.ts';
import { Refusal } from './refusal.ts';

const MEBIBYTE = 1 << 20;
const reading = (bytes: Uint8Array) => () => bytes;

test('an image is unpacked, to no more than there is RAM', async () => {
  const kernel = new Uint8Array(2 * MEBIBYTE).fill(0x13);
  const read = reading(gzipSync(kernel));
  expect(Buffer.compare(await readImageFile('Image.gz', 'the payload', 2 * MEBIBYTE, read), kernel)).toBe(0);
  await expect(readImageFile('Image.gz', 'the payload', MEBIBYTE, read)).rejects.toThrow(
    /^Image\.gz: the file is compressed with gzip and becomes more than 1 MiB, which is all of RAM; give more memory with -m$/,
  );
});

test('one that is damaged is refused in a line that names it', async () => {
  const read = reading(gzipSync('a kernel').subarray(0, 12));
  await expect(readImageFile('Image.gz', 'the payload', MEBIBYTE, read)).rejects.toThrow(Refusal);
  await expect(readImageFile('Image.gz', 'the payload', MEBIBYTE, read)).rejects.toThrow(
    /^Image\.gz: [^\n]* copy or build/,
  );
});

// `printf %s 'a kernel a kernel' | zstd -3`, version 1.5.4.
test('zstd is unpacked in every version of Node', async () => {
  const read = reading(Buffer.from('KLUv/QRYiQAAYSBrZXJuZWwgYSBrZXJuZWzsnhlt', 'base64'));
  expect(new TextDecoder().decode(await readImageFile('x', 'the payload', MEBIBYTE, read))).toBe('a kernel a kernel');
});
