import { hex } from '@hartlab/isa';
import type { DebugLines } from './debug-lines.ts';

/** A payload that cannot be loaded. The message is one line that says what is wrong, where, and how to mend it. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

/** A stretch of physical memory that an image fills: its bytes, then zeros up to `size`. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Bytes in memory; at least `bytes.length`. */
  readonly size: number;
  /** Whether nothing is lost where it lies outside RAM and is not loaded. */
  readonly mayBeMissing?: boolean;
}

/** A name for an address of the guest, as the linker wrote it: a virtual address, 64 bits. */
export interface ImageSymbol {
  readonly name: string;
  readonly address: bigint;
  /** Bytes; 0 when the linker did not say. */
  readonly size: bigint;
  /** The kernel module that it belongs to, where a list says so: `kvm`. */
  readonly module?: string;
}

/** A doubleword that depends on where its program is: its physical address, and its value there. */
export interface Relocation {
  readonly address: number;
  readonly value: bigint;
}

/** What there is to load, whichever format it came in. */
export interface Image {
  readonly kind: 'ELF' | 'Linux Image' | 'raw binary' | 'assembled';
  /** Physical address of the first instruction. */
  readonly entry: number;
  /** Loaded in this order: where two overlap, the later one is on top. */
  readonly segments: readonly Segment[];
  /** Stored when the segments are loaded. */
  readonly relocations?: readonly Relocation[];
  readonly symbols: readonly ImageSymbol[];
  /** Which lines of source text its code is of, for a `LineTable`. */
  readonly lines?: DebugLines;
  /** What is odd about the file, but not bad enough to refuse it: a line each. */
  readonly warnings?: readonly string[];
}

/** A range of physical addresses. */
export interface AddressRange {
  readonly base: number;
  readonly size: number;
}

/** `0x80000000..0x87ffffff` */
export const rangeText = ({ base, size }: AddressRange): string => `${hex(base)}..${hex(base + size - 1)}`;
