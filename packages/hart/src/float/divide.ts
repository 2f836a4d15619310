import type { FloatUnit } from './float-unit.ts';
import type { Format } from './format.ts';
import { normalize } from './multiply-add.ts';
import { packInfinity, packInvalid, packNaN, packZero, roundAndPack } from './pack.ts';
import { flag, type Rounding } from './rounding.ts';
import { isNaN } from './unpack.ts';
import { setUpper, shiftLeft } from './wide.ts';

/** a / b */
export function divide(unit: FloatUnit, format: Format, mode: Rounding): void {
  const { a, b, result } = unit;
  const negative = a.negative !== b.negative;
  if (a.kind === 'signaling NaN' || b.kind === 'signaling NaN') return packInvalid(unit, format);
  if (isNaN(a) || isNaN(b)) return packNaN(unit, format);
  if (a.kind === b.kind && a.kind !== 'finite') return packInvalid(unit, format);
  if (a.kind === 'infinite') return packInfinity(unit, format, negative);
  if (a.kind === 'zero' || b.kind === 'infinite') return packZero(unit, format, negative);
  if (b.kind === 'zero') {
    unit.raise(flag.DZ);
    return packInfinity(unit, format, negative);
  }
  divideSignificands(unit, format.fractionBits + 4);
  result.negative = negative;
  result.exponent = a.exponent - b.exponent;
  normalize(result);
  roundAndPack(unit, format, mode);
}

/**
 * Leaves `bits` bits of the quotient, one above the point, and a sticky bit for the remainder. It is long division, one
 * bit at a time, of the significands' upper halves moved right by one, so that twice a remainder fits 64 bits.
 */
function divideSignificands({ a, b, result }: FloatUnit, bits: number): void {
  let high = a.significand[3]! >>> 1;
  let low = ((a.significand[3]! << 31) | (a.significand[2]! >>> 1)) >>> 0;
  const divisorHigh = b.significand[3]! >>> 1;
  const divisorLow = ((b.significand[3]! << 31) | (b.significand[2]! >>> 1)) >>> 0;
  let quotientHigh = 0;
  let quotientLow = 0;
  for (let left = bits; left > 0; left--) {
    const fits = high > divisorHigh || (high === divisorHigh && low >= divisorLow);
    if (fits) {
      high -= divisorHigh + (low < divisorLow ? 1 : 0);
      low = (low - divisorLow) >>> 0;
    }
    quotientHigh = (quotientHigh << 1) | (quotientLow >>> 31);
    quotientLow = (quotientLow << 1) | (fits ? 1 : 0);
    high = ((high << 1) | (low >>> 31)) >>> 0;
    low = (low << 1) >>> 0;
  }
  setUpper(result.significand, quotientHigh, quotientLow);
  shiftLeft(result.significand, 64 - bits);
  if ((high | low) !== 0) result.significand[0]! |= 1;
}
