import { describe, expect, test } from 'vitest';
import { elfFile } from './testing/elf-file.ts';
import { ImageError } from './image.ts';
import { readImage } from './read-image.ts';

/** The header of Linux, Documentation/arch/riscv/boot-image-header.rst. */
function linuxImage(fields: { textOffset: bigint; imageSize: bigint; flags: bigint }): Uint8Array {
  const bytes = new Uint8Array(128);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(8, fields.textOffset, true);
  view.setBigUint64(16, fields.imageSize, true);
  view.setBigUint64(24, fields.flags, true);
  bytes.set(new TextEncoder().encode('RISCV\0\0\0RSC\x05'), 48);
  return bytes;
}

describe('the format is chosen by content', () => {
  test('ELF', () => {
    const file = elfFile({ entry: 0x8000_0000n, segments: [{ address: 0x8000_0000n, bytes: Uint8Array.of(1) }] });
    expect(readImage(file, 'S-mode')).toMatchObject({ kind: 'ELF', entry: 0x8000_0000 });
  });

  test('a Linux Image goes to text_offset and takes image_size', () => {
    const image = readImage(linuxImage({ textOffset: 0x40_0000n, imageSize: 0x2000n, flags: 0n }), 'S-mode');
    expect(image).toMatchObject({ kind: 'Linux Image', entry: 0x8040_0000 });
    expect(image.segments).toMatchObject([{ address: 0x8040_0000, size: 0x2000 }]);
  });

  test.each([
    ['S-mode', 0x8020_0000],
    ['M-mode', 0x8000_0000],
    ['firmware', 0x8000_0000],
  ] as const)('anything else is a raw binary, in %s at %i', (role, address) => {
    const bytes = Uint8Array.of(0, 0x13, 0, 0);
    const image = readImage(bytes, role);
    expect(image).toEqual({
      kind: 'raw binary',
      entry: address,
      segments: [{ address, bytes, size: 4 }],
      symbols: [],
    });
  });

  test.each([
    ['an empty file', new Uint8Array(), /empty/],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8), /run gunzip/],
    ['a big-endian kernel', linuxImage({ textOffset: 0n, imageSize: 0n, flags: 1n }), /big-endian/],
    [
      'a damaged header',
      linuxImage({ textOffset: 2n ** 60n, imageSize: 0n, flags: 0n }),
      /text_offset 1152921504606846976/,
    ],
  ])('%s is refused', (_name, file, message) => {
    expect(() => readImage(file, 'S-mode')).toThrow(ImageError);
    expect(() => readImage(file, 'S-mode')).toThrow(message);
  });
});
