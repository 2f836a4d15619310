import { describe, expect, test } from 'vitest';
import { elfFile } from './testing/elf-file.ts';
import { ImageError } from './image.ts';
import { place, readImage } from './load.ts';

const addresses = { rawAddress: 0x8020_0000, ramBase: 0x8000_0000 };

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
    expect(readImage(file, addresses)).toMatchObject({ kind: 'ELF', entry: 0x8000_0000 });
  });

  test('a Linux Image goes to text_offset and takes image_size', () => {
    const image = readImage(linuxImage({ textOffset: 0x40_0000n, imageSize: 0x2000n, flags: 0n }), addresses);
    expect(image).toMatchObject({ kind: 'Linux Image', entry: 0x8040_0000 });
    expect(image.segments).toMatchObject([{ address: 0x8040_0000, size: 0x2000 }]);
  });

  test('anything else is a raw binary', () => {
    const image = readImage(Uint8Array.of(0x13, 0, 0, 0), addresses);
    expect(image).toMatchObject({ kind: 'raw binary', entry: 0x8020_0000, segments: [{ size: 4 }] });
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
    expect(() => readImage(file, addresses)).toThrow(ImageError);
    expect(() => readImage(file, addresses)).toThrow(message);
  });
});

describe('placing', () => {
  const ram = { base: 0x8000_0000, size: 0x80_0000 };
  const image = (address: number, size: number) => ({ segments: [{ address, bytes: new Uint8Array(), size }] });

  test('answers the ranges that are then taken', () => {
    expect(place('the kernel', image(0x8020_0000, 16), ram, [])).toEqual([
      { what: 'the kernel', base: 0x8020_0000, size: 16 },
    ]);
  });

  test.each([0x1000, 0x7fff_ffff, 0x807f_fff8, 2 ** 52])('a segment at %i is not in RAM', (address) => {
    expect(() => place('the kernel', image(address, 16), ram, [])).toThrow(
      /^the kernel: 0x\w+\.\.0x\w+ lies outside RAM 0x80000000\.\.0x807fffff; move it/,
    );
  });

  test('a segment on something else is named with it', () => {
    const firmware = { what: 'the firmware', base: 0x8000_0000, size: 0x20_0000 };
    expect(() => place('the kernel', image(0x801f_ffff, 2), ram, [firmware])).toThrow(
      /the kernel: 0x801fffff\.\.0x80200000 overlaps the firmware at 0x80000000\.\.0x801fffff/,
    );
  });
});
