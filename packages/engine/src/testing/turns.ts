import type { EngineKind, Hart, MachineMemory } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import { expect } from 'vitest';
import { bareEngine, type Bench, ramBase } from './bare-engine.ts';

/* Programs in which an engine and the reference have to take turns. The reference alone is the judge. */

export type Prepare = (hart: Hart, memory: MachineMemory) => void;

/** Where a program is, and its data. */
export const base = BigInt(ramBase);
export const data: bigint = base + 0x4000n;

export interface TurnOptions {
  readonly isa?: string;
  readonly count?: number;
}

/** The same program on an engine of this kind and on the reference; a0 is `data`. */
export function both(
  kind: EngineKind,
  source: string,
  prepare: Prepare = () => undefined,
  options: TurnOptions = {},
): readonly [engine: Bench, reference: Bench] {
  const benchOf = (reference: boolean): Bench => {
    const bench = bareEngine({ ...options, reference, kind });
    bench.memory.writeBytes(ramBase, assemble(source, { origin: base }).bytes);
    for (const hart of bench.harts) {
      hart.setX(10, data);
      prepare(hart, bench.memory);
    }
    return bench;
  };
  return [benchOf(false), benchOf(true)];
}

export function expectSame([engine, reference]: readonly [Bench, Bench]): void {
  for (const { index } of engine.harts)
    expect(Buffer.compare(engine.memory.hartBlock(index), reference.memory.hartBlock(index))).toBe(0);
  expect(Buffer.compare(engine.memory.ram, reference.memory.ram)).toBe(0);
  expect(engine.memory.dirty).toEqual(reference.memory.dirty);
}

/** A few boundaries at a time, and now and then as many as a region needs to go round several times. */
const few = Array.from({ length: 150 }, (_, n) => (n % 3 === 2 ? 30 + 17 * (n % 13) : 1 + (n % 7)));

/** Runs both for these budgets and compares after each. */
export function agree(benches: readonly [Bench, Bench], budgets: readonly number[] = few): void {
  for (const budget of budgets) {
    const [engine, reference] = benches.map(({ engine: one, memory }) => [one.run(0, budget), memory.run.done]);
    expect(engine).toEqual(reference);
    expectSame(benches);
  }
}
