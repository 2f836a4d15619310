import type { FloatUnit } from './float-unit.ts';
import type { Format } from './format.ts';
import { flag, type Rounding, roundsUp } from './rounding.ts';
import { increment, shiftRight, shiftRightSticky, type Wide, wideBits } from './wide.ts';

/** Leaves the datum that these fields make. `fraction` may reach into the exponent, to which it is added. */
function compose(
  unit: FloatUnit,
  format: Format,
  negative: boolean,
  exponent: number,
  high: number,
  low: number,
): void {
  const { width, fractionBits } = format;
  if (width === 64) {
    unit.low = low | 0;
    unit.high = ((exponent << (fractionBits - 32)) + high) | (negative ? 0x8000_0000 : 0);
  } else {
    unit.low = ((exponent << fractionBits) + low) | (negative ? 1 << (width - 1) : 0);
    unit.high = 0;
  }
}

export const packZero = (unit: FloatUnit, format: Format, negative: boolean): void =>
  compose(unit, format, negative, 0, 0, 0);

export const packInfinity = (unit: FloatUnit, format: Format, negative: boolean): void =>
  compose(unit, format, negative, 2 * format.bias + 1, 0, 0);

/** The canonical NaN (unpriv "NaN Generation and Propagation"). */
export function packNaN(unit: FloatUnit, format: Format): void {
  const quiet = 2 ** ((format.fractionBits - 1) % 32);
  compose(unit, format, false, 2 * format.bias + 1, format.width === 64 ? quiet : 0, format.width === 64 ? 0 : quiet);
}

/** The canonical NaN, as the result of an invalid operation. */
export function packInvalid(unit: FloatUnit, format: Format): void {
  unit.raise(flag.NV);
  packNaN(unit, format);
}

/**
 * Rounds the finite `unit.result` and packs it. The significand's bit 0 may stand for any number of bits behind it, as
 * long as it has more than two bits beyond those of the format. Tininess is detected after rounding
 * (unpriv "Subnormal Arithmetic").
 */
export function roundAndPack(unit: FloatUnit, format: Format, mode: Rounding): void {
  const { negative, exponent, significand } = unit.result;
  const { fractionBits, bias, leastExponent } = format;
  const subnormal = Math.max(leastExponent - exponent, 0);
  const tiny = subnormal > 0 && isTiny(unit, format, mode);

  const inexact = roundAt(significand, wideBits - 1 - fractionBits + subnormal, mode, negative);
  if (inexact) unit.raise(flag.NX | (tiny ? flag.UF : 0));
  const carried = bitAt(significand, fractionBits + 1);
  if (exponent + (carried ? 1 : 0) > bias) packOverflow(unit, format, mode, negative);
  // A significand with its leading one adds that one to the exponent field; a subnormal one has none.
  else compose(unit, format, negative, exponent + subnormal + bias - 1, significand[1]!, significand[0]!);
}

/** Whether the result, rounded as if exponents had no bounds, is below the smallest normal number. */
function isTiny({ result, spare }: FloatUnit, { fractionBits, leastExponent }: Format, mode: Rounding): boolean {
  if (result.exponent < leastExponent - 1) return true;
  spare.set(result.significand);
  roundAt(spare, wideBits - 1 - fractionBits, mode, result.negative);
  return !bitAt(spare, fractionBits + 1);
}

/**
 * Drops the lowest `count` bits, at least two, and rounds what is left, which may carry into one more bit. Whether that
 * changed the value.
 */
export function roundAt(significand: Wide, count: number, mode: Rounding, negative: boolean): boolean {
  shiftRightSticky(significand, count - 2);
  const ending = significand[0]! & 3;
  shiftRight(significand, 2);
  if (roundsUp(mode, negative, bitAt(significand, 0), ending)) increment(significand);
  return ending !== 0;
}

/** What is too large becomes infinity, or the largest finite number where the rounding mode leads towards zero. */
function packOverflow(unit: FloatUnit, format: Format, mode: Rounding, negative: boolean): void {
  unit.raise(flag.OF | flag.NX);
  if (roundsUp(mode, negative, true, 3)) packInfinity(unit, format, negative);
  else compose(unit, format, negative, 2 * format.bias + 1, -1, -1);
}

const bitAt = (significand: Wide, bit: number) => ((significand[bit >>> 5]! >>> (bit & 31)) & 1) === 1;
