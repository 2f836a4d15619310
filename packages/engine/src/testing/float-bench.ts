import { fcsr, floatOperations, FloatUnit, hartLayout, type Rounding } from '@hartlab/hart';
import { type FloatOperation, parseIsa, rowsOf } from '@hartlab/isa';
import { defineFloat, type FloatEffect } from '../interpreter/float-functions.ts';
import { importSoftfloat, softfloat } from '../interpreter/softfloat.ts';
import { Module } from '../wasm/module.ts';

const effects = rowsOf(parseIsa('max')).flatMap(({ does }) =>
  does.flatMap((effect) => (effect.k === 'float' ? [effect] : [])),
);
const effectOf: ReadonlyMap<FloatOperation, FloatEffect> = new Map(effects.map((effect) => [effect.operation, effect]));
/** The operations that rows need, and how many operands each of them has. */
export const operations: ReadonlyMap<FloatOperation, number> = new Map(
  effects.map(({ operation, operands }) => [operation, operands.length]),
);

/** What an operation leaves. */
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
  /** Whether the softfloat did the latest operation. */
  wasSlow = false;

  constructor(names: readonly FloatOperation[]) {
    const module = new Module(2);
    const soft = importSoftfloat(module);
    for (const name of names) defineFloat(module, effectOf.get(name)!, soft, name);
    const { operate, half } = softfloat();
    const functions = {
      operate: (...[operation, ...others]: Parameters<typeof operate>) => {
        this.wasSlow = true;
        return operate(operation, ...others);
      },
      half,
    };
    this.#functions = module.instantiate(this.#memory, { functions });
  }

  emitted(operation: FloatOperation, mode: Rounding, flags: number, operands: readonly bigint[]): Outcome {
    this.wasSlow = false;
    this.#flags[0] = flags;
    const [bits, left] = (this.#functions[operation] as Emitted)(0, mode, ...operands);
    if (left !== 0) throw new Error(`${operation} was left`);
    return { bits: BigInt.asUintN(64, bits), fcsr: this.#flags[0] };
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
