import { describe, expect, test } from 'vitest';
import { hasZstd, inflate } from './inflate.ts';
import { unzstd } from './unzstd.ts';

/** Frames of the `zstd` program, version 1.5.4: `printf %s TEXT | zstd -3`, and of `head -c 100000 /dev/zero | zstd -22 --ultra`. */
const text = Buffer.from('KLUv/QRYiQAAYSBrZXJuZWwgYSBrZXJuZWzsnhlt', 'base64');
const zeros = Buffer.from('KLUv/QSITQAACAABAJyGORAC2yNO8w==', 'base64');

describe('zstd, in a version of Node that has it or not', () => {
  const unpacks = [unzstd, ...(hasZstd() ? [(bytes: Uint8Array, most: number) => inflate(bytes, 'zstd', most)] : [])];
  test.each(unpacks)('%#', (unpack) => {
    expect(new TextDecoder().decode(unpack(text, 100))).toBe('a kernel a kernel');
    expect(unpack(zeros, 100_000)).toEqual(new Uint8Array(100_000));
    expect(() => unpack(zeros, 99_999)).toThrow(Error);
    for (let length = 1; length < text.length; length++)
      expect(() => unpack(text.subarray(0, length), 100)).toThrow(Error);
  });

  test('a window for which there may be no room is refused, before there is one', () => {
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, 1, 0, 0);
    expect(() => unzstd(frame, 100)).toThrow('it needs a window of more than 128 MiB');
  });
});
