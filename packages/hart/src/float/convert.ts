import type { FloatInteger } from '@hartlab/isa';
import type { FloatUnit } from './float-unit.ts';
import type { Format } from './format.ts';
import { normalize } from './multiply-add.ts';
import { packInfinity, packInvalid, packNaN, packZero, roundAndPack, roundAt } from './pack.ts';
import { flag, rounding, type Rounding } from './rounding.ts';
import { isNaN } from './unpack.ts';
import { isZero, setUpper, shiftRight, type Wide } from './wide.ts';

/** From any format: a, rounded to this one. */
export function fromFloat(unit: FloatUnit, format: Format, mode: Rounding): void {
  const { a, result } = unit;
  switch (a.kind) {
    case 'signaling NaN':
      return packInvalid(unit, format);
    case 'quiet NaN':
      return packNaN(unit, format);
    case 'infinite':
      return packInfinity(unit, format, a.negative);
    case 'zero':
      return packZero(unit, format, a.negative);
    case 'finite':
      result.negative = a.negative;
      result.exponent = a.exponent;
      result.significand.set(a.significand);
      return roundAndPack(unit, format, mode);
  }
}

const isSigned = (integer: FloatInteger) => integer === 'i32' || integer === 'i64';
const is32 = (integer: FloatInteger) => integer === 'i32' || integer === 'u32';

/** The integer, rounded to the format. Of a 32-bit one `high` does not count. */
export function fromInteger(
  unit: FloatUnit,
  format: Format,
  mode: Rounding,
  integer: FloatInteger,
  low: number,
  high: number,
): void {
  const { result } = unit;
  const upper = is32(integer) ? (isSigned(integer) ? low >> 31 : 0) : high;
  const negative = isSigned(integer) && upper < 0;
  // Minus x is the complement of x - 1.
  const magnitudeLow = negative ? -low : low;
  const magnitudeHigh = negative ? ~upper + (low === 0 ? 1 : 0) : upper;
  setUpper(result.significand, magnitudeHigh, magnitudeLow);
  if (isZero(result.significand)) return packZero(unit, format, false);
  result.negative = negative;
  result.exponent = 63;
  normalize(result);
  roundAndPack(unit, format, mode);
}

/**
 * a, rounded to an integer; what is out of range, and a NaN, is invalid and gives the nearest integer, or the largest
 * (unpriv "Single-Precision Floating-Point Conversion and Move Instructions"). 32 bits are sign-extended, unsigned ones
 * as well.
 */
export function toInteger(unit: FloatUnit, mode: Rounding, integer: FloatInteger): void {
  const { a, result } = unit;
  result.significand.fill(0);
  let inexact = false;
  let fits = a.kind === 'zero' || (a.kind === 'finite' && a.exponent < 64);
  if (fits && a.kind === 'finite') {
    result.significand.set(a.significand);
    inexact = roundAt(result.significand, 127 - a.exponent, mode, a.negative);
  }
  fits &&= isInRange(result.significand, integer, a.negative);
  if (!fits) {
    unit.raise(flag.NV);
    return leaveLimit(unit, integer, a.negative && !isNaN(a));
  }
  if (inexact) unit.raise(flag.NX);
  leaveInteger(unit, result.significand, a.negative);
  if (is32(integer)) unit.high = unit.low >> 31;
}

/** Whether an integer with this magnitude and sign is in the range of `integer`. */
function isInRange(magnitude: Wide, integer: FloatInteger, negative: boolean): boolean {
  if (magnitude[3] !== 0 || magnitude[2] !== 0) return false;
  if (!isSigned(integer)) return !(negative && !isZero(magnitude)) && (!is32(integer) || magnitude[1] === 0);
  const [upper, lower] = is32(integer) ? [magnitude[0]!, 0] : [magnitude[1]!, magnitude[0]!];
  if (is32(integer) && magnitude[1] !== 0) return false;
  return upper < 0x8000_0000 || (negative && upper === 0x8000_0000 && lower === 0);
}

/** The least or the greatest integer of this kind. */
function leaveLimit(unit: FloatUnit, integer: FloatInteger, least: boolean): void {
  const upper = isSigned(integer) ? (least ? -0x8000_0000 : 0x7fff_ffff) : least ? 0 : -1;
  const filling = least ? 0 : -1;
  unit.low = is32(integer) ? upper : filling;
  unit.high = is32(integer) ? upper >> 31 : upper;
}

/** Leaves the low 64 bits of a number in two's complement. */
function leaveInteger(unit: FloatUnit, magnitude: Wide, negative: boolean): void {
  const low = magnitude[0]! | 0;
  const high = magnitude[1]! | 0;
  unit.low = negative ? -low | 0 : low;
  unit.high = negative ? (~high + (low === 0 ? 1 : 0)) | 0 : high;
}

/**
 * Bits 31:0 of a, rounded towards zero, and sign-extended. The flags are those of the conversion to i32
 * (unpriv "Modular Convert-to-Integer Instruction").
 */
export function toIntegerModular(unit: FloatUnit): void {
  const { a, result } = unit;
  toInteger(unit, rounding.RTZ, 'i32');
  const { kind, exponent } = a;
  // From 2^84 on, all 53 bits of the significand are above bit 31.
  if (kind !== 'finite' || exponent < 0 || exponent >= 84) result.significand.fill(0);
  else {
    result.significand.set(a.significand);
    shiftRight(result.significand, 127 - exponent);
  }
  leaveInteger(unit, result.significand, a.negative);
  unit.high = unit.low >> 31;
}
