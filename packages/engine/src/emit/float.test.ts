import { formats, type Rounding, rounding } from '@hartlab/hart';
import type { FloatFormat, FloatOperation } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FloatBench, operations } from '../testing/float-bench.ts';

/* The softfloat is the judge: what is emitted does the same, in result and flags, or calls it. */

const emitted = [...operations.keys()];
const bench = new FloatBench(emitted);
const modes = Object.values(rounding);
/** A property of each operation; the long road is 30,000. */
const runs = 300;

/** The format of an operand: that of the operation, or the one that it is converted from. */
const formatOf = (operation: FloatOperation): FloatFormat => {
  const [, from] = /from (f\d\d)$/.exec(operation) ?? [];
  return (from ?? operation.slice(0, 3)) as FloatFormat;
};
const takesInteger = (operation: FloatOperation) => /\.(from [iu]|constant)/.test(operation);

/** Bits of numbers: everything that is special, and others near each other or with few or many ones. */
function numbers(format: FloatFormat): fc.Arbitrary<bigint> {
  const { width, fractionBits, bias } = formats[format];
  const fraction = BigInt(fractionBits);
  const sign = 1n << BigInt(width - 1);
  const infinity = BigInt(2 * bias + 1) << fraction;
  const least = 1n << fraction;
  const special = [0n, 1n, 2n, least - 1n, least, least + 1n, infinity - 1n, infinity, infinity + 1n];
  const bits = fc.bigInt({ min: 0n, max: 2n ** BigInt(width) - 1n });
  const near = fc
    .tuple(bits, fc.integer({ min: -3, max: 3 }))
    .map(([any, exponent]) => (any & (sign | (least - 1n))) | (BigInt(bias + exponent) << fraction));
  const tail = fc.tuple(fc.nat(fractionBits), fc.boolean());
  const simple = fc
    .tuple(fc.oneof(bits, near), tail)
    .map(([any, [run, ones]]) => (ones ? any | ((1n << BigInt(run)) - 1n) : any & ~((1n << BigInt(run)) - 1n)));
  /** Exponents whose products, quotients and roots are about the least, or the largest. */
  const edge = fc
    .tuple(bits, fc.constantFrom(0, 1, bias >> 1, bias - 1, bias, (3 * bias) >> 1, 2 * bias - 1), fc.nat(3))
    .map(
      ([any, exponent, more]) =>
        (any & (sign | (least - 1n))) | ((BigInt(exponent + more) % BigInt(2 * bias + 1)) << fraction),
    );
  const integral = fc.integer({ min: -20, max: 20 }).map((n) => bitsOf(format, n));
  const halves = fc.integer({ min: -4000, max: 4000 }).map((n) => bitsOf(format, n / 2));
  return fc.oneof(
    fc.constantFrom(...special.flatMap((each) => [each, each | sign]), infinity | (least >> 1n), sign - 1n),
    bits,
    near,
    simple,
    edge,
    integral,
    halves,
  );
}

const view = new DataView(new ArrayBuffer(8));
/** The bits of a number, which the format has. */
function bitsOf(format: FloatFormat, number: number): bigint {
  if (format === 'f64') return (view.setFloat64(0, number), view.getBigUint64(0));
  if (format === 'f32') return (view.setFloat32(0, number), BigInt(view.getUint32(0)));
  return bench.reference('f16.from f64', rounding.RNE, 0, [bitsOf('f64', number)]).bits;
}

const integers = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.integer().map((n) => BigInt.asUintN(64, BigInt(n))),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat(63), fc.nat(63))
    .map(([any, left, right]) => ((any >> BigInt(left)) << BigInt(right)) & (2n ** 64n - 1n)),
  fc.constantFrom(0n, 1n, 2n ** 63n, 2n ** 63n - 1n, 2n ** 64n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 24n + 1n, 65504n),
);

