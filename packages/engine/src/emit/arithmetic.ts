import type { BinaryOperator, PrimitiveName } from '@hartlab/isa';
import type { Code, Variable } from '../wasm/code.ts';
import type { Module, Signature } from '../wasm/module.ts';

/** The operators that are functions of their own: WebAssembly has nothing like them, or traps where RISC-V does not. */
const names = [
  'mulhu',
  'mulh',
  'mulhsu',
  'div',
  'divu',
  'rem',
  'remu',
  'carryless_multiply',
  'carryless_multiply_high',
] as const satisfies readonly (BinaryOperator | PrimitiveName)[];
export type Arithmetic = (typeof names)[number];

export const isArithmetic = (operator: string): operator is Arithmetic =>
  (names as readonly string[]).includes(operator);

const operation: Signature = { parameters: ['i64', 'i64'], results: ['i64'] };

/** Defines these functions, and answers their numbers. */
export function defineArithmetic(module: Module): Readonly<Record<Arithmetic, number>> {
  const define = (operator: Arithmetic) =>
    module.define(operation, (code) => write[operator](code, code.parameter(0), code.parameter(1)));
  return Object.fromEntries(names.map((name) => [name, define(name)])) as Record<Arithmetic, number>;
}

/** Takes the operands on the stack, and leaves the result. */
export function emitArithmetic(code: Code, operator: Arithmetic): void {
  const [a, b] = [code.scratch('i64', 0), code.scratch('i64', 1)];
  code.set(b).set(a);
  write[operator](code, a, b);
}

type Write = (code: Code, a: Variable, b: Variable) => void;

const write: Readonly<Record<Arithmetic, Write>> = {
  mulhu: highProduct,
  // The signed products differ from the unsigned one by the other factor for each that is negative.
  mulh(code, a, b) {
    highProduct(code, a, b);
    subtractWhereNegative(code, a, b);
    subtractWhereNegative(code, b, a);
  },
  mulhsu(code, a, b) {
    highProduct(code, a, b);
    subtractWhereNegative(code, a, b);
  },
  // unpriv "Division Operations": what division by zero and overflow give.
  div: (code, a, b) =>
    byZero(
      code,
      b,
      () => code.i64(-1n),
      () =>
        byMinusOne(
          code,
          b,
          () => code.i64(0n).get(a).op('i64.sub'),
          () => code.get(a).get(b).op('i64.div_s'),
        ),
    ),
  divu: (code, a, b) =>
    byZero(
      code,
      b,
      () => code.i64(-1n),
      () => code.get(a).get(b).op('i64.div_u'),
    ),
  rem: (code, a, b) =>
    byZero(
      code,
      b,
      () => code.get(a),
      () =>
        byMinusOne(
          code,
          b,
          () => code.i64(0n),
          () => code.get(a).get(b).op('i64.rem_s'),
        ),
    ),
  remu: (code, a, b) =>
    byZero(
      code,
      b,
      () => code.get(a),
      () => code.get(a).get(b).op('i64.rem_u'),
    ),
  // unpriv "Zbc Extension for Carry-less Multiplication": the multiplicand is added where the multiplier has a 1.
  carryless_multiply: (code, a, b) =>
    addForOnes(code, b, (place) => {
      code.get(a);
      place();
      code.op('i64.shl');
    }),
  // What leaves the low half at the top: a shift by 64 would be none.
  carryless_multiply_high: (code, a, b) =>
    addForOnes(code, b, (place) => {
      code.get(a).i64(1n).op('i64.shr_u').i64(63n);
      place();
      code.op('i64.sub', 'i64.shr_u');
    }),
};

/** Leaves the sum without carries of what is left for each 1 of a multiplier, which is used up. `place` leaves where that is. */
function addForOnes(code: Code, multiplier: Variable, summand: (place: () => void) => void): void {
  const sum = code.scratch('i64', 2);
  code.i64(0n).set(sum);
  code.loop((again) => {
    code.get(multiplier).i64(0n).op('i64.ne');
    code.when(() => {
      code.get(sum);
      summand(() => code.get(multiplier).op('i64.ctz'));
      code.op('i64.xor').set(sum);
      code.get(multiplier).get(multiplier).i64(1n).op('i64.sub', 'i64.and').set(multiplier);
      code.br(again);
    });
  });
  code.get(sum);
}

function byZero(code: Code, b: Variable, zero: () => void, otherwise: () => void): void {
  code.get(b).op('i64.eqz').either('i64', zero, otherwise);
}

/** The quotient by -1 overflows where the dividend is the most negative number. */
function byMinusOne(code: Code, b: Variable, minusOne: () => void, otherwise: () => void): void {
  code.get(b).i64(-1n).op('i64.eq').either('i64', minusOne, otherwise);
}

/** Subtracts `other` from what is on the stack if `factor` is negative. */
function subtractWhereNegative(code: Code, factor: Variable, other: Variable): void {
  code.get(factor).i64(63n).op('i64.shr_s').get(other).op('i64.and', 'i64.sub');
}

/** Bits 127:64 of the unsigned product, from the four products of the halves. */
function highProduct(code: Code, a: Variable, b: Variable): void {
  const low = 0xffff_ffffn;
  const cross = code.scratch('i64', 2);
  const middle = code.scratch('i64', 3);
  const half = (of: Variable, which: 'low' | 'high') =>
    which === 'low' ? code.get(of).i64(low).op('i64.and') : code.get(of).i64(32n).op('i64.shr_u');
  const product = (ofA: 'low' | 'high', ofB: 'low' | 'high') => {
    half(a, ofA);
    half(b, ofB);
    return code.op('i64.mul');
  };
  // cross = aHigh bLow + (aLow bLow >> 32), which does not overflow.
  product('high', 'low');
  product('low', 'low').i64(32n).op('i64.shr_u', 'i64.add').set(cross);
  product('low', 'high').get(cross).i64(low).op('i64.and', 'i64.add').set(middle);
  product('high', 'high')
    .get(cross)
    .i64(32n)
    .op('i64.shr_u', 'i64.add')
    .get(middle)
    .i64(32n)
    .op('i64.shr_u', 'i64.add');
}
