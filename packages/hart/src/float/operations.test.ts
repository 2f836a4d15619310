import type { FloatFormat, FloatOperation } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Exact, exact, product, quotient, round, sum, toMultiple } from '../testing/exact-float.ts';
import { FloatUnit } from './float-unit.ts';
import { floatOperations } from './operations.ts';
import { type Rounding, rounding } from './rounding.ts';

const unit = new FloatUnit();
const half = (value: bigint, at: bigint) => Number((value >> at) & 0xffff_ffffn);

/** What an operation leaves. */
function operate(
  operation: FloatOperation,
  mode: Rounding,
  a: bigint,
  b = 0n,
  c = 0n,
): { bits: bigint; flags: number } {
  unit.flags = 0;
  const operands = [a, b, c].flatMap((value) => [half(value, 0n), half(value, 32n)]);
  const [aLow = 0, aHigh = 0, bLow = 0, bHigh = 0, cLow = 0, cHigh = 0] = operands;
  floatOperations[operation](unit, mode, aLow, aHigh, bLow, bHigh, cLow, cHigh);
  return { bits: (BigInt(unit.high >>> 0) << 32n) | BigInt(unit.low >>> 0), flags: unit.flags };
}

const formats: readonly FloatFormat[] = ['f16', 'f32', 'f64'];
const width = { f16: 16, f32: 32, f64: 64 } as const;
const fraction = { f16: 10n, f32: 23n, f64: 52n } as const;
const modes = fc.constantFrom(...Object.values(rounding));

/** Finite numbers, with long runs of ones and zeros and exponents near each other more often than chance has it. */
const finite = (format: FloatFormat) =>
  fc
    .tuple(
      fc.bigInt({ min: 0n, max: (1n << BigInt(width[format])) - 1n }),
      fc.nat(Number(fraction[format])),
      fc.constantFrom('any', 'ones', 'zeros', 'near'),
    )
    .map(([bits, run, kind]) => {
      const tail = (1n << BigInt(run)) - 1n;
      if (kind === 'ones') return bits | tail;
      if (kind === 'zeros') return bits & ~tail;
      const one = (1n << (BigInt(width[format]) - 2n)) - (1n << fraction[format]);
      return kind === 'near' ? (bits & ((4n << fraction[format]) - 1n)) + one : bits;
    })
    .filter((bits) => exact(format, bits) !== undefined);
const value = (format: FloatFormat, bits: bigint): Exact => {
  const number = exact(format, bits);
  if (!number) throw new RangeError('not finite');
  return number;
};
const isZero = ({ numerator }: Exact) => numerator === 0n;

