import { fcsr, hartLayout, rounding } from '@hartlab/hart';
import type { FloatOperation } from '@hartlab/isa';
import { emitFloat } from '../emit/float.ts';
import type { ByRounding, FloatPlace } from '../emit/float-place.ts';
import type { Code, Variable } from '../wasm/code.ts';
import type { Module } from '../wasm/module.ts';
import type { Type } from '../wasm/opcodes.ts';
import type { Operations } from './operations.ts';

/** The numbers of the functions by their operations. */
export type FloatFunctions = ReadonlyMap<FloatOperation, number>;

/**
 * Defines a function for each floating-point operation that rows need. It takes the hart's block, the rounding mode and the
 * operands, and leaves the result and whether the reference has to do the instruction.
 */
export function defineFloats(module: Module, { all }: Operations): FloatFunctions {
  const functions = new Map<FloatOperation, number>();
  for (const effect of all.flatMap(({ row }) => row.does)) {
    if (effect.k !== 'float' || functions.has(effect.operation)) continue;
    const { operation, operands } = effect;
    functions.set(operation, defineFloat(module, operation, operands.length));
  }
  return functions;
}

export function defineFloat(module: Module, operation: FloatOperation, operands: number, exportedAs?: string): number {
  return module.define(
    { parameters: ['i32', 'i32', ...Array.from({ length: operands }, () => 'i64' as const)], results: ['i64', 'i32'] },
    (code) => {
      emitFloat(operation, new FloatFunction(code, operands));
      code.i32(0);
    },
    exportedAs,
  );
}

const flags = hartLayout.csrs + 8 * fcsr.address;

class FloatFunction implements FloatPlace {
  readonly code: Code;
  readonly operands: readonly Variable[];
  readonly #block: Variable;
  readonly #mode: Variable;

  constructor(code: Code, operands: number) {
    this.code = code;
    this.#block = code.parameter(0);
    this.#mode = code.parameter(1);
    this.operands = Array.from({ length: operands }, (_, index) => code.parameter(2 + index));
  }

  leaveIf(): void {
    this.code.when(() => this.#leave());
  }

  #leave(): void {
    this.code.i64(0n).i32(1).op('return');
  }

  accrueInexact(isInexact: () => void): void {
    const { code } = this;
    const NX = 1 << fcsr.NX.shift;
    code.get(this.#block).access('i32.load', flags).i32(NX).op('i32.and', 'i32.eqz');
    code.when(() => {
      isInexact();
      code.when(() => {
        code.get(this.#block).get(this.#block).access('i32.load', flags).i32(NX).op('i32.or');
        code.access('i32.store8', flags);
      });
    });
  }

  byRounding(type: Type, modes: ByRounding): void {
    const choose = ([first, ...others]: readonly (readonly [string, () => void])[]): void => {
      if (!first) return this.#leave();
      const [name, emit] = first;
      this.code
        .get(this.#mode)
        .i32(rounding[name as keyof ByRounding])
        .op('i32.eq');
      this.code.either(type, emit, () => choose(others));
    };
    choose(Object.entries(modes));
  }
}
