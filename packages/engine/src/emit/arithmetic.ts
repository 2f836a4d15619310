import type { BinaryOperator } from '@hartlab/isa';
import type { Code } from '../wasm/code.ts';
import type { Module, Signature } from '../wasm/module.ts';

/** The operators that are functions of their own: WebAssembly has nothing like them, or traps where RISC-V does not. */
const names = ['mulhu', 'mulh', 'mulhsu', 'div', 'divu', 'rem', 'remu'] as const satisfies readonly BinaryOperator[];
export type Arithmetic = (typeof names)[number];

export const isArithmetic = (operator: string): operator is Arithmetic =>
  (names as readonly string[]).includes(operator);

const operation: Signature = { parameters: ['i64', 'i64'], results: ['i64'] };

/** Defines these functions, and answers their numbers. */
export function defineArithmetic(module: Module): Readonly<Record<Arithmetic, number>> {
  const mulhu = module.define(operation, highProduct);
  return {
    mulhu,
    // The signed products differ from the unsigned one by the other factor for each that is negative.
    mulh: module.define(operation, (code) => {
      code.get(a(code)).get(b(code)).call(mulhu);
      subtractWhereNegative(code, a(code), b(code));
      subtractWhereNegative(code, b(code), a(code));
    }),
    mulhsu: module.define(operation, (code) => {
      code.get(a(code)).get(b(code)).call(mulhu);
      subtractWhereNegative(code, a(code), b(code));
    }),
    // unpriv "Division Operations": what division by zero and overflow give.
    div: module.define(operation, (code) =>
      byZero(
        code,
        () => code.i64(-1n),
        () =>
          byMinusOne(
            code,
            () => code.i64(0n).get(a(code)).op('i64.sub'),
            () => code.get(a(code)).get(b(code)).op('i64.div_s'),
          ),
      ),
    ),
    divu: module.define(operation, (code) =>
      byZero(
        code,
        () => code.i64(-1n),
        () => code.get(a(code)).get(b(code)).op('i64.div_u'),
      ),
    ),
    rem: module.define(operation, (code) =>
      byZero(
        code,
        () => code.get(a(code)),
        () =>
          byMinusOne(
            code,
            () => code.i64(0n),
            () => code.get(a(code)).get(b(code)).op('i64.rem_s'),
          ),
      ),
    ),
    remu: module.define(operation, (code) =>
      byZero(
        code,
        () => code.get(a(code)),
        () => code.get(a(code)).get(b(code)).op('i64.rem_u'),
      ),
    ),
  };
}

const a = (code: Code) => code.parameter(0);
const b = (code: Code) => code.parameter(1);

function byZero(code: Code, zero: () => void, otherwise: () => void): void {
  code.get(b(code)).op('i64.eqz').either('i64', zero, otherwise);
}

/** The quotient by -1 overflows where the dividend is the most negative number. */
function byMinusOne(code: Code, minusOne: () => void, otherwise: () => void): void {
  code.get(b(code)).i64(-1n).op('i64.eq').either('i64', minusOne, otherwise);
}

/** Subtracts `other` from what is on the stack if `factor` is negative. */
function subtractWhereNegative(code: Code, factor: ReturnType<typeof a>, other: ReturnType<typeof a>): void {
  code.get(factor).i64(63n).op('i64.shr_s').get(other).op('i64.and', 'i64.sub');
}

/** Bits 127:64 of the unsigned product, from the four products of the halves. */
function highProduct(code: Code): void {
  const low = 0xffff_ffffn;
  const cross = code.local('i64');
  const middle = code.local('i64');
  const half = (of: ReturnType<typeof a>, which: 'low' | 'high') =>
    which === 'low' ? code.get(of).i64(low).op('i64.and') : code.get(of).i64(32n).op('i64.shr_u');
  const product = (ofA: 'low' | 'high', ofB: 'low' | 'high') => {
    half(a(code), ofA);
    half(b(code), ofB);
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
