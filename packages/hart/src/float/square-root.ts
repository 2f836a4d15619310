import type { FloatUnit } from './float-unit.ts';
import type { Format } from './format.ts';
import { packInfinity, packInvalid, packNaN, packZero, roundAndPack } from './pack.ts';
import type { Rounding } from './rounding.ts';
import { setUpper, shiftLeft } from './wide.ts';

/** √a */
export function squareRoot(unit: FloatUnit, format: Format, mode: Rounding): void {
  const { a, result } = unit;
  if (a.kind === 'quiet NaN') return packNaN(unit, format);
  if (a.kind === 'zero') return packZero(unit, format, a.negative);
  if (a.kind === 'signaling NaN' || a.negative) return packInvalid(unit, format);
  if (a.kind === 'infinite') return packInfinity(unit, format, false);
  rootOfSignificand(unit, format.fractionBits + 4);
  result.negative = false;
  result.exponent = a.exponent >> 1;
  roundAndPack(unit, format, mode);
}

/**
 * Leaves `bits` bits of the root, one above the point, and a sticky bit for the remainder. Each step takes two more bits
 * of the radicand, which is from 1 to 4, and finds one of the root r: it is one if (2r + 1)² still fits.
 */
function rootOfSignificand({ a, result }: FloatUnit, bits: number): void {
  // With an odd exponent the radicand is twice the significand. The first step's two bits are those above the point.
  const odd = a.exponent & 1;
  let nextHigh = odd === 1 ? a.significand[3]! : a.significand[3]! >>> 1;
  let nextLow = odd === 1 ? a.significand[2]! : (a.significand[3]! << 31) | (a.significand[2]! >>> 1);
  let high = 0;
  let low = 0;
  let rootHigh = 0;
  let rootLow = 0;
  for (let left = bits; left > 0; left--) {
    high = ((high << 2) | (low >>> 30)) >>> 0;
    low = ((low << 2) | (nextHigh >>> 30)) >>> 0;
    nextHigh = (nextHigh << 2) | (nextLow >>> 30);
    nextLow <<= 2;
    const trialHigh = ((rootHigh << 2) | (rootLow >>> 30)) >>> 0;
    const trialLow = ((rootLow << 2) | 1) >>> 0;
    const fits = high > trialHigh || (high === trialHigh && low >= trialLow);
    if (fits) {
      high -= trialHigh + (low < trialLow ? 1 : 0);
      low = (low - trialLow) >>> 0;
    }
    rootHigh = (rootHigh << 1) | (rootLow >>> 31);
    rootLow = (rootLow << 1) | (fits ? 1 : 0);
  }
  setUpper(result.significand, rootHigh, rootLow);
  shiftLeft(result.significand, 64 - bits);
  // What was not taken of the radicand is zero: it has no more bits than the format.
  if ((high | low) !== 0) result.significand[0]! |= 1;
}