describe.each(formats)('%s is the exact result, rounded once:', (format) => {
  const number = finite(format);

  test('add and sub', () => {
    fc.assert(
      fc.property(number, number, modes, (a, b, mode) => {
        const sign = 1n << BigInt(width[format] - 1);
        const total = sum(value(format, a), value(format, b));
        fc.pre(!isZero(total));
        expect(operate(`${format}.add`, mode, a, b)).toEqual(round(format, total, mode));
        expect(operate(`${format}.sub`, mode, a, b ^ sign)).toEqual(round(format, total, mode));
      }),
    );
  });

  test('mul', () => {
    fc.assert(
      fc.property(number, number, modes, (a, b, mode) => {
        const result = product(value(format, a), value(format, b));
        fc.pre(!isZero(result));
        expect(operate(`${format}.mul`, mode, a, b)).toEqual(round(format, result, mode));
      }),
    );
  });

  test('mulAdd', () => {
    fc.assert(
      fc.property(number, number, number, modes, (a, b, c, mode) => {
        const result = sum(product(value(format, a), value(format, b)), value(format, c));
        fc.pre(!isZero(result));
        expect(operate(`${format}.mulAdd`, mode, a, b, c)).toEqual(round(format, result, mode));
      }),
    );
  });

  test('div', () => {
    fc.assert(
      fc.property(number, number, modes, (a, b, mode) => {
        const [dividend, divisor] = [value(format, a), value(format, b)];
        fc.pre(!isZero(dividend) && !isZero(divisor));
        expect(operate(`${format}.div`, mode, a, b)).toEqual(round(format, quotient(dividend, divisor), mode));
      }),
    );
  });

  test('sqrt, which is between the roots of its neighbours', () => {
    fc.assert(
      fc.property(number, (bits) => {
        const a = value(format, bits);
        fc.pre(!a.negative && !isZero(a));
        const down = operate(`${format}.sqrt`, rounding.RDN, bits);
        const up = operate(`${format}.sqrt`, rounding.RUP, bits);
        const square = ({ bits: root }: { bits: bigint }) => product(value(format, root), value(format, root));
        const isLessOrEqual = (x: Exact, y: Exact) => x.numerator * y.denominator <= y.numerator * x.denominator;
        expect(isLessOrEqual(square(down), a) && isLessOrEqual(a, square(up))).toBe(true);
        const isExact = isLessOrEqual(a, square(down));
        expect(up.bits - down.bits).toBe(isExact ? 0n : 1n);
        expect([down.flags, up.flags]).toEqual(isExact ? [0, 0] : [1, 1]);
        const middle = value(format, down.bits);
        const next = sum(middle, value(format, up.bits));
        const halfway = product(next, { negative: false, numerator: 1n, denominator: 2n });
        const nearest = isLessOrEqual(a, product(halfway, halfway)) ? down : up;
        expect(operate(`${format}.sqrt`, rounding.RNE, bits)).toEqual(nearest);
        expect(operate(`${format}.sqrt`, rounding.RMM, bits)).toEqual(nearest);
        expect(operate(`${format}.sqrt`, rounding.RTZ, bits)).toEqual(down);
      }),
    );
  });

  test.each(formats)('from %s', (source) => {
    fc.assert(
      fc.property(finite(source), modes, (bits, mode) => {
        const a = value(source, bits);
        fc.pre(!isZero(a));
        expect(operate(`${format}.from ${source}`, mode, bits)).toEqual(round(format, a, mode));
      }),
    );
  });

  test.each(['i32', 'u32', 'i64', 'u64'] as const)('to and from %s', (integer) => {
    const size = integer.endsWith('32') ? 32 : 64;
    const signed = integer.startsWith('i');
    const least = signed ? -(1n << BigInt(size - 1)) : 0n;
    const most = least + (1n << BigInt(size)) - 1n;
    fc.assert(
      fc.property(number, fc.bigInt({ min: least, max: most }), modes, (bits, other, mode) => {
        const a = value(format, bits);
        const { integer: magnitude, inexact } = toMultiple(a, 0n, mode);
        const rounded = a.negative ? -magnitude : magnitude;
        const clipped = rounded < least ? least : rounded > most ? most : rounded;
        expect(operate(`${format}.to ${integer}`, mode, bits)).toEqual({
          bits: BigInt.asUintN(64, BigInt.asIntN(size, clipped)),
          flags: clipped === rounded ? Number(inexact) : 16,
        });
        fc.pre(other !== 0n);
        const negative = other < 0n;
        expect(operate(`${format}.from ${integer}`, mode, BigInt.asUintN(64, other))).toEqual(
          round(format, { negative, numerator: negative ? -other : other, denominator: 1n }, mode),
        );
      }),
    );
  });

  test('round and roundExact', () => {
    fc.assert(
      fc.property(number, modes, (bits, mode) => {
        const a = value(format, bits);
        const { integer, inexact } = toMultiple(a, 0n, mode);
        const sign = a.negative ? 1n << BigInt(width[format] - 1) : 0n;
        const expected =
          integer === 0n ? sign : round(format, { ...a, numerator: integer, denominator: 1n }, rounding.RNE).bits;
        expect(operate(`${format}.round`, mode, bits)).toEqual({ bits: expected, flags: 0 });
        expect(operate(`${format}.roundExact`, mode, bits)).toEqual({ bits: expected, flags: Number(inexact) });
      }),
    );
  });

  test('comparisons and choices', () => {
    const sign = 1n << BigInt(width[format] - 1);
    // As integers in sign-magnitude the numbers are ordered; -0 comes before +0 in choices, and is equal in comparisons.
    const order = (bits: bigint) => (bits & sign ? -(bits ^ sign) * 2n - 1n : bits * 2n);
    const numeric = (bits: bigint) => (bits === sign ? 0n : order(bits));
    fc.assert(
      fc.property(number, number, fc.boolean(), (a, other, same) => {
        const b = same ? a : other;
        const [x, y] = [numeric(a), numeric(b)];
        const holds = { eq: x === y, lt: x < y, le: x <= y, ltQuiet: x < y, leQuiet: x <= y };
        for (const [name, truth] of Object.entries(holds)) {
          const operation = `${format}.${name as keyof typeof holds}` as const;
          expect(operate(operation, rounding.RNE, a, b)).toEqual({ bits: truth ? 1n : 0n, flags: 0 });
        }
        const [lesser, greater] = order(a) < order(b) ? [a, b] : [b, a];
        for (const name of ['min', 'minimum'] as const)
          expect(operate(`${format}.${name}`, rounding.RNE, a, b)).toEqual({ bits: lesser, flags: 0 });
        for (const name of ['max', 'maximum'] as const)
          expect(operate(`${format}.${name}`, rounding.RNE, a, b)).toEqual({ bits: greater, flags: 0 });
      }),
    );
  });
});

