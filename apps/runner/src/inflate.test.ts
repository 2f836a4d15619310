import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inflate, unzstd } from './inflate.ts';

/** Frames of the `zstd` program, version 1.5.4: `printf %s TEXT | zstd -3`, and of `head -c 100000 /dev/zero | zstd -22 --ultra`. */
const text = Buffer.from('KLUv/QRYiQAAYSBrZXJuZWwgYSBrZXJuZWzsnhlt', 'base64');
const zeros = Buffer.from('KLUv/QSITQAACAABAJyGORAC2yNO8w==', 'base64');

describe('zstd, in a version of Node that has it or not', () => {
  test.each([inflate, (bytes: Uint8Array, _format: string, most: number) => unzstd(bytes, most)])('%#', (unpack) => {
    expect(new TextDecoder().decode(unpack(text, 'zstd', 100))).toBe('a kernel a kernel');
    expect(unpack(zeros, 'zstd', 100_000)).toEqual(new Uint8Array(100_000));
    expect(() => unpack(zeros, 'zstd', 99_999)).toThrow(Error);
    for (let length = 1; length < text.length; length++)
      expect(() => unpack(text.subarray(0, length), 'zstd', 100)).toThrow(Error);
  });

  test('a window for which there may be no room is refused, before there is one', () => {
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, 1, 0, 0);
    expect(() => unzstd(frame, 100)).toThrow('it needs a window of more than 128 MiB');
  });
});

test.each([
  ['gzip', gzipSync('a kernel')],
  ['zlib', deflateSync('a kernel')],
] as const)('%s, and no more than asked for', (format, bytes) => {
  expect(new TextDecoder().decode(inflate(bytes, format, 8))).toBe('a kernel');
  expect(() => inflate(bytes, format, 7)).toThrow(RangeError);
  expect(() => inflate(bytes.subarray(0, 9), format, 8)).toThrow(Error);
});
