import {
  add,
  type BinaryOperator,
  decoder,
  type Expr,
  length,
  literal,
  parseIsa,
  pc,
  select,
  sext,
  t,
  u,
  zext,
} from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolve } from './evaluate.ts';
import { HartState } from '../state/hart-state.ts';
import { MachineMemory } from '../state/machine-memory.ts';

const state = new HartState(new MachineMemory({ harts: 1, ramBase: 0, ramSize: 4096 }), 0);
/** addi a0, a1, -3 */
const decoded = decoder(parseIsa('max'))(0xffd5_8513)!;
const locals = new BigUint64Array(2);
const value = (expr: Expr) => resolve(expr)({ state, decoded, locals });
const binary = (k: BinaryOperator, a: bigint, b: bigint) => value({ k, a: literal(a), b: literal(b) });

const edges = [0n, 1n, 2n, 0x7fff_ffffn, 0x8000_0000n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n];
const u64 = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }));
const wrap = (n: bigint) => ((n % (1n << 64n)) + (1n << 64n)) % (1n << 64n);
const asSigned = (n: bigint) => (n >= 1n << 63n ? n - (1n << 64n) : n);
const holds = (property: (a: bigint, b: bigint) => void) => fc.assert(fc.property(u64, u64, property));

describe('identities', () => {
  test('add and sub are inverse, and neg is sub from zero', () =>
    holds((a, b) => {
      expect(binary('sub', binary('add', a, b), b)).toBe(a);
      expect(binary('add', a, binary('sub', 0n, a))).toBe(0n);
      expect(binary('add', a, b)).toBe(wrap(a + b));
    }));

  test('and, or and xor', () =>
    holds((a, b) => {
      expect(wrap(binary('and', a, b) + binary('or', a, b))).toBe(wrap(a + b));
      expect(binary('xor', a, b)).toBe(binary('or', a, b) - binary('and', a, b));
    }));

  test('shifts use six bits and are multiplication and floored division by a power of two', () =>
    holds((a, b) => {
      const power = 2n ** (b % 64n);
      const floor = (n: bigint) => (n - (((n % power) + power) % power)) / power;
      expect(binary('sll', a, b)).toBe(wrap(a * power));
      expect(binary('srl', a, b)).toBe(a / power);
      expect(binary('sra', a, b)).toBe(wrap(floor(asSigned(a))));
    }));

  test('comparisons', () =>
    holds((a, b) => {
      const truth = (condition: boolean) => (condition ? 1n : 0n);
      expect(binary('ltu', a, b)).toBe(truth(a < b));
      expect(binary('lt', a, b)).toBe(truth(asSigned(a) < asSigned(b)));
      expect(binary('geu', a, b)).toBe(1n - binary('ltu', a, b));
      expect(binary('ge', a, b)).toBe(1n - binary('lt', a, b));
      expect(binary('ne', a, b)).toBe(1n - binary('eq', a, b));
      expect(binary('eq', a, b)).toBe(truth(a === b));
    }));

  test('both halves of a product make the whole', () =>
    holds((a, b) => {
      const whole = (high: BinaryOperator) => (asSigned(binary(high, a, b)) << 64n) + binary('mul', a, b);
      expect(whole('mulh')).toBe(asSigned(a) * asSigned(b));
      expect(whole('mulhsu')).toBe(asSigned(a) * b);
      expect((binary('mulhu', a, b) << 64n) + binary('mul', a, b)).toBe(a * b);
    }));

  test('quotient and remainder make the dividend, and the remainder has its sign', () =>
    holds((a, b) => {
      expect(wrap(binary('div', a, b) * b + binary('rem', a, b))).toBe(a);
      expect(wrap(binary('divu', a, b) * b + binary('remu', a, b))).toBe(a);
      if (b !== 0n) expect(binary('remu', a, b) < b).toBe(true);
      const rest = asSigned(binary('rem', a, b));
      if (rest !== 0n) expect(rest < 0n).toBe(asSigned(a) < 0n);
    }));
});

describe('unpriv "Division Operations": the special cases', () => {
  const minimum = 1n << 63n;
  const minusOne = (1n << 64n) - 1n;
  test.each<[BinaryOperator, bigint, bigint, bigint]>([
    ['div', 7n, 0n, minusOne],
    ['divu', 7n, 0n, minusOne],
    ['rem', 7n, 0n, 7n],
    ['remu', 7n, 0n, 7n],
    ['div', minimum, minusOne, minimum],
    ['rem', minimum, minusOne, 0n],
    ['div', wrap(-7n), 2n, wrap(-3n)],
    ['rem', wrap(-7n), 2n, wrap(-1n)],
  ])('%s %i %i', (operator, a, b, expected) => expect(binary(operator, a, b)).toBe(expected));
});

test('operands, constants and extension', () => {
  state.x[11] = 1n << 63n;
  state.pc = (1n << 64n) - 4n;
  locals[0] = 5n;
  locals[1] = 6n;
  expect(value({ k: 'x', of: 'rs1' })).toBe(1n << 63n);
  expect(value({ k: 'imm' })).toBe((1n << 64n) - 3n);
  expect([value(pc), value(length), value(add(pc, length))]).toEqual([(1n << 64n) - 4n, 4n, 0n]);
  expect([value(t), value(u)]).toEqual([5n, 6n]);
  expect(value(sext(32, literal(0x1_8000_0000n)))).toBe(0xffff_ffff_8000_0000n);
  expect(value(zext(32, literal(0x1_8000_0000n)))).toBe(0x8000_0000n);
  expect(value(sext(8, literal(0x17fn)))).toBe(0x7fn);
  expect([value(select(literal(2n), t, u)), value(select(literal(0n), t, u))]).toEqual([5n, 6n]);
});
