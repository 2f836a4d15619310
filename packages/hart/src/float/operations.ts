import type { FloatFormat, FloatInteger, FloatOperation } from '@hartlab/isa';
import { classify } from './classify.ts';
import { choose, type Choice, compare, type Comparison } from './compare.ts';
import { constant } from './constant.ts';
import { fromFloat, fromInteger, toInteger, toIntegerModular } from './convert.ts';
import { divide } from './divide.ts';
import type { FloatUnit, Unpacked } from './float-unit.ts';
import { formats } from './format.ts';
import { multiplyAdd } from './multiply-add.ts';
import { roundToIntegral } from './round-to-integral.ts';
import type { Rounding } from './rounding.ts';
import { squareRoot } from './square-root.ts';
import { unpack } from './unpack.ts';
import { setUpper } from './wide.ts';

/**
 * A floating-point operation. The operands are 64 bits each in 32-bit halves, signed or unsigned; those that the
 * operation does not have, and a rounding mode that it does not use, do not count. The result and the flags are left in
 * `unit`. Nothing is allocated.
 */
export type FloatFunction = (
  unit: FloatUnit,
  mode: Rounding,
  aLow: number,
  aHigh: number,
  bLow: number,
  bHigh: number,
  cLow: number,
  cHigh: number,
) => void;

function makeOne(number: Unpacked): void {
  number.kind = 'finite';
  number.negative = false;
  number.exponent = 0;
  setUpper(number.significand, 0x8000_0000, 0);
}

/** The operations in one format. */
function operationsIn<const Name extends FloatFormat>(name: Name) {
  const format = formats[name];
  const comparison =
    (kind: Comparison): FloatFunction =>
    (unit, _mode, aLow, aHigh, bLow, bHigh) => {
      unpack(unit.a, format, aLow, aHigh);
      unpack(unit.b, format, bLow, bHigh);
      compare(unit, kind);
    };
  const choice =
    (kind: Choice): FloatFunction =>
    (unit, _mode, aLow, aHigh, bLow, bHigh) => {
      unpack(unit.a, format, aLow, aHigh);
      unpack(unit.b, format, bLow, bHigh);
      choose(unit, format, kind, aLow, aHigh, bLow, bHigh);
    };
  const rounded =
    (exact: boolean): FloatFunction =>
    (unit, mode, low, high) => {
      unpack(unit.a, format, low, high);
      roundToIntegral(unit, format, mode, exact);
    };
  const toFormat =
    (source: FloatFormat): FloatFunction =>
    (unit, mode, low, high) => {
      unpack(unit.a, formats[source], low, high);
      fromFloat(unit, format, mode);
    };
  const from =
    (integer: FloatInteger): FloatFunction =>
    (unit, mode, low, high) =>
      fromInteger(unit, format, mode, integer, low | 0, high | 0);
  const to =
    (integer: FloatInteger): FloatFunction =>
    (unit, mode, low, high) => {
      unpack(unit.a, format, low, high);
      toInteger(unit, mode, integer);
    };

  const operations = {
    add: (unit, mode, aLow, aHigh, bLow, bHigh) => {
      unpack(unit.a, format, aLow, aHigh);
      makeOne(unit.b);
      unpack(unit.c, format, bLow, bHigh);
      multiplyAdd(unit, format, mode);
    },
    sub: (unit, mode, aLow, aHigh, bLow, bHigh) => {
      unpack(unit.a, format, aLow, aHigh);
      makeOne(unit.b);
      unpack(unit.c, format, bLow, bHigh);
      unit.c.negative = !unit.c.negative;
      multiplyAdd(unit, format, mode);
    },
    mul: (unit, mode, aLow, aHigh, bLow, bHigh) => {
      unpack(unit.a, format, aLow, aHigh);
      unpack(unit.b, format, bLow, bHigh);
      // A zero of the product's sign changes nothing.
      unit.c.kind = 'zero';
      unit.c.negative = unit.a.negative !== unit.b.negative;
      multiplyAdd(unit, format, mode);
    },
    mulAdd: (unit, mode, aLow, aHigh, bLow, bHigh, cLow, cHigh) => {
      unpack(unit.a, format, aLow, aHigh);
      unpack(unit.b, format, bLow, bHigh);
      unpack(unit.c, format, cLow, cHigh);
      multiplyAdd(unit, format, mode);
    },
    div: (unit, mode, aLow, aHigh, bLow, bHigh) => {
      unpack(unit.a, format, aLow, aHigh);
      unpack(unit.b, format, bLow, bHigh);
      divide(unit, format, mode);
    },
    sqrt: (unit, mode, low, high) => {
      unpack(unit.a, format, low, high);
      squareRoot(unit, format, mode);
    },
    round: rounded(false),
    roundExact: rounded(true),
    min: choice('min'),
    max: choice('max'),
    minimum: choice('minimum'),
    maximum: choice('maximum'),
    eq: comparison('eq'),
    lt: comparison('lt'),
    le: comparison('le'),
    ltQuiet: comparison('ltQuiet'),
    leQuiet: comparison('leQuiet'),
    classify: (unit, _mode, low, high) => {
      unpack(unit.a, format, low, high);
      classify(unit, format);
    },
    constant: (unit, _mode, index) => constant(unit, format, index),
    'from f16': toFormat('f16'),
    'from f32': toFormat('f32'),
    'from f64': toFormat('f64'),
    'from i32': from('i32'),
    'from u32': from('u32'),
    'from i64': from('i64'),
    'from u64': from('u64'),
    'to i32': to('i32'),
    'to u32': to('u32'),
    'to i64': to('i64'),
    'to u64': to('u64'),
  } satisfies Record<string, FloatFunction>;
  const named = Object.entries(operations).map(([operation, apply]) => [`${name}.${operation}`, apply]);
  return Object.fromEntries(named) as { [Key in keyof typeof operations as `${Name}.${Key}`]: FloatFunction };
}

/** Every floating-point operation, once. */
export const floatOperations: Readonly<Record<FloatOperation, FloatFunction>> = {
  ...operationsIn('f16'),
  ...operationsIn('f32'),
  ...operationsIn('f64'),
  'f64.to i32 modular': (unit, _mode, low, high) => {
    unpack(unit.a, formats.f64, low, high);
    toIntegerModular(unit);
  },
};