describe('to the nearest even, results are those of the host', () => {
  const view = new DataView(new ArrayBuffer(8));
  const bitsOf64 = (number: number) => (view.setFloat64(0, number), view.getBigUint64(0));
  const bitsOf32 = (number: number) => (view.setFloat32(0, number), BigInt(view.getUint32(0)));
  const canonical = { f32: 0x7fc0_0000n, f64: 0x7ff8_0000_0000_0000n };
  const expected64 = (number: number) => (Number.isNaN(number) ? canonical.f64 : bitsOf64(number));
  const expected32 = (number: number) => (Number.isNaN(number) ? canonical.f32 : bitsOf32(number));
  const RNE = rounding.RNE;

  test('in double precision', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (a, b) => {
        const [x, y] = [bitsOf64(a), bitsOf64(b)];
        expect(operate('f64.add', RNE, x, y).bits).toBe(expected64(a + b));
        expect(operate('f64.sub', RNE, x, y).bits).toBe(expected64(a - b));
        expect(operate('f64.mul', RNE, x, y).bits).toBe(expected64(a * b));
        expect(operate('f64.div', RNE, x, y).bits).toBe(expected64(a / b));
        expect(operate('f64.sqrt', RNE, x).bits).toBe(expected64(Math.sqrt(a)));
        expect(operate('f32.from f64', RNE, x).bits).toBe(expected32(a));
        expect(operate('f64.lt', RNE, x, y).bits).toBe(a < b ? 1n : 0n);
        expect(operate('f64.eq', RNE, x, y).bits).toBe(a === b ? 1n : 0n);
        expect(operate('f64.to i32 modular', RNE, x).bits).toBe(BigInt.asUintN(64, BigInt(a | 0)));
      }),
      { numRuns: 1000 },
    );
  });

  test('in single precision', () => {
    fc.assert(
      fc.property(fc.float(), fc.float(), (a, b) => {
        const [x, y] = [bitsOf32(a), bitsOf32(b)];
        expect(operate('f32.add', RNE, x, y).bits).toBe(expected32(Math.fround(a + b)));
        expect(operate('f32.sub', RNE, x, y).bits).toBe(expected32(Math.fround(a - b)));
        expect(operate('f32.mul', RNE, x, y).bits).toBe(expected32(Math.fround(a * b)));
        expect(operate('f32.div', RNE, x, y).bits).toBe(expected32(Math.fround(a / b)));
        expect(operate('f32.sqrt', RNE, x).bits).toBe(expected32(Math.fround(Math.sqrt(a))));
        expect(operate('f64.from f32', RNE, x).bits).toBe(expected64(a));
      }),
      { numRuns: 1000 },
    );
  });
});
