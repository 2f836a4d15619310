import {
  configFlags,
  err,
  implement,
  ok,
  PMU,
  pmuEvent,
  snapshotLayout,
  startFlags,
  stopFlags,
  type Implementation,
} from '@hartlab/sbi';
import { withdrawOverflow } from '../counter-overflow.ts';
import type { Service } from '../service.ts';
import { shmemAt } from '../shmem.ts';
import type { SupervisedHart } from '../supervised-hart.ts';
import type { SupervisedHarts } from '../supervised-harts.ts';
import type { CounterMemorySnapshot } from './counter-memory.ts';
import { eventInfo } from './event-info.ts';
import { loadSnapshot, takeSnapshot } from './snapshot.ts';

/** In the order of the harts. */
type PmuSnapshot = readonly CounterMemorySnapshot[];

/** All flags of a function; the other bits are reserved and must be zero. */
const union = (flags: Readonly<Record<string, bigint>>): bigint =>
  Object.values(flags).reduce((all, flag) => all | flag, 0n);
const known = { config: union(configFlags), start: union(startFlags), stop: union(stopFlags) };

/** The PMU extension: its nine functions over the logical counters that each hart has. */
export class Pmu implements Service<PmuSnapshot> {
  readonly implementation: Implementation<SupervisedHart> = implement(PMU, {
    num_counters: ({ counters }) => ok(BigInt(counters.all.length)),

    counter_get_info: ({ counters }, { counter_idx }) => {
      const counter = counters.find(counter_idx);
      return counter ? ok(counter.info) : err('INVALID_PARAM');
    },

    counter_config_matching: ({ counters }, call) => {
      const { counter_idx_base, counter_idx_mask, config_flags } = call;
      if (config_flags & ~known.config) return err('INVALID_PARAM');
      const set = counters.named(counter_idx_base, counter_idx_mask);
      if (!set) return err('INVALID_PARAM');
      const event = pmuEvent(call.event_idx, call.event_data);
      if (!event) return err('NOT_SUPPORTED');
      const skips = config_flags & configFlags.SKIP_MATCH;
      const counter = skips ? set[0]! : counters.match(set, event, config_flags);
      if (!counter?.canMonitor(event)) return err('NOT_SUPPORTED');
      counter.configure(event, config_flags);
      if (config_flags & configFlags.CLEAR_VALUE) counter.value = 0n;
      if (config_flags & configFlags.AUTO_START && !counter.started) counter.start();
      return ok(BigInt(counter.index));
    },

    counter_start: ({ counters, memory }, call) => {
      const { counter_idx_base, counter_idx_mask, start_flags, initial_value } = call;
      // The two flags exclude each other.
      if (start_flags & ~known.start || start_flags === known.start) return err('INVALID_PARAM');
      const set = counters.named(counter_idx_base, counter_idx_mask);
      // What has nothing to count cannot start: OpenSBI and KVM say so, and the specification nothing.
      if (!set || !set.every(({ isConfigured }) => isConfigured)) return err('INVALID_PARAM');
      let values: readonly bigint[] | undefined;
      if (start_flags & startFlags.SET_INIT_VALUE) values = set.map(() => initial_value);
      if (start_flags & startFlags.INIT_SNAPSHOT) {
        const { shmem } = counters.memory;
        values = shmem === undefined ? undefined : loadSnapshot(memory, shmem, set, counter_idx_base);
        if (!values) return err('NO_SHMEM');
      }
      let alreadyStarted = false;
      for (const [n, counter] of set.entries()) {
        if (counter.started) {
          alreadyStarted = true;
          continue;
        }
        if (values) counter.value = values[n]!;
        counter.start();
      }
      return alreadyStarted ? err('ALREADY_STARTED') : ok();
    },

    counter_stop: ({ counters, memory, hart }, { counter_idx_base, counter_idx_mask, stop_flags }) => {
      if (stop_flags & ~known.stop) return err('INVALID_PARAM');
      const set = counters.named(counter_idx_base, counter_idx_mask);
      if (!set) return err('INVALID_PARAM');
      const takes = stop_flags & stopFlags.TAKE_SNAPSHOT;
      const { shmem } = counters.memory;
      if (takes && shmem === undefined) return err('NO_SHMEM');
      const alreadyStopped = set.some(({ started }) => !started);
      for (const counter of set) if (counter.started) counter.stop();
      if (takes && shmem !== undefined) takeSnapshot(memory, shmem, set, counter_idx_base, counters);
      withdrawOverflow(hart);
      if (stop_flags & stopFlags.RESET) for (const counter of set) counter.forget();
      return alreadyStopped ? err('ALREADY_STOPPED') : ok();
    },

    counter_fw_read: ({ counters }, { counter_idx }) => {
      const counter = counters.find(counter_idx);
      return counter?.isFirmware ? ok(counter.value) : err('INVALID_PARAM');
    },

    counter_fw_read_hi: ({ counters }, { counter_idx }) =>
      counters.find(counter_idx)?.isFirmware ? ok() : err('INVALID_PARAM'),

    snapshot_set_shmem: (caller, { flags, ...request }) => {
      if (!this.#snapshots) return err('NOT_SUPPORTED');
      if (flags !== 0n) return err('INVALID_PARAM');
      const shmem = shmemAt(caller, request, { size: snapshotLayout.size, alignment: snapshotLayout.size });
      if ('error' in shmem) return shmem;
      caller.counters.memory.shmem = shmem.address;
      return ok();
    },

    event_get_info: ({ counters, memory }, range) => eventInfo(counters, memory, range),
  });

  readonly #harts: SupervisedHarts;
  readonly #snapshots: boolean;

  /** @param snapshots whether there are any: "this is an optional function" */
  constructor(harts: SupervisedHarts, snapshots: boolean) {
    this.#harts = harts;
    this.#snapshots = snapshots;
  }

  reset(): void {
    for (const { counters } of this.#harts.all) counters.memory.reset();
  }

  /** The hart's CSRs are as they were prepared, so no counter has an event. */
  hartStarts({ counters }: SupervisedHart): void {
    counters.memory.reset();
  }

  hartStops({ counters }: SupervisedHart): void {
    counters.memory.reset();
  }

  get form(): unknown {
    return this.#harts.all.map(({ counters }) => counters.memory.form);
  }

  save(): PmuSnapshot {
    return this.#harts.all.map(({ counters }) => counters.save());
  }

  restore(saved: PmuSnapshot): void {
    this.#harts.all.forEach(({ counters }, index) => counters.restore(saved[index]!));
  }
}
