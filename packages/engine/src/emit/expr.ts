import type { BinaryOperator, Expr } from '@hartlab/isa';
import type { Code } from '../wasm/code.ts';
import type { Plain } from '../wasm/opcodes.ts';
import { type Arithmetic, isArithmetic } from './arithmetic.ts';
import type { Operands } from './operands.ts';

/** What the emitters need of the surroundings in which they write. */
export interface Place {
  readonly code: Code;
  readonly operands: Operands;
  /** Takes two values from the stack, and leaves what the operator makes of them: calls a function, or is one. */
  arithmetic(operator: Arithmetic): void;
}

/** Operators that are one instruction of WebAssembly, which takes the low six bits of a shift amount as RISC-V does. */
const direct: Partial<Record<BinaryOperator, Plain>> = {
  add: 'i64.add',
  sub: 'i64.sub',
  and: 'i64.and',
  or: 'i64.or',
  xor: 'i64.xor',
  sll: 'i64.shl',
  srl: 'i64.shr_u',
  sra: 'i64.shr_s',
  rol: 'i64.rotl',
  ror: 'i64.rotr',
  mul: 'i64.mul',
};

const comparisons: Partial<Record<Expr['k'], Plain>> = {
  eq: 'i64.eq',
  ne: 'i64.ne',
  lt: 'i64.lt_s',
  ltu: 'i64.lt_u',
  ge: 'i64.ge_s',
  geu: 'i64.ge_u',
};

const counts = { clz: 'i64.clz', ctz: 'i64.ctz', cpop: 'i64.popcnt' } as const;
const signExtensions = { 8: 'i64.extend8_s', 16: 'i64.extend16_s', 32: 'i64.extend32_s' } as const;

/** Whether the emitters can write a value: most primitives are the hart's own functions. */
export function isEmitted(expr: Expr): boolean {
  switch (expr.k) {
    case 'primitive':
      return isArithmetic(expr.name) && expr.operands.every(isEmitted);
    case 'select':
      return [expr.when, expr.a, expr.b].every(isEmitted);
    default:
      return (!('a' in expr) || isEmitted(expr.a)) && (!('b' in expr) || isEmitted(expr.b));
  }
}

/** Leaves the value on the stack, 64 bits. */
export function emitValue(expr: Expr, place: Place): void {
  const { code, operands } = place;
  switch (expr.k) {
    case 'x':
      return operands.x(expr.of);
    case 'f':
      return operands.f(expr.of);
    case 'imm':
      return operands.immediate();
    case 'pc':
      return operands.pc();
    case 'length':
      return operands.length();
    case 'local':
      return operands.local(expr);
    case 'literal':
      code.i64(expr.value);
      return;
    case 'clz':
    case 'ctz':
    case 'cpop':
      emitValue(expr.a, place);
      code.op(counts[expr.k]);
      return;
    case 'sext':
      emitValue(expr.a, place);
      code.op(signExtensions[expr.from]);
      return;
    case 'zext':
      emitValue(expr.a, place);
      code.i64((1n << BigInt(expr.from)) - 1n).op('i64.and');
      return;
    case 'select':
      emitValue(expr.a, place);
      emitValue(expr.b, place);
      emitCondition(expr.when, place);
      code.op('select');
      return;
    case 'primitive':
      if (!isArithmetic(expr.name)) throw new RangeError(`${expr.name} is not emitted`);
      for (const operand of expr.operands) emitValue(operand, place);
      return place.arithmetic(expr.name);
    default: {
      if (comparisons[expr.k] !== undefined) {
        emitCondition(expr, place);
        code.op('i64.extend_i32_u');
        return;
      }
      emitValue(expr.a, place);
      emitValue(expr.b, place);
      if (isArithmetic(expr.k)) place.arithmetic(expr.k);
      else code.op(direct[expr.k]!);
    }
  }
}

/** Leaves 0 on the stack if the value is zero, and otherwise not: 32 bits. */
export function emitCondition(expr: Expr, place: Place): void {
  const comparison = comparisons[expr.k];
  if (comparison === undefined || !('b' in expr)) {
    emitValue(expr, place);
    place.code.i64(0n).op('i64.ne');
    return;
  }
  emitValue(expr.a, place);
  emitValue(expr.b, place);
  place.code.op(comparison);
}
