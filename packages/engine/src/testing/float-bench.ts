import { fcsr, floatOperations, FloatUnit, hartLayout, type Rounding } from '@hartlab/hart';
import { type FloatOperation, parseIsa, rowsOf } from '@hartlab/isa';
import { defineFloat } from '../interpreter/float-functions.ts';
import { Module } from '../wasm/module.ts';

/** The operations that rows need, and how many operands each of them has. */
export const operations: ReadonlyMap<FloatOperation, number> = new Map(
  rowsOf(parseIsa('max')).flatMap(({ does }) =>
    does.flatMap((effect) => (effect.k === 'float' ? [[effect.operation, effect.operands.length] as const] : [])),
  ),
);

/** What became of an operation: its result and fcsr, or undefined when it was left to the softfloat. */
export interface Outcome {
  readonly bits: bigint;
  readonly fcsr: number;
}

type Emitted = (block: number, mode: number, ...operands: bigint[]) => [bits: bigint, left: number];

/** Operations as they are emitted, and as the softfloat does them. */
export class FloatBench {
  readonly #memory = new WebAssembly.Memory({ initial: 2, maximum: 2 });
  readonly #flags = new Uint32Array(this.#memory.buffer, hartLayout.csrs + 8 * fcsr.address, 1);
  readonly #functions: WebAssembly.Exports;
  readonly #unit = new FloatUnit();

  constructor(names: readonly FloatOperation[]) {
    const module = new Module(2);
    for (const name of names) defineFloat(module, name, operations.get(name)!, name);
    this.#functions = module.instantiate(this.#memory);
  }

  emitted(operation: FloatOperation, mode: number, flags: number, operands: readonly bigint[]): Outcome | undefined {
    this.#flags[0] = flags;
    const [bits, left] = (this.#functions[operation] as Emitted)(0, mode, ...operands);
    const outcome = { bits: BigInt.asUintN(64, bits), fcsr: this.#flags[0] };
    if (left === 0) return outcome;
    if (outcome.fcsr !== flags) throw new Error(`${operation} was left, and has changed fcsr`);
    return undefined;
  }

  reference(operation: FloatOperation, mode: Rounding, flags: number, operands: readonly bigint[]): Outcome {
    const unit = this.#unit;
    const [aLow = 0, aHigh = 0, bLow = 0, bHigh = 0, cLow = 0, cHigh = 0] = operands.flatMap((value) => [
      Number(value & 0xffff_ffffn),
      Number(value >> 32n),
    ]);
    unit.flags = 0;
    floatOperations[operation](unit, mode, aLow, aHigh, bLow, bHigh, cLow, cHigh);
    const bits = (BigInt(unit.high >>> 0) << 32n) | BigInt(unit.low >>> 0);
    return { bits, fcsr: flags | unit.flags };
  }
}
