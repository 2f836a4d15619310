import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ImageError } from './image.ts';
import { type Inflate, isPacked, unpackImage } from './packed.ts';
import { readImage } from './read-image.ts';

const text = (characters: string) => [...new TextEncoder().encode(characters)];

/** 128 bytes with these at their places. */
function file(parts: Readonly<Record<number, readonly number[]>>): Uint8Array {
  const bytes = new Uint8Array(128);
  for (const [at, part] of Object.entries(parts)) bytes.set(part, Number(at));
  return bytes;
}

/** The header of Linux, drivers/firmware/efi/libstub/zboot-header.S; the magic at 56 is LINUX_PE_MAGIC. */
const zboot = (compression: string, magic: readonly number[] = [0xcd, 0x23, 0x82, 0x81]) =>
  file({
    0: text('MZ'),
    4: text('zimg'),
    8: [0x00, 0x50, 0, 0],
    12: [0, 0, 0xa0, 0],
    24: text(compression),
    56: magic,
    60: [64, 0, 0, 0],
    64: text('PE'),
  });

describe('an EFI zboot image is refused with the way to the kernel in it', () => {
  test.each([
    ['zstd', 'unzstd'],
    ['gzip', 'gunzip'],
    ['xzkern', 'unxz'],
    ['lz4', 'unlz4'],
    ['newone', 'a program that unpacks newone'],
    ['', 'a program that unpacks it'],
  ])('%s', (compression, unpack) => {
    expect(() => readImage(zboot(compression), 'S-mode')).toThrow(
      new ImageError(
        `the file is an EFI zboot image, which holds a compressed kernel; take it out: tail -c +20481 FILE | head -c 10485760 | ${unpack} > Image`,
      ),
    );
  });

  test('with the magic of a RISC-V Image as well', () => {
    expect(() => readImage(zboot('zstd', text('RSC\x05')), 'S-mode')).toThrow(/EFI zboot/);
  });
});

describe('what is no payload is called by its name', () => {
  test.each([
    ['gzip', file({ 0: [0x1f, 0x8b, 8] }), /gzip; run gunzip/],
    ['zstd', file({ 0: [0x28, 0xb5, 0x2f, 0xfd] }), /zstd; run unzstd/],
    ['xz', file({ 0: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0] }), /xz; run unxz/],
    ['bzip2', file({ 0: text('BZh9') }), /bzip2; run bunzip2/],
    ['lz4', file({ 0: [4, 0x22, 0x4d, 0x18] }), /lz4; run unlz4/],
    ['lzma', file({ 0: [0x5d, 0, 0, 0x80] }), /lzma; run unlzma/],
    ['uImage', file({ 0: [0x27, 0x05, 0x19, 0x56] }), /uImage; give the image inside/],
    ['a device tree', file({ 0: [0xd0, 0x0d, 0xfe, 0xed] }), /device tree or a FIT image/],
    ['a library', file({ 0: text('!<arch>\n') }), /library/],
    ['a disk', file({ 0: [0x51, 0x46, 0x49, 0xfb] }), /qcow2/],
    ['arm64', file({ 0: text('MZ'), 56: [0x41, 0x52, 0x4d, 0x64] }), /Image for arm64/],
    ['EFI', file({ 0: text('MZ'), 60: [64, 0, 0, 0], 64: text('PE') }), /EFI application/],
  ])('%s', (_name, bytes, message) => {
    expect(() => readImage(bytes, 'M-mode')).toThrow(ImageError);
    expect(() => readImage(bytes, 'M-mode')).toThrow(message);
  });

  test.each([
    ['c.li s4,-13 is "MZ"', text('MZ')],
    ['with a PE header outside the file', [...file({ 0: text('MZ'), 60: [255, 255, 255, 255] })]],
    ['with something else where the header would be', [...file({ 0: text('MZ'), 60: [64, 0, 0, 0] })]],
    ['half a magic', [0x28, 0xb5]],
  ])('but code is code: %s', (_name, bytes) => {
    expect(readImage(Uint8Array.from(bytes), 'M-mode').kind).toBe('raw binary');
  });
});

const MEBIBYTE = 1024 ** 2;
const inflate: Inflate = (bytes, format, most) => {
  if (format !== 'gzip') throw new Error(`no ${format} in this test`);
  return gunzipSync(bytes, { maxOutputLength: most });
};

