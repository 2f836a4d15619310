import { fcsr, hartLayout, rounding } from '@hartlab/hart';
import type { Effect, FloatOperation } from '@hartlab/isa';
import { emitFloat } from '../emit/float.ts';
import type { ByRounding, FloatPlace } from '../emit/float-place.ts';
import type { Code, Label } from '../wasm/code.ts';
import type { Module } from '../wasm/module.ts';
import type { Type } from '../wasm/opcodes.ts';
import type { Operations } from './operations.ts';
import { type importSoftfloat, numberOf } from './softfloat.ts';

/** The numbers of the functions by their operations. */
export type FloatFunctions = ReadonlyMap<FloatOperation, number>;

export type FloatEffect = Extract<Effect, { k: 'float' }>;
type Soft = ReturnType<typeof importSoftfloat>;

/** Defines a function for each floating-point operation that rows need. */
export function defineFloats(module: Module, { all }: Operations, soft: Soft): FloatFunctions {
  const functions = new Map<FloatOperation, number>();
  for (const effect of all.flatMap(({ row }) => row.does))
    if (effect.k === 'float' && !functions.has(effect.operation))
      functions.set(effect.operation, defineFloat(module, effect, soft));
  return functions;
}

/**
 * Defines a function of the hart's block, the rounding mode and the operands, which leaves the result and whether the
 * reference has to do the instruction: where the rounding mode counts and is none. It accrues the flags.
 */
export function defineFloat(module: Module, effect: FloatEffect, soft: Soft, exportedAs?: string): number {
  const operands = effect.operands.map(() => 'i64' as const);
  return module.define(
    { parameters: ['i32', 'i32', ...operands], results: ['i64', 'i32'] },
    (code) => {
      code.block((slow) => {
        emitFloat(effect.operation, new FloatFunction(code, operands.length, slow));
        code.i32(0).op('return');
      });
      callSoftfloat(code, effect, soft);
      code.i32(0);
    },
    exportedAs,
  );
}

const block = (code: Code) => code.parameter(0);
const mode = (code: Code) => code.parameter(1);
const operand = (code: Code, index: number) => code.parameter(2 + index);
const flags = hartLayout.csrs + 8 * fcsr.address;
/** Operands that the softfloat takes. */
const mostOperands = 3;

function callSoftfloat(code: Code, { operation, operands, rounding: rounds }: FloatEffect, soft: Soft): void {
  if (rounds)
    code
      .get(mode(code))
      .i32(rounding.RMM)
      .op('i32.gt_u')
      .when(() => code.i64(0n).i32(1).op('return'));
  accrue(code, () => {
    code.i32(numberOf(operation));
    if (rounds) code.get(mode(code));
    else code.i32(rounding.RNE);
    for (let index = 0; index < mostOperands; index++)
      if (index < operands.length) {
        code.get(operand(code, index)).op('i32.wrap_i64');
        code.get(operand(code, index)).i64(32n).op('i64.shr_u', 'i32.wrap_i64');
      } else code.i32(0).i32(0);
    code.call(soft.operate);
  });
  code.i32(0).call(soft.half).op('i64.extend_i32_u');
  code.i32(1).call(soft.half).op('i64.extend_i32_u').i64(32n).op('i64.shl', 'i64.or');
}

/** Accrues flags. */
function accrue(code: Code, raised: () => void): void {
  code.get(block(code)).get(block(code)).access('i32.load', flags);
  raised();
  code.op('i32.or').access('i32.store8', flags);
}

class FloatFunction implements FloatPlace {
  readonly code: Code;
  readonly operands: readonly (() => void)[];
  /** The softfloat does it. */
  readonly #slow: Label;

  constructor(code: Code, operands: number, slow: Label) {
    this.code = code;
    this.operands = Array.from({ length: operands }, (_, index) => () => code.get(operand(code, index)));
    this.#slow = slow;
  }

  leaveIf(): void {
    this.code.brIf(this.#slow);
  }

  accrueInexact(isInexact: () => void): void {
    const { code } = this;
    const NX = 1 << fcsr.NX.shift;
    code.get(block(code)).access('i32.load', flags).i32(NX).op('i32.and', 'i32.eqz');
    code.when(() => {
      isInexact();
      code.when(() => accrue(code, () => code.i32(NX)));
    });
  }

  byRounding(type: Type, modes: ByRounding): void {
    const { code } = this;
    const choose = ([first, ...others]: readonly (readonly [string, () => void])[]): void => {
      if (!first) return void code.br(this.#slow);
      const [name, emit] = first;
      code
        .get(mode(code))
        .i32(rounding[name as keyof ByRounding])
        .op('i32.eq');
      code.either(type, emit, () => choose(others));
    };
    choose(Object.entries(modes));
  }
}
