import type { FloatUnit } from './float-unit.ts';
import type { Format } from './format.ts';
import { fromFloat } from './convert.ts';
import { normalize } from './multiply-add.ts';
import { packZero, roundAndPack, roundAt } from './pack.ts';
import { flag, type Rounding } from './rounding.ts';
import { isZero } from './wide.ts';

/**
 * a, rounded to an integer that is a floating-point number, of the sign of a. That it changed is told only if `exact`
 * (unpriv "Round-to-Integer Instructions").
 */
export function roundToIntegral(unit: FloatUnit, format: Format, mode: Rounding, exact: boolean): void {
  const { a, result } = unit;
  // From this exponent on every number is an integer.
  if (a.kind !== 'finite' || a.exponent >= format.fractionBits) return fromFloat(unit, format, mode);
  result.negative = a.negative;
  result.significand.set(a.significand);
  const inexact = roundAt(result.significand, 127 - a.exponent, mode, a.negative);
  if (inexact && exact) unit.raise(flag.NX);
  if (isZero(result.significand)) return packZero(unit, format, a.negative);
  result.exponent = 127;
  normalize(result);
  roundAndPack(unit, format, mode);
}