/** Operands of which the last one cancels the others, or nearly, or is so much larger that they are about half of its last bit. */
function related(operation: FloatOperation): fc.Arbitrary<bigint[]> {
  const format = formatOf(operation);
  const { width, fractionBits, bias } = formats[format];
  const fraction = BigInt(fractionBits);
  const count = operations.get(operation)!;
  const sign = 1n << BigInt(width - 1);
  const mask = (1n << fraction) - 1n;
  const few = fc
    .tuple(fc.nat(fractionBits), fc.constantFrom(0n, 1n, mask))
    .map(([at, bits]) => (bits << BigInt(at)) & mask);
  const significand = fc.oneof(few, fc.bigInt({ min: 0n, max: mask }));
  const factors = fc.array(fc.tuple(significand, fc.boolean()), { minLength: count, maxLength: count });
  return fc.tuple(factors, fc.boolean(), fc.integer({ min: -2, max: 2 })).map(([drawn, cancels, more]) => {
    const number = ([bits, negative]: readonly [bigint, boolean], exponent: number) =>
      (negative ? sign : 0n) | (BigInt(bias + exponent) << fraction) | bits;
    const numbers = drawn.map((each) => number(each, 0));
    const [a = 0n, b = 0n] = numbers;
    const last = count - 1;
    if (!cancels) numbers[last] = number(drawn[last]!, Math.min(fractionBits + 1 + more, bias));
    else if (count > 1) {
      const product = bench.reference(`${format}.mul`, rounding.RNE, 0, [a, b]).bits;
      numbers[last] = ((count === 3 ? product : a) ^ sign) + BigInt(more);
    }
    return numbers;
  });
}

const operandsOf = (operation: FloatOperation) => {
  const length = { minLength: operations.get(operation)!, maxLength: operations.get(operation)! };
  if (operation.endsWith('.constant')) return fc.tuple(fc.bigInt({ min: 0n, max: 31n }));
  if (takesInteger(operation)) return fc.array(integers, length);
  return fc.oneof({ weight: 3, arbitrary: fc.array(numbers(formatOf(operation)), length) }, related(operation));
};

describe('what is emitted does what the softfloat does', () => {
  test.each(emitted)('%s', (operation) => {
    fc.assert(
      fc.property(
        operandsOf(operation),
        fc.constantFrom(...modes),
        fc.integer({ min: 0, max: 31 }),
        (operands, mode, flags) => {
          for (const rm of [rounding.RNE, mode] as const)
            for (const before of [flags & ~1, flags | 1]) {
              expect(bench.emitted(operation, rm, before, operands)).toEqual(
                bench.reference(operation, rm, before, operands),
              );
            }
        },
      ),
      { numRuns: runs, endOnFailure: true },
    );
  });
});

/** Numbers at which something changes: fractions of few or all ones, with exponents at the ends, in the middle and apart by a significand. */
function corners(format: FloatFormat): readonly bigint[] {
  const { fractionBits, bias, width } = formats[format];
  const mask = (1n << BigInt(fractionBits)) - 1n;
  const exponents = [
    0,
    1,
    bias - fractionBits - 2,
    bias - fractionBits - 1,
    bias - 1,
    bias,
    bias + 1,
    2 * bias,
    2 * bias + 1,
  ];
  const positive = exponents
    .filter((exponent) => exponent >= 0)
    .flatMap((exponent) =>
      // With the highest bit clear, of all ones a NaN is signaling.
      [0n, 1n, mask >> 1n, mask - 1n, mask].map((fraction) => (BigInt(exponent) << BigInt(fractionBits)) | fraction),
    );
  /** The ends of integers. */
  const ends = [31, 32, 63, 64]
    .filter((power) => power <= bias)
    .flatMap((power) => [0n, -1n, 1n].map((more) => (BigInt(bias + power) << BigInt(fractionBits)) + more));
  const all = [...positive, ...ends];
  return [...all, ...all.map((bits) => bits | (1n << BigInt(width - 1)))];
}

function agree(operation: FloatOperation, mode: Rounding, operands: readonly bigint[]): void {
  for (const flags of [0, 1]) {
    const found = bench.emitted(operation, mode, flags, operands);
    const expected = bench.reference(operation, mode, flags, operands);
    if (found.bits === expected.bits && found.fcsr === expected.fcsr) continue;
    expect({ operands, ...found }).toEqual({ operands, ...expected });
  }
}

