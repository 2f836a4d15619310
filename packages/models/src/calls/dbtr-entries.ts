import { hartOf, withHart, wordAt, type CallWorld, type SharedBytes } from './call-world.ts';
import type { Entry, Trigger, Triggers } from './hart-parts.ts';

/** The triggers of a hart. */
export const triggersOf = (world: CallWorld, hart: number): Triggers => hartOf(world, hart).triggers;
/** The world with other entries. */
export const withEntries = (world: CallWorld, hart: number, entries: Triggers['entries']): CallWorld =>
  withHart(world, hart, { triggers: { ...triggersOf(world, hart), entries } });

/** Entries of which nothing is known but that they were so, or are what a call that has failed has begun to make of them. */
export const unsaid = (world: CallWorld, hart: number, indices: readonly bigint[]): CallWorld =>
  withEntries(
    world,
    hart,
    triggersOf(world, hart).entries.map((entry, idx) => (indices.includes(BigInt(idx)) ? 'unsaid' : entry)),
  );
/** The indices of the entries of which this holds. */
export const indicesWhere = (entries: readonly Entry[], holds: (entry: Entry) => boolean): readonly bigint[] =>
  entries.flatMap((entry, idx) => (holds(entry) ? [BigInt(idx)] : []));

/** The words of a configuration in shared memory. */
export const tdataAt = (memory: SharedBytes, at: bigint): Omit<Trigger, 'enabled'> => ({
  tdata1: wordAt(memory, at + 8n, 8),
  tdata2: wordAt(memory, at + 16n, 8),
  tdata3: wordAt(memory, at + 24n, 8),
});
