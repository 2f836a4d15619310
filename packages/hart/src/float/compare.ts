import type { FloatUnit, Unpacked } from './float-unit.ts';
import { type Format } from './format.ts';
import { packNaN } from './pack.ts';
import { flag } from './rounding.ts';
import { isNaN } from './unpack.ts';
import { isLess } from './wide.ts';

/** The comparisons, by the names of the operations. */
export type Comparison = 'eq' | 'lt' | 'le' | 'ltQuiet' | 'leQuiet';

/**
 * Leaves 1 if the comparison of a with b holds and otherwise 0, as for a NaN. Any NaN is invalid in lt and le, only a
 * signaling one in the others (unpriv "Single-Precision Floating-Point Compare Instructions").
 */
export function compare(unit: FloatUnit, comparison: Comparison): void {
  const { a, b } = unit;
  const unordered = isNaN(a) || isNaN(b);
  const signaling = a.kind === 'signaling NaN' || b.kind === 'signaling NaN';
  if (signaling || (unordered && (comparison === 'lt' || comparison === 'le'))) unit.raise(flag.NV);
  unit.high = 0;
  unit.low = !unordered && holds(comparison, a, b) ? 1 : 0;
}

function holds(comparison: Comparison, a: Unpacked, b: Unpacked): boolean {
  switch (comparison) {
    case 'eq':
      return !isBelow(a, b) && !isBelow(b, a);
    case 'lt':
    case 'ltQuiet':
      return isBelow(a, b);
    case 'le':
    case 'leQuiet':
      return !isBelow(b, a);
  }
}

/** Whether a < b. Neither is a NaN; the zeros are equal. */
function isBelow(a: Unpacked, b: Unpacked): boolean {
  if (a.kind === 'zero' && b.kind === 'zero') return false;
  if (a.negative !== b.negative) return a.negative;
  return a.negative ? isSmaller(b, a) : isSmaller(a, b);
}

/** Whether |a| < |b|. */
function isSmaller(a: Unpacked, b: Unpacked): boolean {
  if (a.kind !== b.kind) return a.kind === 'zero' || b.kind === 'infinite';
  if (a.kind !== 'finite') return false;
  return a.exponent === b.exponent ? isLess(a.significand, b.significand) : a.exponent < b.exponent;
}

/** How to choose one of two numbers. */
export type Choice = 'min' | 'max' | 'minimum' | 'maximum';

/**
 * Leaves one of the operands, whose bits are given as well. -0 is less than +0. When one operand is a NaN, min and max
 * take the other one, minimum and maximum the canonical NaN
 * (unpriv "Single-Precision Floating-Point Computational Instructions", "Minimum and Maximum Instructions").
 */
export function choose(
  unit: FloatUnit,
  format: Format,
  choice: Choice,
  aLow: number,
  aHigh: number,
  bLow: number,
  bHigh: number,
): void {
  const { a, b } = unit;
  if (a.kind === 'signaling NaN' || b.kind === 'signaling NaN') unit.raise(flag.NV);
  const propagates = choice === 'minimum' || choice === 'maximum';
  if (isNaN(a) ? propagates || isNaN(b) : propagates && isNaN(b)) return packNaN(unit, format);
  const takesA = !isNaN(a) && (isNaN(b) || isChosen(choice, a, b));
  unit.low = (takesA ? aLow : bLow) | 0;
  unit.high = (takesA ? aHigh : bHigh) | 0;
}

/** Whether the first of two numbers is the one to take; of equal ones it makes no difference. */
function isChosen(choice: Choice, a: Unpacked, b: Unpacked): boolean {
  const below = isBelow(a, b) || (a.kind === 'zero' && b.kind === 'zero' && a.negative);
  return choice === 'min' || choice === 'minimum' ? below : !below;
}
