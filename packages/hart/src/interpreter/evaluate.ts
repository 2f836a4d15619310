import { type BinaryOperator, type Decoded, type Expr, rd, rs1, rs2, rs3, type UnaryOperator } from '@hartlab/isa';
import type { HartState } from '../state/hart-state.ts';
import { primitives } from './primitives.ts';

/** What the values of one instruction may depend on. Values are unsigned, 0 to 2^64 - 1. */
export interface Operands {
  readonly state: HartState;
  readonly decoded: Decoded;
  /** The instruction's single-assignment names. */
  readonly locals: BigUint64Array;
}

/** Computes one value of an instruction. */
export type Evaluate = (operands: Operands) => bigint;

const unsigned = (value: bigint) => BigInt.asUintN(64, value);
const signed = (value: bigint) => BigInt.asIntN(64, value);
const truth = (condition: boolean) => (condition ? 1n : 0n);
const rotateLeft = (value: bigint, amount: bigint) => unsigned(value << amount) | (value >> (64n - amount));
const mostNegative = 1n << 63n;
const minusOne = unsigned(-1n);
const overflows = (a: bigint, b: bigint) => a === mostNegative && b === minusOne;

export const low = (value: bigint) => Number(value & 0xffff_ffffn);
export const high = (value: bigint) => Number(value >> 32n);
const join = (halves: Int32Array) => (BigInt(halves[1]! >>> 0) << 32n) | BigInt(halves[0]! >>> 0);

const leadingZeros = (value: bigint) => (high(value) ? Math.clz32(high(value)) : 32 + Math.clz32(low(value)));

const counts: Readonly<Record<UnaryOperator, (value: bigint) => number>> = {
  clz: leadingZeros,
  // The lowest 1 alone has as many zeros below it as above, of 63 in all.
  ctz: (value) => (value === 0n ? 64 : 63 - leadingZeros(value & -value)),
  cpop: (value) => value.toString(2).replaceAll('0', '').length,
};

/**
 * The operators on unsigned 64-bit values. Division by zero and overflow give what unpriv "Division Operations" says.
 */
const operators: Readonly<Record<BinaryOperator, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => unsigned(a + b),
  sub: (a, b) => unsigned(a - b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  sll: (a, b) => unsigned(a << (b & 63n)),
  srl: (a, b) => a >> (b & 63n),
  sra: (a, b) => unsigned(signed(a) >> (b & 63n)),
  rol: (a, b) => rotateLeft(a, b & 63n),
  ror: (a, b) => rotateLeft(a, -b & 63n),
  eq: (a, b) => truth(a === b),
  ne: (a, b) => truth(a !== b),
  lt: (a, b) => truth(signed(a) < signed(b)),
  ltu: (a, b) => truth(a < b),
  ge: (a, b) => truth(signed(a) >= signed(b)),
  geu: (a, b) => truth(a >= b),
  mul: (a, b) => unsigned(a * b),
  mulh: (a, b) => unsigned((signed(a) * signed(b)) >> 64n),
  mulhsu: (a, b) => unsigned((signed(a) * b) >> 64n),
  mulhu: (a, b) => (a * b) >> 64n,
  div: (a, b) => (b === 0n ? minusOne : overflows(a, b) ? a : unsigned(signed(a) / signed(b))),
  divu: (a, b) => (b === 0n ? minusOne : a / b),
  rem: (a, b) => (b === 0n ? a : overflows(a, b) ? 0n : unsigned(signed(a) % signed(b))),
  remu: (a, b) => (b === 0n ? a : a % b),
};

/** Resolves an expression of a row once, into the function that every execution of the row calls. */
export function resolve(expr: Expr): Evaluate {
  switch (expr.k) {
    case 'x':
      return register(expr.of);
    case 'f': {
      const number = { frs1: rs1, frs2: rs2, frs3: rs3 }[expr.of];
      return ({ state, decoded }) => state.f[number(decoded.word)]!;
    }
    case 'imm':
      return ({ decoded }) => unsigned(BigInt(decoded.imm));
    case 'pc':
      return ({ state }) => state.pc;
    case 'length':
      return ({ decoded }) => BigInt(decoded.length);
    case 'literal': {
      const value = unsigned(expr.value);
      return () => value;
    }
    case 'local': {
      const { index } = expr;
      return ({ locals }) => locals[index]!;
    }
    case 'sext': {
      const { from } = expr;
      const narrow = resolve(expr.a);
      return (operands) => unsigned(BigInt.asIntN(from, narrow(operands)));
    }
    case 'zext': {
      const { from } = expr;
      const narrow = resolve(expr.a);
      return (operands) => BigInt.asUintN(from, narrow(operands));
    }
    case 'clz':
    case 'ctz':
    case 'cpop': {
      const count = counts[expr.k];
      const a = resolve(expr.a);
      return (operands) => BigInt(count(a(operands)));
    }
    case 'primitive': {
      const compute = primitives[expr.name];
      const [a, b = a] = expr.operands.map(resolve);
      if (!a || !b) throw new RangeError(`${expr.name} has no operands`);
      const result = new Int32Array(2);
      return (operands) => {
        const first = a(operands);
        const second = b(operands);
        compute(result, low(first), high(first), low(second), high(second));
        return join(result);
      };
    }
    case 'select': {
      const when = resolve(expr.when);
      const a = resolve(expr.a);
      const b = resolve(expr.b);
      return (operands) => (when(operands) === 0n ? b(operands) : a(operands));
    }
    default: {
      const operator = operators[expr.k];
      const a = resolve(expr.a);
      const b = resolve(expr.b);
      return (operands) => operator(a(operands), b(operands));
    }
  }
}

/** What the register holds that the instruction names, or always uses. */
function register(of: 'rs1' | 'rs2' | 'rd' | number): Evaluate {
  if (typeof of === 'number') return ({ state }) => state.x[of]!;
  const number = { rs1, rs2, rd }[of];
  return ({ state, decoded }) => state.x[number(decoded.word)]!;
}
