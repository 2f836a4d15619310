import { isElf, readElf } from './elf.ts';
import { ImageError, rangeText } from './image.ts';
import type { AddressRange, Image, Segment } from './image.ts';
import { isLinuxImage, readLinuxImage } from './linux-image.ts';

/** What some files start with that are not payloads, and how to make one of them. */
const packed: readonly { readonly magic: readonly number[]; readonly mend: string }[] = [
  { magic: [0x1f, 0x8b], mend: 'is compressed with gzip; run gunzip on it first' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], mend: 'is compressed with zstd; run unzstd on it first' },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], mend: 'is compressed with xz; run unxz on it first' },
  { magic: [0x27, 0x05, 0x19, 0x56], mend: 'is a U-Boot uImage; give the image inside it' },
];

/**
 * Reads a payload, choosing the format by its content: ELF, a Linux `Image`, or else a raw binary that goes to
 * `rawAddress` and starts there.
 *
 * @throws ImageError when the file is empty, compressed, or a damaged one of its format.
 */
export function readImage(bytes: Uint8Array, { rawAddress, ramBase }: { rawAddress: number; ramBase: number }): Image {
  if (bytes.length === 0) throw new ImageError('the file is empty, so there is nothing to run');
  if (isElf(bytes)) return readElf(bytes);
  if (isLinuxImage(bytes)) return readLinuxImage(bytes, ramBase);
  for (const { magic, mend } of packed)
    if (magic.every((byte, index) => bytes[index] === byte)) throw new ImageError(`the file ${mend}`);
  return {
    kind: 'raw binary',
    entry: rawAddress,
    segments: [{ address: rawAddress, bytes, size: bytes.length }],
    symbols: [],
  };
}

/** Something already placed in RAM that nothing else may overwrite. */
export interface Occupied extends AddressRange {
  readonly what: string;
}

/**
 * The ranges that `image` fills, each checked against RAM and against what is already there.
 *
 * @throws ImageError naming the range that does not fit.
 */
export function place(
  what: string,
  image: Pick<Image, 'segments'>,
  ram: AddressRange,
  occupied: readonly Occupied[],
): Occupied[] {
  return image.segments.map((segment) => {
    const range = { base: segment.address, size: segment.size };
    if (!inside(segment, ram))
      throw new ImageError(
        `${what}: ${rangeText(range)} lies outside RAM ${rangeText(ram)}; move it, or give more memory with -m`,
      );
    const other = occupied.find(({ base, size }) => base < range.base + range.size && range.base < base + size);
    if (other)
      throw new ImageError(
        `${what}: ${rangeText(range)} overlaps ${other.what} at ${rangeText(other)}; move one of them, or give more memory with -m`,
      );
    return { what, ...range };
  });
}

const inside = ({ address, size }: Segment, ram: AddressRange): boolean =>
  address >= ram.base && address + size <= ram.base + ram.size;
