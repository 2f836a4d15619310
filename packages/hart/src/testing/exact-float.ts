import type { FloatFormat } from '@hartlab/isa';
import { type Rounding, rounding } from '../float/rounding.ts';

/**
 * IEEE 754 by its definition, for tests: exact results as fractions of bigints, rounded once. It shares nothing with the
 * operations that it checks. It knows finite numbers only.
 */

/** magnitude is numerator / denominator */
export interface Exact {
  readonly negative: boolean;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const fractionBits = { f16: 10n, f32: 23n, f64: 52n } as const;
const exponentBits = { f16: 5n, f32: 8n, f64: 11n } as const;
const biasOf = (format: FloatFormat) => (1n << (exponentBits[format] - 1n)) - 1n;
const power = (exponent: bigint) => (exponent < 0n ? [1n, 1n << -exponent] : [1n << exponent, 1n]) as [bigint, bigint];

/** The value of a finite datum; undefined of an infinity or a NaN. */
export function exact(format: FloatFormat, bits: bigint): Exact | undefined {
  const F = fractionBits[format];
  const E = exponentBits[format];
  const field = (bits >> F) & ((1n << E) - 1n);
  if (field === (1n << E) - 1n) return undefined;
  const fraction = bits & ((1n << F) - 1n);
  const significand = field === 0n ? fraction : fraction | (1n << F);
  const [up, down] = power((field === 0n ? 1n : field) - biasOf(format) - F);
  return { negative: bits >> (E + F) !== 0n, numerator: significand * up, denominator: down };
}

/** a × b */
export const product = (a: Exact, b: Exact): Exact => ({
  negative: a.negative !== b.negative,
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
});

/** a / b, where b is not zero */
export const quotient = (a: Exact, b: Exact): Exact =>
  product(a, { negative: b.negative, numerator: b.denominator, denominator: b.numerator });

/** a + b. A zero is positive. */
export function sum(a: Exact, b: Exact): Exact {
  const signed = ({ negative, numerator }: Exact) => (negative ? -numerator : numerator);
  const total = signed(a) * b.denominator + signed(b) * a.denominator;
  return { negative: total < 0n, numerator: total < 0n ? -total : total, denominator: a.denominator * b.denominator };
}

const bitLength = (value: bigint) => BigInt(value.toString(2).length);

/** The least exponent e with value < 2^(e + 1). */
function exponentOf({ numerator, denominator }: Exact): bigint {
  const guess = bitLength(numerator) - bitLength(denominator);
  const [up, down] = power(guess);
  return numerator * down < denominator * up ? guess - 1n : guess;
}

/** The integer nearest to the value / 2^exponent in the sense of the mode, and whether it is not the value itself. */
export function toMultiple({ negative, numerator, denominator }: Exact, exponent: bigint, mode: Rounding) {
  const [up, down] = power(exponent);
  const [top, bottom] = [numerator * down, denominator * up];
  const floor = top / bottom;
  const twice = 2n * (top % bottom);
  const nearest = twice > bottom || (twice === bottom && (mode === rounding.RMM || floor % 2n === 1n));
  const up1 = {
    [rounding.RNE]: nearest,
    [rounding.RMM]: nearest,
    [rounding.RTZ]: false,
    [rounding.RDN]: negative && twice !== 0n,
    [rounding.RUP]: !negative && twice !== 0n,
  }[mode];
  return { integer: floor + (up1 ? 1n : 0n), inexact: twice !== 0n };
}

/** The datum that the value is rounded to, and the flags. The value is not zero. */
export function round(format: FloatFormat, value: Exact, mode: Rounding): { bits: bigint; flags: number } {
  const F = fractionBits[format];
  const bias = biasOf(format);
  const least = 1n - bias;
  const sign = value.negative ? 1n << (exponentBits[format] + F) : 0n;
  const exponent = exponentOf(value);
  const kept = exponent < least ? least : exponent;
  const { integer, inexact } = toMultiple(value, kept - F, mode);
  const infinity = ((1n << exponentBits[format]) - 1n) << F;
  const bits = ((kept + bias - 1n) << F) + integer;
  if (kept > bias || bits >= infinity) {
    const away =
      mode === rounding.RNE || mode === rounding.RMM || mode === (value.negative ? rounding.RDN : rounding.RUP);
    return { bits: sign | (away ? infinity : infinity - 1n), flags: 5 };
  }
  const unbounded = toMultiple(value, exponent - F, mode).integer;
  const [up, down] = power(exponent - F - least);
  const tiny = unbounded * up < down;
  return { bits: sign | bits, flags: inexact ? (tiny ? 3 : 1) : 0 };
}