describe('at all corners', () => {
  const taking = (count: number) => emitted.filter((name) => operations.get(name) === count && !takesInteger(name));
  test.each(taking(1))('%s', (operation) => {
    for (const a of corners(formatOf(operation))) for (const mode of modes) agree(operation, mode, [a]);
  });
  test.each(taking(2))('%s', (operation) => {
    const all = corners(formatOf(operation));
    for (const a of all) for (const b of all) agree(operation, rounding.RNE, [a, b]);
  });
  test.each(taking(3))('%s, with a sum that is near, cancels the product, or is half of a bit from it', (operation) => {
    const format = formatOf(operation);
    const { fractionBits, bias, width } = formats[format];
    const sign = 1n << BigInt(width - 1);
    const mask = (1n << BigInt(fractionBits)) - 1n;
    const fractions = [0n, 1n, 2n, 3n, mask - 2n, mask - 1n, mask];
    const number = (exponent: number, fraction: bigint) => (BigInt(bias + exponent) << BigInt(fractionBits)) | fraction;
    for (const a of fractions.map((fraction) => number(0, fraction)))
      for (const b of fractions.map((fraction) => number(0, fraction))) {
        const product = bench.reference(`${format}.mul`, rounding.RNE, 0, [a, b]).bits;
        const addends = [-2n, -1n, 0n, 1n, 2n].map((more) => product + more);
        for (const exponent of [-1, 0, 1, fractionBits - 1, fractionBits, fractionBits + 1, fractionBits + 2])
          if (exponent <= bias) addends.push(...fractions.map((fraction) => number(exponent, fraction)));
        for (const c of addends) for (const signs of [0n, sign]) agree(operation, rounding.RNE, [a, b, c ^ signs]);
      }
  });
  test.each(taking(3))('%s, with a product that is about the least normal number', (operation) => {
    const { fractionBits, bias, width, leastExponent } = formats[formatOf(operation)];
    const sign = 1n << BigInt(width - 1);
    const mask = (1n << BigInt(fractionBits)) - 1n;
    const fractions = [0n, 1n, mask >> 1n, mask];
    const number = (exponent: number, fraction: bigint) => (BigInt(bias + exponent) << BigInt(fractionBits)) | fraction;
    const low = leastExponent >> 1;
    for (const more of [-2, -1, 0, 1])
      for (const [one, other] of fractions.flatMap((first) => fractions.map((second) => [first, second] as const))) {
        const a = number(low, one);
        const b = number(leastExponent - low + more, other);
        for (const c of [0n, 1n, mask, mask + 1n, mask + 2n, number(leastExponent + more, other), number(0, one)])
          for (const signs of [0n, sign]) agree(operation, rounding.RNE, [a, b, c ^ signs]);
      }
  });
});

describe('what is ordinary the softfloat is not asked for', () => {
  const expectFast = (operation: FloatOperation, flags: number, operands: readonly bigint[]) => {
    bench.emitted(operation, rounding.RNE, flags, operands);
    expect({ operation, operands, flags, wasSlow: bench.wasSlow }).toEqual({
      operation,
      operands,
      flags,
      wasSlow: false,
    });
  };
  const ordinary = (operation: FloatOperation, seed: number): bigint => {
    const value = 1 + (seed % 997) / 64 + (seed % 13) / 3;
    return takesInteger(operation) ? BigInt(Math.floor(value * 7)) : bitsOf(formatOf(operation), value);
  };
  test.each(emitted)('%s', (operation) => {
    for (let seed = 1; seed < 200; seed++)
      for (const flags of [0, 1]) {
        const operands = [1, 2, 3].map((n) => ordinary(operation, seed * n * 31)).slice(0, operations.get(operation)!);
        expectFast(operation, flags, operands);
      }
  });

  // Half of the sums with such products are ties.
  test.each(emitted.filter((name) => name.endsWith('.mulAdd')))('%s with a factor of few bits', (operation) => {
    const format = formatOf(operation);
    for (let seed = 1; seed < 200; seed++) {
      const operands = [ordinary(operation, seed), bitsOf(format, 0.75), ordinary(operation, seed * 31)];
      expectFast(operation, 1, operands);
    }
  });

  test('sums with products in double precision that are small', () => {
    for (let seed = 1; seed < 200; seed++)
      for (const [a, b, c] of [
        [1e-150, 1e-150, 1e-300],
        [1e-200, 1e-10, 1e-3],
        [1e-300, 1, 0],
        [1e-300, 0, 1e-300],
      ] as const) {
        const operands = [a * (1 + seed / 3), b, c * (1 + 1 / seed)].map((n) => bitsOf('f64', n));
        for (const flags of [0, 1]) expectFast('f64.mulAdd', flags, operands);
      }
  });

  test.each(emitted.filter((name) => /\.(add|sub|mul|mulAdd)$/.test(name)))('%s with a zero', (operation) => {
    for (const zero of [0, -0])
      for (let at = 0; at < operations.get(operation)!; at++) {
        const operands = [1.5, 2.25, 3.125]
          .slice(0, operations.get(operation)!)
          .map((n, index) => (index === at ? zero : n));
        for (const flags of [0, 1])
          expectFast(
            operation,
            flags,
            operands.map((n) => bitsOf(formatOf(operation), n)),
          );
      }
  });
});