describe('an image is unpacked', () => {
  const kernel = Uint8Array.from({ length: 5000 }, (_, n) => n * 7);
  const packed = gzipSync(kernel);
  /** An image with a payload of which the header may say another place or size. */
  const zimg = (compression: string, payload: Uint8Array, { offset = 128, size = payload.length } = {}) => {
    const bytes = Uint8Array.of(...zboot(compression), ...payload, 0, 0, 0, 0);
    new DataView(bytes.buffer).setUint32(8, offset, true);
    new DataView(bytes.buffer).setUint32(12, size, true);
    return bytes;
  };

  test.each<[string, Uint8Array]>([
    ['of gzip', packed],
    ['of an EFI zboot image', zimg('gzip', packed)],
    ['of an EFI zboot image that is compressed once more', gzipSync(zimg('gzip', packed))],
  ])('out %s', (_name, bytes) => {
    expect(new Uint8Array(unpackImage(bytes, inflate, MEBIBYTE))).toEqual(kernel);
  });

  // Linux, drivers/firmware/efi/libstub/Makefile.zboot: COMP_TYPE is zstd22 where CONFIG_KERNEL_ZSTD is set.
  test.each(['zstd', 'zstd22'])('with what unpacks zstd where the header says %s', (method) => {
    const asked: unknown[] = [];
    unpackImage(
      zimg(method, packed),
      (bytes, format, most) => {
        asked.push(format, most, bytes);
        return bytes;
      },
      MEBIBYTE,
    );
    expect(asked).toEqual(['zstd', MEBIBYTE, new Uint8Array(packed)]);
  });

  test.each<[string, Uint8Array]>([
    ['raw code', Uint8Array.of(0x13, 0, 0, 0)],
    ['nothing', new Uint8Array()],
    ['xz', file({ 0: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0] })],
    ['an EFI zboot image of xz', zimg('xzkern', packed)],
  ])('or not: %s', (_name, bytes) => {
    expect(unpackImage(bytes, inflate, MEBIBYTE)).toBe(bytes);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['that is cut off', packed.subarray(0, 40), /^the file is compressed with gzip and cannot be .* \(unexpected end/],
    ['that is damaged', Uint8Array.of(...packed.subarray(0, 12), 255, 255), /compressed with gzip and cannot be/],
    [
      'of more than there is room for',
      gzipSync(new Uint8Array(2 * MEBIBYTE)),
      /and becomes more than 1 MiB, which is all of RAM; give more memory with -m$/,
    ],
    [
      'an EFI zboot image that is cut off',
      zimg('zstd', packed, { size: 99_999 }),
      /EFI zboot image that is cut off: its kernel ends at byte 100127, the file has .*tail -c \+129 FILE \| head -c 99999 \| unzstd/,
    ],
    [
      'its kernel far away',
      zimg('gzip', packed, { offset: 2 ** 32 - 1, size: 2 ** 32 - 1 }),
      /ends at byte 8589934590/,
    ],
    ['its kernel damaged', zimg('gzip', packed, { offset: 129 }), /^the kernel in the EFI zboot image is compressed/],
    ['its kernel of no bytes', zimg('gzip', packed, { size: 0 }), /^the kernel in the EFI zboot image is compressed/],
  ])('but not one %s', (_name, bytes, message) => {
    expect(() => unpackImage(bytes, inflate, MEBIBYTE)).toThrow(ImageError);
    expect(() => unpackImage(bytes, inflate, MEBIBYTE)).toThrow(message);
    expect(() => unpackImage(bytes, inflate, MEBIBYTE)).not.toThrow(/\n/);
  });

  test('behind frames of zstd that are to be skipped', () => {
    const frames = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2, 0x5f, 0x2a, 0x4d, 0x18, 0, 0, 0, 0];
    const bytes = Uint8Array.of(...frames, 0x28, 0xb5, 0x2f, 0xfd, 9);
    expect(isPacked(bytes)).toBe(true);
    expect(unpackImage(bytes, (part) => part, MEBIBYTE)).toEqual(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 9));
    // Where nothing is behind them they are no image of zstd.
    expect(isPacked(Uint8Array.from(frames))).toBe(false);
    expect(isPacked(Uint8Array.of(...frames.slice(0, 4), 255, 255, 255, 255))).toBe(false);
  });

  test('of EFI zboot, however short it is cut off: it is not run', () => {
    const image = zimg('gzip', packed);
    for (let length = 8; length < image.length - 4; length++)
      expect(() => unpackImage(image.subarray(0, length), inflate, MEBIBYTE)).toThrow(
        /^the file is an EFI zboot image that is cut off/,
      );
  });

  test('once: what is compressed twice is refused by name', () => {
    const twice = unpackImage(gzipSync(packed), inflate, MEBIBYTE);
    expect(() => readImage(twice, 'S-mode')).toThrow(/the file is compressed with gzip; run gunzip/);
  });
});
