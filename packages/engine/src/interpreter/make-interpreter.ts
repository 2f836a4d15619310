import type { Isa } from '@hartlab/isa';
import { defineArithmetic } from '../emit/arithmetic.ts';
import { Module } from '../wasm/module.ts';
import { defineFloats } from './float-functions.ts';
import { defineRetirement } from './hashing.ts';
import { InterpreterEmitter, type Surroundings } from './interpreter.ts';
import type { Operations } from './operations.ts';
import { importOutside } from './outside.ts';
import { importRegions } from './region-entry.ts';
import { importSoftfloat, softfloat } from './softfloat.ts';

/**
 * Lets a hart go on at pc as long as it can, at most `left` instructions, and answers how many of them are left. pc, the
 * registers and memory are then as after the last one. `block` is the hart's block, `records` the place of the records of
 * the page in which pc lies, `caches` the caches of the context that the hart is in.
 */
export type RunInterpreter = (block: number, records: number, caches: number, left: number) => number;

/** Emits an interpreter of these operations and makes it work in a machine's memory. */
export function makeInterpreter(isa: Isa, operations: Operations, surroundings: Surroundings): RunInterpreter {
  const module = new Module(surroundings.memory.layout.wasmPages);
  const four = { parameters: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] } as const;
  const { regions, hash } = surroundings;
  const outside = importOutside(module);
  const soft = importSoftfloat(module);
  const entry = regions && importRegions(module, regions);
  const functions = defineArithmetic(module);
  const floats = defineFloats(module, operations, soft);
  const retirement = hash && defineRetirement(module, hash);
  module.define(
    four,
    (code) =>
      new InterpreterEmitter(code, isa, surroundings, { outside, floats, entry, retirement }).emit(
        operations,
        functions,
      ),
    'run',
  );
  const imports = {
    functions: { ...surroundings.outside, ...softfloat(), ...(regions && { hot: regions.hot }) },
    ...(regions && { table: regions.table }),
  };
  return module.instantiate(surroundings.memory.memory, imports)['run'] as RunInterpreter;
}
