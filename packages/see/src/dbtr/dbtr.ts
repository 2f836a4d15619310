import { canHoldTdata1, triggers, type Hart } from '@hartlab/hart';
import { DBTR, err, implement, ok, type Err, type Implementation } from '@hartlab/sbi';
import { Either } from '@hartlab/sse';
import type { Service } from '../service.ts';
import { shmemAt } from '../shmem.ts';
import type { SupervisedHart } from '../supervised-hart.ts';
import { clear, configurationOf, programAll, trigMax } from './hart-triggers.ts';
import { place } from './placement.ts';
import {
  enabledAs,
  isAlike,
  isChained,
  isSupervisors,
  isTrigger,
  stateOf,
  trigState,
  type TriggerConfiguration,
} from './trigger-configuration.ts';
import { entryBytes, TriggerMemory } from './trigger-memory.ts';

/** What is remembered of a hart. The configuration of its triggers is in the hart. */
interface HartTriggers {
  /** The address of the shared memory, unless that is disabled. */
  readonly shmem?: bigint;
  /** trig_state by trig_idx: 0 for one that is not mapped. */
  readonly states: readonly number[];
}

/** The triggers that a call names. */
interface TriggerSet {
  readonly trig_idx_base: bigint;
  readonly trig_idx_mask: bigint;
}

const unused: HartTriggers = { states: Array.from({ length: trigMax }, () => 0) };

/**
 * The debug triggers of harts, for their supervisors (sbi "Debug Triggers Extension"). A call that fails leaves shared
 * memory, triggers and trig_states as they were.
 */
export class Dbtr implements Service<readonly HartTriggers[]> {
  readonly implementation: Implementation<SupervisedHart>;
  readonly #hartCount: number;
  /** In the order of the harts. */
  #harts: readonly HartTriggers[] = [];

  constructor(hartCount: number) {
    this.#hartCount = hartCount;
    this.reset();
    this.implementation = implement(DBTR, {
      num_triggers: ({ hart }, { trig_tdata1 }) =>
        ok(BigInt(trig_tdata1 === 0n || isProgrammable(hart, trig_tdata1) ? trigMax : 0)),
      set_shmem: (caller, args) => this.#setShmem(caller, args),
      read_triggers: (caller, args) => this.#read(caller, args),
      install_triggers: (caller, { trig_count }) => this.#install(caller, trig_count),
      update_triggers: (caller, { trig_count }) => this.#update(caller, trig_count),
      uninstall_triggers: ({ hart }, set) => this.#uninstall(hart, set),
      enable_triggers: ({ hart }, set) => this.#enable(hart, set),
      disable_triggers: ({ hart }, set) => this.#disable(hart, set),
    });
  }

  reset(): void {
    this.#harts = Array.from({ length: this.#hartCount }, () => unused);
  }

  hartStops({ hart }: SupervisedHart): void {
    for (const [index, state] of this.#of(hart).states.entries()) if (state !== 0) clear(hart, index);
    this.#put(hart, unused);
  }

  get form(): unknown {
    return this.#harts.map(() => ({ ...unused, shmem: new Either(undefined, 0n) }));
  }

  save(): readonly HartTriggers[] {
    return this.#harts;
  }

  restore(saved: readonly HartTriggers[]): void {
    this.#harts = saved;
  }

  #of({ index }: Hart): HartTriggers {
    return this.#harts[index]!;
  }

