import type { FloatUnit, Unpacked } from './float-unit.ts';
import type { Format } from './format.ts';
import { packInfinity, packInvalid, packNaN, packZero, roundAndPack } from './pack.ts';
import { rounding, type Rounding } from './rounding.ts';
import { isNaN } from './unpack.ts';
import { add, isLess, isZero, leadingZeros, multiplyUpper, shiftLeft, shiftRightSticky, subtract } from './wide.ts';

/** a × b + c with one rounding. Addition and multiplication are cases of it. */
export function multiplyAdd(unit: FloatUnit, format: Format, mode: Rounding): void {
  const { a, b, c, result } = unit;
  const negative = a.negative !== b.negative;
  const infinite = a.kind === 'infinite' || b.kind === 'infinite';
  const zero = a.kind === 'zero' || b.kind === 'zero';
  const signaling = a.kind === 'signaling NaN' || b.kind === 'signaling NaN' || c.kind === 'signaling NaN';

  // ∞ × 0 is invalid even when a quiet NaN is added
  // (unpriv "Single-Precision Floating-Point Computational Instructions").
  if (signaling || (infinite && zero)) return packInvalid(unit, format);
  if (isNaN(a) || isNaN(b) || isNaN(c)) return packNaN(unit, format);
  if (infinite && c.kind === 'infinite' && c.negative !== negative) return packInvalid(unit, format);
  if (infinite) return packInfinity(unit, format, negative);
  if (c.kind === 'infinite') return packInfinity(unit, format, c.negative);
  if (zero && c.kind === 'zero')
    return packZero(unit, format, negative === c.negative ? negative : mode === rounding.RDN);

  if (zero) copy(result, c);
  else {
    multiplyUpper(result.significand, a.significand, b.significand);
    result.negative = negative;
    result.exponent = a.exponent + b.exponent + 1;
    normalize(result);
    if (c.kind !== 'zero') addTo(result, c);
  }
  // Opposite numbers cancel to +0, or, rounding down, to -0.
  if (isZero(result.significand)) packZero(unit, format, mode === rounding.RDN);
  else roundAndPack(unit, format, mode);
}

/**
 * sum += other, both finite. What does not fit the 128 bits is left as a sticky bit: a sum that begins far enough to the
 * right to matter is of numbers that are near enough to each other to fit.
 */
function addTo(sum: Unpacked, other: Unpacked): void {
  const larger = isSmaller(sum, other) ? other : sum;
  const smaller = larger === sum ? other : sum;
  shiftRightSticky(smaller.significand, larger.exponent - smaller.exponent);
  if (larger.negative !== smaller.negative) subtract(larger.significand, smaller.significand);
  else if (add(larger.significand, smaller.significand)) {
    shiftRightSticky(larger.significand, 1);
    larger.significand[3]! |= 0x8000_0000;
    larger.exponent++;
  }
  if (larger !== sum) copy(sum, larger);
  normalize(sum);
}

const isSmaller = (a: Unpacked, b: Unpacked) =>
  a.exponent === b.exponent ? isLess(a.significand, b.significand) : a.exponent < b.exponent;

function copy(into: Unpacked, from: Unpacked): void {
  into.negative = from.negative;
  into.exponent = from.exponent;
  into.significand.set(from.significand);
}

/** Brings the significand's highest one to bit 127. Zero stays zero. */
export function normalize(number: Unpacked): void {
  const zeros = leadingZeros(number.significand);
  number.exponent -= zeros;
  shiftLeft(number.significand, zeros);
}
