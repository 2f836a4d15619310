import { type BinaryOperator, type Expr, type Narrow, type UnaryOperator, parseIsa, rowsOf } from '@hartlab/isa';
import { HartState, MachineMemory, resolve } from '@hartlab/hart';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Module } from '../wasm/module.ts';
import { defineArithmetic } from './arithmetic.ts';
import { emitCondition, emitValue, isEmitted } from './expr.ts';
import type { Operands } from './operands.ts';

/* The reference interpreter's `resolve` is the judge: every value that is emitted is the one that it computes. */

const memory = new MachineMemory({ harts: 1, ramBase: 0x8000_0000, ramSize: 65536 });
const state = new HartState(memory, 0);
const pages = memory.memory.buffer.byteLength / 65536;

/** The values that an expression may name, as the parameters of a function. */
const named = ['rs1', 'rs2', 'rd', 'register', 'frs1', 'frs2', 'frs3', 'imm', 'pc', 'length', 't', 'u'] as const;
type Named = Readonly<Record<(typeof named)[number], bigint>>;

/** A function of these values for an expression. */
function compile(expr: Expr, emit = emitValue): (values: Named) => bigint {
  const module = new Module(pages);
  const functions = defineArithmetic(module);
  const result = emit === emitValue ? 'i64' : 'i32';
  module.define(
    { parameters: named.map(() => 'i64'), results: [result] },
    (code) => {
      const push = (name: (typeof named)[number]) => void code.get(code.parameter(named.indexOf(name)));
      const operands: Operands = {
        x: (of) => push(typeof of === 'number' ? 'register' : of),
        f: push,
        immediate: () => push('imm'),
        pc: () => push('pc'),
        length: () => push('length'),
        local: ({ index }) => push(index === 0 ? 't' : 'u'),
      };
      emit(expr, { code, operands, arithmetic: (operator) => void code.call(functions[operator]) });
    },
    'compute',
  );
  const compute = module.instantiate(memory.memory)['compute'] as (...values: bigint[]) => bigint | number;
  return (values) => BigInt.asUintN(64, BigInt(compute(...named.map((name) => values[name]))));
}

/** The same by the reference interpreter: an instruction with rd 20, rs1 21, rs2 22 and rs3 23. */
function reference(expr: Expr): (values: Named) => bigint {
  const evaluate = resolve(expr);
  const word = (20 << 7) | (21 << 15) | (22 << 20) | (23 << 27);
  const locals = new BigUint64Array(2);
  return (values) => {
    // Those that rows always use are among x1 to x7.
    state.x.fill(values.register, 1, 8);
    state.x.set([values.rd, values.rs1, values.rs2], 20);
    state.f.set([values.frs1, values.frs2, values.frs3], 21);
    state.pc = values.pc;
    locals[0] = values.t;
    locals[1] = values.u;
    const decoded = {
      word,
      bits: word,
      length: Number(values.length) as 4,
      imm: Number(BigInt.asIntN(64, values.imm)),
    };
    return evaluate({ state, locals, decoded: { ...decoded, insn: undefined! } });
  };
}

const edges = [0n, 1n, 2n ** 64n - 1n, 2n ** 63n, 2n ** 63n - 1n, 0xffff_ffffn, 0x8000_0000n, 0x7fff_ffffn, 63n, 64n];
const value = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
const values: fc.Arbitrary<Named> = fc.record({
  ...(Object.fromEntries(named.map((name) => [name, value])) as Record<keyof Named, typeof value>),
  imm: fc.integer().map((n) => BigInt.asUintN(64, BigInt(n))),
  length: fc.constantFrom(2n, 4n),
});

function agree(expr: Expr): void {
  const emitted = compile(expr);
  const expected = reference(expr);
  const condition = compile(expr, emitCondition);
  fc.assert(
    fc.property(values, (operands) => {
      const result = expected(operands);
      expect(emitted(operands)).toBe(result);
      expect(condition(operands) !== 0n).toBe(result !== 0n);
    }),
    // An expression has few operands, and there are many expressions.
    { endOnFailure: true },
  );
}

const x = (of: 'rs1' | 'rs2'): Expr => ({ k: 'x', of });
const binary: Record<BinaryOperator, true> = {
  add: true,
  sub: true,
  and: true,
  or: true,
  xor: true,
  sll: true,
  srl: true,
  sra: true,
  rol: true,
  ror: true,
  eq: true,
  ne: true,
  lt: true,
  ltu: true,
  ge: true,
  geu: true,
  mul: true,
  mulh: true,
  mulhsu: true,
  mulhu: true,
  div: true,
  divu: true,
  rem: true,
  remu: true,
};
const unary: Record<UnaryOperator, true> = { clz: true, ctz: true, cpop: true };
const narrow: readonly Narrow[] = [8, 16, 32];

describe('operators', () => {
  test.each(Object.keys(binary) as BinaryOperator[])('%s', (k) => agree({ k, a: x('rs1'), b: x('rs2') }));
  test.each(Object.keys(unary) as UnaryOperator[])('%s', (k) => agree({ k, a: x('rs1') }));
  test.each(narrow)('sign and zero extension from %i bits', (from) => {
    agree({ k: 'sext', from, a: x('rs1') });
    agree({ k: 'zext', from, a: x('rs1') });
  });
});

/** All expressions of a row's effects. */
const expressionsOf = (does: unknown): Expr[] =>
  Array.isArray(does)
    ? does.flatMap(expressionsOf)
    : Object.entries(does as object).flatMap(([key, part]: [string, unknown]) =>
        ['value', 'target', 'when', 'address', 'source', 'operands', 'label', 'expected'].includes(key)
          ? ([part].flat() as Expr[])
          : [],
      );

const rows = rowsOf(parseIsa('max'));

test.each(rows.map((row) => [row.name, row] as const))('every value of %s that is emitted', (_name, { does }) => {
  for (const expr of expressionsOf(does).filter(isEmitted)) agree(expr);
});

test('most are', () => {
  const all = rows.flatMap(({ does }) => expressionsOf(does));
  expect(all.filter((expr) => !isEmitted(expr)).length).toBeLessThan(all.length / 20);
});
