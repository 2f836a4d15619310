import type { FloatUnit, Unpacked } from './float-unit.ts';
import type { Format } from './format.ts';

/** Leaves a mask with one bit, the class of a (unpriv "Single-Precision Floating-Point Classify Instruction"). */
export function classify(unit: FloatUnit, format: Format): void {
  unit.high = 0;
  unit.low = 1 << classOf(unit.a, format);
}

function classOf({ kind, negative, exponent }: Unpacked, { leastExponent }: Format): number {
  switch (kind) {
    case 'signaling NaN':
      return 8;
    case 'quiet NaN':
      return 9;
    case 'infinite':
      return negative ? 0 : 7;
    case 'zero':
      return negative ? 3 : 4;
    case 'finite': {
      const normal = exponent >= leastExponent;
      if (negative) return normal ? 1 : 2;
      return normal ? 6 : 5;
    }
  }
}