  #put({ index }: Hart, its: HartTriggers): void {
    this.#harts = this.#harts.with(index, its);
  }

  #setShmem(
    caller: SupervisedHart,
    { flags, ...request }: { shmem_phys_lo: bigint; shmem_phys_hi: bigint; flags: bigint },
  ) {
    if (flags !== 0n) return err('INVALID_PARAM');
    const shmem = shmemAt(caller, request, { size: trigMax * entryBytes, alignment: 8 });
    if ('error' in shmem) return shmem;
    const { states } = this.#of(caller.hart);
    this.#put(caller.hart, shmem.address === undefined ? { states } : { states, shmem: shmem.address });
    return ok();
  }

  /** The memory that a hart shares, or that it shares none. */
  #memoryOf({ hart, memory }: SupervisedHart): TriggerMemory | Err<'NO_SHMEM'> {
    const { shmem } = this.#of(hart);
    return shmem === undefined ? err('NO_SHMEM') : new TriggerMemory(memory, shmem);
  }

  /** The bound is the specification's: base + count stays below trig_max, so nobody reads the last trigger. */
  #read(caller: SupervisedHart, { trig_idx_base, trig_count }: { trig_idx_base: bigint; trig_count: bigint }) {
    const memory = this.#memoryOf(caller);
    if ('error' in memory) return memory;
    // A base that is too great makes the sum so.
    if (trig_idx_base + trig_count >= trigMax) return err('BAD_RANGE');
    const { hart } = caller;
    const { states } = this.#of(hart);
    for (let i = 0; i < trig_count; i++) {
      const index = Number(trig_idx_base) + i;
      memory.writeTrigger(i, states[index]!, configurationOf(hart, index));
    }
    return ok();
  }

  #install(caller: SupervisedHart, trig_count: bigint) {
    const memory = this.#memoryOf(caller);
    if ('error' in memory) return memory;
    if (trig_count >= trigMax) return err('BAD_RANGE');
    const { hart } = caller;
    const its = this.#of(hart);
    const configurations = memory.readConfigurations(Number(trig_count)).map(({ wanted }) => wanted);
    for (const [i, { tdata1 }] of configurations.entries()) {
      if (!isTrigger(tdata1)) return err('FAILED', BigInt(i));
      const endsInChain = i === configurations.length - 1 && isChained(tdata1);
      if (!isSupervisors(tdata1) || endsInChain) return err('INVALID_PARAM', BigInt(i));
    }
    const isFree = its.states.map((state) => state === 0);
    const { indices, failed } = place(
      configurations.map(({ tdata1 }) => isChained(tdata1)),
      isFree,
    );
    if (failed !== undefined) return err('FAILED', BigInt(failed));
    const settings = configurations.map((wanted, i) => ({ index: indices[i]!, wanted }));
    const refused = this.#program(hart, settings);
    if (refused) return refused;
    for (const [i, index] of indices.entries()) memory.writeIndex(i, index);
    return ok();
  }

  #update(caller: SupervisedHart, trig_count: bigint) {
    const memory = this.#memoryOf(caller);
    if ('error' in memory) return memory;
    if (trig_count >= trigMax) return err('BAD_RANGE');
    const { hart } = caller;
    const { states } = this.#of(hart);
    const updates = memory.readConfigurations(Number(trig_count));
    for (const [i, { trig_idx, wanted }] of updates.entries()) {
      if (trig_idx >= trigMax) return err('INVALID_PARAM', BigInt(i));
      const index = Number(trig_idx);
      if (states[index] === 0) return err('FAILED', BigInt(i));
      const isValid = isSupervisors(wanted.tdata1) && isAlike(wanted.tdata1, configurationOf(hart, index).tdata1);
      if (!isValid) return err('INVALID_PARAM', BigInt(i));
    }
    const settings = updates.map(({ trig_idx, wanted }) => ({ index: Number(trig_idx), wanted }));
    return this.#program(hart, settings) ?? ok();
  }

  /** Programs triggers, and keeps in which modes each is enabled. */
  #program(hart: Hart, settings: readonly { index: number; wanted: TriggerConfiguration }[]) {
    const refused = programAll(hart, settings);
    if (refused !== undefined) return err('NOT_SUPPORTED', BigInt(refused));
    const its = this.#of(hart);
    const states = [...its.states];
    for (const { index, wanted } of settings) states[index] = stateOf(wanted.tdata1);
    this.#put(hart, { ...its, states });
    return undefined;
  }

  /** The triggers of a set, by trig_idx, or that one of them is not there. */
  #inSet({ trig_idx_base, trig_idx_mask }: TriggerSet): readonly number[] | Err<'INVALID_PARAM'> {
    const mask = trig_idx_mask << (trig_idx_base < trigMax ? trig_idx_base : BigInt(trigMax));
    if (mask >> BigInt(trigMax) !== 0n) return err('INVALID_PARAM');
    return triggers.flatMap((_, index) => ((mask >> BigInt(index)) & 1n ? [index] : []));
  }

  /** The same where all of them are mapped. */
  #mappedInSet(hart: Hart, set: TriggerSet): readonly number[] | Err<'INVALID_PARAM'> {
    const indices = this.#inSet(set);
    if ('error' in indices) return indices;
    return indices.every((index) => this.#of(hart).states[index] !== 0) ? indices : err('INVALID_PARAM');
  }

  #uninstall(hart: Hart, set: TriggerSet) {
    const indices = this.#mappedInSet(hart, set);
    if ('error' in indices) return indices;
    for (const index of indices) clear(hart, index);
    const its = this.#of(hart);
    this.#put(hart, { ...its, states: its.states.map((state, index) => (indices.includes(index) ? 0 : state)) });
    return ok();
  }

  /** One that is not mapped stays as it is: kvm-unit-tests wants SUCCESS of that, against the specification's table. */
  #enable(hart: Hart, set: TriggerSet) {
    const indices = this.#inSet(set);
    if ('error' in indices) return indices;
    const { states } = this.#of(hart);
    for (const index of indices) if (states[index] !== 0) enable(hart, index, states[index]!);
    return ok();
  }

  #disable(hart: Hart, set: TriggerSet) {
    const indices = this.#mappedInSet(hart, set);
    if ('error' in indices) return indices;
    for (const index of indices) enable(hart, index, trigState.mapped);
    return ok();
  }
}

/** Whether a supervisor can have this tdata1. */
const isProgrammable = (hart: Hart, tdata1: bigint): boolean =>
  isTrigger(tdata1) && isSupervisors(tdata1) && canHoldTdata1(tdata1, hart);

/** Enables a trigger in the modes of this trig_state, and in no other. */
function enable(hart: Hart, index: number, state: number): void {
  const { tdata1 } = triggers[index]!;
  hart.write(tdata1, enabledAs(hart.read(tdata1), state));
}
