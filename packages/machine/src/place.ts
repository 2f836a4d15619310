import { ImageError, rangeText } from './image.ts';
import type { AddressRange, Image, Segment } from './image.ts';

/** Something already placed in RAM that nothing else may overwrite. */
export interface Occupied extends AddressRange {
  readonly what: string;
}

/** What of an image is to be loaded. */
export interface Placed {
  readonly segments: readonly Segment[];
  readonly occupied: readonly Occupied[];
  readonly warnings: readonly string[];
}

/** An image, or what is placed like one. */
export type Placeable = Pick<Image, 'segments'> & Partial<Pick<Image, 'kind' | 'relocations' | 'warnings'>>;

/**
 * The segments of an image, checked against RAM and what is there already. A segment of an ELF file that lies wholly
 * elsewhere is left out, as under QEMU, which writes it to no device either: the page with the file's header and notes,
 * device registers, ROM.
 *
 * @throws ImageError naming the range that does not fit.
 */
export function place(what: string, image: Placeable, ram: AddressRange, occupied: readonly Occupied[]): Placed {
  const warnings = [...(image.warnings ?? [])];
  const segments: Segment[] = [];
  let elsewhere: string | undefined;
  for (const segment of image.segments) {
    const { address, bytes, size, mayBeMissing } = segment;
    const outside = `${rangeText({ base: address, size })} lies outside RAM ${rangeText(ram)}`;
    const end = ram.base + ram.size;
    if (address >= ram.base && address + size <= end) {
      segments.push(segment);
      continue;
    }
    if (image.kind !== 'ELF' || (address < end && address + size > ram.base))
      throw new ImageError(`${what}: ${outside}; move it, or give more memory with -m`);
    elsewhere ??= outside;
    if (bytes.length > 0 && !mayBeMissing) warnings.push(`${outside}, so its ${bytes.length} bytes are not loaded`);
  }
  if (segments.length === 0)
    throw new ImageError(`${what}: ${elsewhere}, and so does all of it; link it for RAM, or give more memory with -m`);
  if (segments.reduce((sum, { bytes }) => sum + bytes.length, 0) > ram.size)
    throw new ImageError(`${what}: its segments overlap and have more bytes together than RAM; link it again`);
  const filled = segments.map(({ address, bytes }) => ({ base: address, size: bytes.length }));
  const within = firstOverlap(filled);
  if (within) warnings.push(`segments overlap at ${rangeText(within[1])}; the later one in the file is on top`);
  const ranges = union(segments.map(({ address, size }) => ({ what, base: address, size })));
  const across = firstOverlap([...occupied, ...ranges]);
  if (across) {
    const [mine, other] = across[0].what === what ? across : [across[1], across[0]];
    throw new ImageError(
      `${what}: ${rangeText(mine)} overlaps ${other.what} at ${rangeText(other)}; move one of them, or give more memory with -m`,
    );
  }
  return { segments, occupied: ranges, warnings: warnings.map((warning) => `${what}: ${warning}`) };
}

const inOrder = <Range extends AddressRange>(ranges: readonly Range[]): Range[] =>
  ranges.filter(({ size }) => size > 0).toSorted((a, b) => a.base - b.base);

/** Two ranges of which the second begins inside the first. */
function firstOverlap<Range extends AddressRange>(ranges: readonly Range[]): [Range, Range] | undefined {
  let before: Range | undefined;
  for (const range of inOrder(ranges)) {
    if (before && range.base < before.base + before.size) return [before, range];
    before = range;
  }
  return undefined;
}

/** The same memory as ranges that do not overlap, in order. */
function union(ranges: readonly Occupied[]): Occupied[] {
  const disjoint: Occupied[] = [];
  for (const range of inOrder(ranges)) {
    const before = disjoint.at(-1);
    const end = before ? before.base + before.size : -Infinity;
    if (before && range.base < end)
      disjoint[disjoint.length - 1] = { ...before, size: Math.max(end, range.base + range.size) - before.base };
    else disjoint.push(range);
  }
  return disjoint;
}
