import { floatConstants } from '@hartlab/isa';
import type { FloatUnit } from './float-unit.ts';
import type { Format } from './format.ts';
import { packInfinity, packNaN, roundAndPack } from './pack.ts';
import { rounding } from './rounding.ts';
import { setUpper } from './wide.ts';

/**
 * The constant of fli with this number. Each is exact in every format but for 65536, which in half precision is infinity;
 * no flag is raised for it (unpriv "Load-Immediate Instructions").
 */
export function constant(unit: FloatUnit, format: Format, index: number): void {
  const value = floatConstants[index]!;
  const magnitude = value === 'min' ? 2 ** format.leastExponent : Math.abs(value);
  if (Number.isNaN(magnitude)) return packNaN(unit, format);
  if (magnitude >= 2 ** (format.bias + 1)) return packInfinity(unit, format, false);
  const { result } = unit;
  result.negative = value === -1;
  result.exponent = Math.floor(Math.log2(magnitude));
  // The constants have at most two bits after the point.
  setUpper(result.significand, (magnitude / 2 ** result.exponent) * 2 ** 31, 0);
  roundAndPack(unit, format, rounding.RNE);
}
