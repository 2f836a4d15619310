import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instruction } from '../testing/instruction.ts';

/**
 * Every computing instruction of the integer extensions against its definition in the specification, written here once
 * more, bit by bit and without the operators that the rows use.
 */

const xlen = 64;
const bitOf = (value: bigint, index: number) => (value >> BigInt(index)) & 1n;
const indices = (count: number) => Array.from({ length: count }, (_, index) => index);
/** The value whose bit i is `bit(i)`. */
const fromBits = (count: number, bit: (index: number) => bigint) =>
  indices(count).reduce((value, index) => value | (bit(index) << BigInt(index)), 0n);
const unsigned = (value: bigint) => BigInt.asUintN(xlen, value);
const signed = (value: bigint) => BigInt.asIntN(xlen, value);
const extended = (bits: number, value: bigint) => unsigned(BigInt.asIntN(bits, value));
const low32 = (value: bigint) => BigInt.asUintN(32, value);
const byteOf = (value: bigint, index: number) => (value >> BigInt(8 * index)) & 0xffn;
const fromBytes = (byte: (index: number) => bigint) =>
  indices(8).reduce((value, index) => value | (byte(index) << BigInt(8 * index)), 0n);

const leadingZeros = (value: bigint, bits: number) => {
  let index = bits - 1;
  while (index >= 0 && bitOf(value, index) === 0n) index--;
  return BigInt(bits - 1 - index);
};
const trailingZeros = (value: bigint, bits: number) => {
  let index = 0;
  while (index < bits && bitOf(value, index) === 0n) index++;
  return BigInt(index);
};
const ones = (value: bigint, bits: number) => indices(bits).reduce((sum, index) => sum + bitOf(value, index), 0n);
/** Bit i of the result is bit i + amount of the value, cyclically. */
const rotatedRight = (value: bigint, amount: number, bits: number) =>
  fromBits(bits, (index) => bitOf(value, (index + amount) % bits));
const amountOf = (value: bigint, bits: number) => Number(value % BigInt(bits));
const right = (bits: number) => (a: bigint, b: bigint) => rotatedRight(a, amountOf(b, bits), bits);
const left = (bits: number) => (a: bigint, b: bigint) => rotatedRight(a, (bits - amountOf(b, bits)) % bits, bits);

const product = (a: bigint, b: bigint) =>
  indices(xlen).reduce((sum, index) => (bitOf(b, index) ? sum ^ (a << BigInt(index)) : sum), 0n);
const permuted = (size: number) => (a: bigint, b: bigint) =>
  indices(xlen / size).reduce((result, place) => {
    const mask = (1n << BigInt(size)) - 1n;
    const index = (b >> BigInt(place * size)) & mask;
    const element = index < BigInt(xlen / size) ? (a >> (index * BigInt(size))) & mask : 0n;
    return result | (element << BigInt(place * size));
  }, 0n);

const shifted = (value: bigint, amount: number, bits: number) =>
  fromBits(bits, (index) => (index + amount < bits ? bitOf(value, index + amount) : 0n));
const rotations =
  (bits: number, ...amounts: number[]) =>
  (a: bigint) =>
    extended(
      bits,
      amounts.map((amount) => rotatedRight(a, amount, bits)).reduce((sum, value) => sum ^ value),
    );
const sigma = (bits: number, one: number, other: number, shift: number) => (a: bigint) =>
  extended(bits, rotatedRight(a, one, bits) ^ rotatedRight(a, other, bits) ^ shifted(a, shift, bits));

type Definition = (a: bigint, b: bigint) => bigint;
const definitions: Readonly<Record<string, Definition>> = {
  // unpriv "Zba Extension for Address Generation"
  'add.uw': (a, b) => unsigned(low32(a) + b),
  sh1add: (a, b) => unsigned(2n * a + b),
  'sh1add.uw': (a, b) => unsigned(2n * low32(a) + b),
  sh2add: (a, b) => unsigned(4n * a + b),
  'sh2add.uw': (a, b) => unsigned(4n * low32(a) + b),
  sh3add: (a, b) => unsigned(8n * a + b),
  'sh3add.uw': (a, b) => unsigned(8n * low32(a) + b),
  // unpriv "Zbb Extension for Basic Bit Manipulation"
  andn: (a, b) => fromBits(xlen, (index) => bitOf(a, index) & (1n - bitOf(b, index))),
  orn: (a, b) => fromBits(xlen, (index) => bitOf(a, index) | (1n - bitOf(b, index))),
  xnor: (a, b) => fromBits(xlen, (index) => (bitOf(a, index) === bitOf(b, index) ? 1n : 0n)),
  max: (a, b) => (signed(a) > signed(b) ? a : b),
  maxu: (a, b) => (a > b ? a : b),
  min: (a, b) => (signed(a) > signed(b) ? b : a),
  minu: (a, b) => (a > b ? b : a),
  rol: left(64),
  rolw: (a, b) => extended(32, left(32)(low32(a), b)),
  ror: right(64),
  rorw: (a, b) => extended(32, right(32)(low32(a), b)),
  // unpriv "Zbc Extension for Carry-less Multiplication"
  clmul: (a, b) => unsigned(product(a, b)),
  clmulh: (a, b) => product(a, b) >> 64n,
  clmulr: (a, b) => unsigned(product(a, b) >> 63n),
  // unpriv "Zbs Extension for Single-Bit Manipulation"
  bclr: (a, b) => fromBits(xlen, (index) => (index === Number(b & 63n) ? 0n : bitOf(a, index))),
  bext: (a, b) => bitOf(a, Number(b & 63n)),
  binv: (a, b) => fromBits(xlen, (index) => (index === Number(b & 63n) ? 1n - bitOf(a, index) : bitOf(a, index))),
  bset: (a, b) => fromBits(xlen, (index) => (index === Number(b & 63n) ? 1n : bitOf(a, index))),
  // unpriv "Zbkb Extension for Bit Manipulation for Cryptography"
  pack: (a, b) => low32(a) + (low32(b) << 32n),
  packh: (a, b) => byteOf(a, 0) + (byteOf(b, 0) << 8n),
  packw: (a, b) => extended(32, (a & 0xffffn) + ((b & 0xffffn) << 16n)),
  // unpriv "Zbkx Extension for Crossbar Permutations"
  xperm4: permuted(4),
  xperm8: permuted(8),
  // unpriv "Zicond Extension for Integer Conditional Operations"
  'czero.eqz': (a, b) => (b === 0n ? 0n : a),
  'czero.nez': (a, b) => (b === 0n ? a : 0n),
  // unpriv "Zimop Extension for May-Be-Operations"
  'mop.rr.0': () => 0n,
  'mop.rr.6': () => 0n,
};

