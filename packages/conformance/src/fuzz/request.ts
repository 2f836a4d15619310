import type { Random } from '@hartlab/models';

/** What a device reads of a request. */
export interface Request {
  /** Its begin: sensible as often as not. */
  readonly bytes: readonly number[];
  /** So many bytes more, whatever they are; none if absent. */
  readonly more?: number;
}

/** Bytes of a word and of half of one, little-endian. */
export const word = (value: number): readonly number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
export const half = (value: number): readonly number[] => [value & 0xff, (value >>> 8) & 0xff];

/** A small number, more often than not. */
export const few = (random: Random): number => random.below(random.of([2, 20, 256]));
export const junk = (random: Random, length: number): readonly number[] => Array.from({ length }, () => few(random));
