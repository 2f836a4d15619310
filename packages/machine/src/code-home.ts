import { hex } from '@hartlab/isa';
import { findBytes } from './find-bytes.ts';
import { ImageError } from './image.ts';
import type { Image } from './image.ts';

/** What is loaded, and how that is called: `the firmware`. */
export interface NamedImage {
  readonly what: string;
  readonly image: Image;
}

/** A section by which a program is recognised. */
export interface Code {
  readonly name: string;
  /** As linked: a virtual address. */
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/** Bytes with which a search begins: so many are mostly enough. */
const START = 64;
/** Bytes that are compared at most, as a multiple of what there is to compare. */
const MOST_COMPARED = 16;

/**
 * The physical address at which the first of these sections is loaded: where all their bytes are in one image, as far from
 * each other as they were linked.
 *
 * @throws ImageError when they are in none
 */
export function codeHome(code: readonly [Code, ...Code[]], images: readonly NamedImage[]): { address: number } {
  const [first] = code;
  let budget = MOST_COMPARED * code.reduce((sum, { bytes }) => sum + bytes.length, 0);
  /** Where it differs, at the place where that is the latest. */
  let nearest: { readonly agreed: number; readonly why: string } | undefined;
  for (const { what, image } of images)
    for (const segment of image.segments)
      for (const at of findBytes(segment.bytes, first.bytes.subarray(0, START))) {
        const address = segment.address + at;
        const difference = firstDifference(code, image, address);
        if (!difference) return { address };
        const { agreed, section, offset } = difference;
        const place = section.address + BigInt(offset) - first.address + BigInt(address);
        if (agreed > (nearest?.agreed ?? 0))
          nearest = { agreed, why: `its ${section.name} differs from ${what} at ${hex(place)}` };
        budget -= agreed;
        if (budget < 0) break;
      }
  const why = nearest?.why ?? `its ${first.name} is not in ${images.map(({ what }) => what).join(' or ') || 'memory'}`;
  throw new ImageError(
    `it is of another build: ${why}; give the file that was linked for it, or FILE@SHIFT if it is loaded later`,
  );
}

/** Where the first byte is that is not in the image, if the first section is at this physical address. */
function firstDifference(code: readonly [Code, ...Code[]], image: Image, address: number) {
  let agreed = 0;
  for (const section of code) {
    const start = address + Number(section.address - code[0].address);
    const home = image.segments.find(({ address, bytes }) => start >= address && start < address + bytes.length);
    const there = home?.bytes.subarray(start - home.address) ?? new Uint8Array();
    const offset = section.bytes.findIndex((byte, index) => byte !== there[index]);
    if (offset >= 0) return { agreed: agreed + offset, section, offset };
    agreed += section.bytes.length;
  }
  return undefined;
}