const unary: Readonly<Record<string, (a: bigint) => bigint>> = {
  clz: (a) => leadingZeros(a, 64),
  clzw: (a) => leadingZeros(a, 32),
  ctz: (a) => trailingZeros(a, 64),
  ctzw: (a) => trailingZeros(a, 32),
  cpop: (a) => ones(a, 64),
  cpopw: (a) => ones(a, 32),
  'sext.b': (a) => extended(8, a),
  'sext.h': (a) => extended(16, a),
  'zext.h': (a) => a & 0xffffn,
  'zext.w': low32,
  'orc.b': (a) => fromBytes((index) => (byteOf(a, index) === 0n ? 0n : 0xffn)),
  rev8: (a) => fromBytes((index) => byteOf(a, 7 - index)),
  brev8: (a) => fromBits(xlen, (index) => bitOf(a, index - (index % 8) + (7 - (index % 8)))),
  // FIPS 180-4, sections 4.1.2 and 4.1.3
  sha256sum0: rotations(32, 2, 13, 22),
  sha256sum1: rotations(32, 6, 11, 25),
  sha256sig0: sigma(32, 7, 18, 3),
  sha256sig1: sigma(32, 17, 19, 10),
  sha512sum0: rotations(64, 28, 34, 39),
  sha512sum1: rotations(64, 14, 18, 41),
  sha512sig0: sigma(64, 1, 8, 7),
  sha512sig1: sigma(64, 19, 61, 6),
  // GB/T 32905, section 4.4; rotations there are to the left
  sm3p0: rotations(32, 0, 32 - 9, 32 - 17),
  sm3p1: rotations(32, 0, 32 - 15, 32 - 23),
  'mop.r.0': () => 0n,
  'mop.r.31': () => 0n,
};

/** The shift amount is in the instruction. */
const immediate: Readonly<Record<string, { of: Definition; bits: 32 | 64 }>> = {
  'slli.uw': { of: (a, b) => unsigned(low32(a) << b), bits: 64 },
  rori: { of: right(64), bits: 64 },
  roriw: { of: (a, b) => extended(32, right(32)(low32(a), b)), bits: 32 },
  bclri: { of: definitions.bclr!, bits: 64 },
  bexti: { of: definitions.bext!, bits: 64 },
  binvi: { of: definitions.binv!, bits: 64 },
  bseti: { of: definitions.bset!, bits: 64 },
};

const corners = [0n, 1n, 0x7fn, 0x80n, 0x8000n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 1n << 32n, 1n << 63n];
const value = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
  { weight: 1, arbitrary: fc.constantFrom(...corners, ...corners.map((corner) => unsigned(~corner))) },
  { weight: 1, arbitrary: fc.nat(63).map((index) => 1n << BigInt(index)) },
  { weight: 1, arbitrary: fc.nat(130).map(BigInt) },
);
const runs = { numRuns: 200, seed: 1 };

describe('of two registers', () => {
  test.each(Object.entries(definitions))('%s', (name, definition) => {
    const run = instruction(`${name} a0, a1, a2`);
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(run(a, b)).toBe(definition(a, b));
      }),
      runs,
    );
  });
});

describe('of one register', () => {
  test.each(Object.entries(unary))('%s', (name, definition) => {
    const run = instruction(`${name} a0, a1`);
    fc.assert(
      fc.property(value, (a) => {
        expect(run(a)).toBe(definition(a));
      }),
      runs,
    );
  });
});

describe('of a register and an immediate', () => {
  test.each(Object.entries(immediate))('%s', (name, { of, bits }) => {
    for (const amount of indices(bits)) {
      const run = instruction(`${name} a0, a1, ${amount}`);
      fc.assert(
        fc.property(value, (a) => {
          expect(run(a)).toBe(of(a, BigInt(amount)));
        }),
        { numRuns: 10, seed: amount },
      );
    }
  });
});

test('the destination may be a source', () => {
  const run = instruction('rev8 a0, a0');
  expect(run(0n, 0n, 0x0102_0304_0506_0708n)).toBe(0x0807_0605_0403_0201n);
});
