import { floatOperations, FloatUnit, type Rounding } from '@hartlab/hart';
import type { FloatOperation } from '@hartlab/isa';
import type { Module } from '../wasm/module.ts';

/** What WebAssembly calls for an operation that is not ordinary. All parameters and results are 32 bits. */
export interface Softfloat {
  /** Does the operation with this number, with the operands in halves, and answers the flags that it raises. */
  readonly operate: (
    operation: number,
    mode: number,
    aLow: number,
    aHigh: number,
    bLow: number,
    bHigh: number,
    cLow: number,
    cHigh: number,
  ) => number;
  /** The result: bits 31:0 for 0, bits 63:32 for 1. */
  readonly half: (which: number) => number;
}

const names = Object.keys(floatOperations) as readonly FloatOperation[];
/** The number by which `operate` knows an operation. */
export const numberOf = (operation: FloatOperation): number => names.indexOf(operation);

/** The softfloat of the reference. */
export function softfloat(): Softfloat {
  const unit = new FloatUnit();
  const functions = names.map((name) => floatOperations[name]);
  return {
    operate: (operation, mode, aLow, aHigh, bLow, bHigh, cLow, cHigh) => {
      unit.flags = 0;
      functions[operation]!(unit, mode as Rounding, aLow, aHigh, bLow, bHigh, cLow, cHigh);
      return unit.flags;
    },
    half: (which) => (which === 0 ? unit.low : unit.high),
  };
}

/** Declares these functions as imported, and answers their numbers. */
export function importSoftfloat(module: Module): Readonly<Record<keyof Softfloat, number>> {
  const words = (count: number) => Array.from({ length: count }, () => 'i32' as const);
  return {
    operate: module.import('operate', { parameters: words(8), results: ['i32'] }),
    half: module.import('half', { parameters: ['i32'], results: ['i32'] }),
  };
}
