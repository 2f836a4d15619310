import { ImageError } from './image.ts';
import type { Image } from './image.ts';

/*
 * Source: Linux, Documentation/arch/riscv/boot-image-header.rst. All fields are little-endian.
 */
const HEADER = 64;
const TEXT_OFFSET = 8;
const IMAGE_SIZE = 16;
const FLAGS = 24;
const MAGIC = 48;
const MAGIC2 = 56;
/** "RSC\x05"; the older magic "RISCV" is deprecated but every kernel still writes it. */
const RSC5 = 0x05435352;
const RISCV = 0x5643534952n;

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether these bytes start with the header of a RISC-V Linux `Image`. */
export const isLinuxImage = (bytes: Uint8Array): boolean =>
  bytes.length >= HEADER &&
  (view(bytes).getUint32(MAGIC2, true) === RSC5 || view(bytes).getBigUint64(MAGIC, true) === RISCV);

/**
 * Reads a Linux `Image`: it goes to `ramBase + text_offset` and starts at its first byte.
 *
 * @throws ImageError when the kernel is big-endian or the header's sizes are absurd.
 */
export function readLinuxImage(bytes: Uint8Array, ramBase: number): Image {
  const header = view(bytes);
  if ((header.getBigUint64(FLAGS, true) & 1n) !== 0n)
    throw new ImageError('the Linux Image is big-endian; build a little-endian kernel');
  const textOffset = header.getBigUint64(TEXT_OFFSET, true);
  const imageSize = header.getBigUint64(IMAGE_SIZE, true);
  const limit = 1n << 40n;
  if (textOffset > limit || imageSize > limit)
    throw new ImageError(
      `the header of the Linux Image is damaged: text_offset ${textOffset}, image_size ${imageSize}; copy or build it again`,
    );
  const address = ramBase + Number(textOffset);
  return {
    kind: 'Linux Image',
    entry: address,
    segments: [{ address, bytes, size: Math.max(bytes.length, Number(imageSize)) }],
    symbols: [],
  };
}
