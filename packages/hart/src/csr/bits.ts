import { type Half, type Halves, toSignedHalves } from './halves.ts';

interface CommonBits {
  readonly name: string;
  /** The position of the lowest. */
  readonly low: number;
  /** The bits, in place. */
  readonly mask: bigint;
  /** The same in each half; signed, so that they are small integers to the host. */
  readonly masks: Halves;
}

/** Bits of a value of 64 that have a name and lie in one half of it. */
export interface Bits extends CommonBits {
  readonly half: Half;
  /** The position of the lowest within the half. */
  readonly shift: number;
  /** The bits within the half, in place; signed like `masks`. */
  readonly ones: number;
}

/** Bits that have a name and lie in both halves. */
export interface WideBits extends CommonBits {
  readonly half: undefined;
}

/** Where bits are: one bit, or the highest and the lowest. */
export type Position = number | readonly [high: number, low: number];

/** Those of a position. All have one shape to the host, because they are asked for all the time. */
export function bitsAt(name: string, position: Position): Bits | WideBits {
  const [high, low] = typeof position === 'number' ? [position, position] : position;
  const mask = ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
  const masks = toSignedHalves(mask);
  if (high >= 32 && low < 32) return { name, low, mask, masks, half: undefined };
  const half = low < 32 ? 0 : 1;
  return { name, low, mask, masks, half, shift: low % 32, ones: masks[half] };
}

/** Every number below `N`. */
type Below<N extends number, Seen extends readonly number[] = []> = Seen['length'] extends N
  ? Seen[number]
  : Below<N, readonly [...Seen, Seen['length']]>;
type InHighHalf = Exclude<Below<64>, Below<32>>;
/** Whether a position is in both halves. */
export type IsWide<P> = P extends readonly [infer High, infer Low]
  ? High extends InHighHalf
    ? Low extends InHighHalf
      ? false
      : true
    : false
  : false;

/** All bits of these, in place. */
export const bitsOf = (all: readonly CommonBits[]): bigint => all.reduce((bits, { mask }) => bits | mask, 0n);

/** What a half has in these bits, right-aligned and unsigned. */
export const valueIn = (bits: Bits, half: number): number => (half & bits.ones) >>> bits.shift;

/** The half with these bits replaced, signed; bits of `value` that do not fit are lost. */
export const withValue = (bits: Bits, value: number, half: number): number =>
  half ^ ((half ^ (value << bits.shift)) & bits.ones);

/** The half in which bit `n` of a value is: for those that are numbered, as interrupts and causes are. */
export const halfOfBit = (n: number): Half => (n < 32 ? 0 : 1);

/** Bit `n` of a value, in the half in which it is. */
export const bitIn = (n: number, half: number): number => (half >>> (n % 32)) & 1;

/** What a whole value has in these bits, right-aligned. */
export const extract = (bits: CommonBits, value: bigint): bigint => (value & bits.mask) >> BigInt(bits.low);

/** The whole value with these bits replaced; bits of `value` that do not fit are lost. */
export const insert = (bits: CommonBits, value: bigint, into: bigint): bigint =>
  (into & ~bits.mask) | ((value << BigInt(bits.low)) & bits.mask);
