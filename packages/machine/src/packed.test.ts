import { describe, expect, test } from 'vitest';
import { ImageError } from './image.ts';
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
