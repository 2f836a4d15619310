import { allOnes, hartOf, type CallWorld } from './call-world.ts';
import type { ExtensionModel } from './extension-model.ts';
import type { Counters } from './hart-parts.ts';
import { SET_TIMER } from './pmu-event-model.ts';
import { areaOf, areas } from './shared-area.ts';
import { each } from './tried.ts';

/** The counters of a hart. */
export const countersOf = (world: CallWorld, hart: number): Counters => hartOf(world, hart).counters;

/** What there is to try of counters. */
export const pmuTries: Pick<ExtensionModel, 'any' | 'corners'> = {
  any(random, world, hart) {
    const base = { hart, extension: 'PMU' } as const;
    const { counters } = world.platform;
    const { all, shmem } = countersOf(world, hart);
    const there = counters.flatMap(({ kind }, idx) => (kind === 'none' ? [] : [idx]));
    const useful = all.flatMap(({ event }, idx) => (event === undefined ? [] : [idx]));
    const one =
      random.oneIn(12) || there.length === 0
        ? random.below(counters.length + 2)
        : random.of(useful.length > 0 && !random.oneIn(3) ? useful : there);
    const set = [BigInt(one), random.oneIn(5) ? BigInt(random.below(8)) : 1n] as const;
    switch (random.below(9)) {
      case 0:
      case 1:
      case 2: {
        const event = random.of([1n, 2n, SET_TIMER, SET_TIMER, (15n << 16n) | 6n, 0n, 11n, 1n << 16n, 4n << 16n]);
        const wide = random.oneIn(2)
          ? ([0n, there.reduce((mask, idx) => (idx < 64 ? mask | (1n << BigInt(idx)) : mask), 0n)] as const)
          : set;
        const flags = random.oneIn(10) ? random.of([1n << 8n, 1n << 63n]) : random.of([0n, 2n, 4n, 6n, 3n]);
        return { ...base, name: 'counter_config_matching', args: [...wide, flags, event, 0n] };
      }
      case 3:
      case 4:
        return {
          ...base,
          name: 'counter_start',
          args: [...set, random.oneIn(12) ? 4n : random.of([0n, 1n, 1n, 2n]), random.word()],
        };
      case 5:
        return {
          ...base,
          name: 'counter_stop',
          args: [...set, random.oneIn(12) ? 4n : BigInt(random.below(shmem === undefined && !random.oneIn(4) ? 2 : 4))],
        };
      case 6:
        return {
          ...base,
          name: random.of(['counter_fw_read', 'counter_fw_read_hi', 'counter_get_info', 'num_counters']),
          args: [BigInt(one)],
        };
      case 7:
        return random.oneIn(3)
          ? { ...base, name: 'snapshot_set_shmem', args: [...random.of(areas(world, hart)), random.oneIn(6) ? 1n : 0n] }
          : { ...base, name: 'snapshot_set_shmem', args: [areaOf(world.memory.begin, hart), 0n, 0n] };
      default:
        return {
          ...base,
          name: 'event_get_info',
          args: [areaOf(world.memory.begin, hart), 0n, BigInt(random.below(4)), random.oneIn(8) ? 1n : 0n],
        };
    }
  },
  corners(world, hart) {
    const count = BigInt(world.platform.counters.length);
    const last = BigInt(world.platform.counters.findLastIndex(({ kind }) => kind !== 'none'));
    const firmware = BigInt(world.platform.counters.findIndex(({ kind }) => kind === 'firmware'));
    const indices = [0n, 1n, 3n, firmware, last, last + 1n, count + 64n, allOnes, 1n << 32n];
    const events = [
      1n,
      2n,
      0n,
      11n,
      1n << 16n,
      (1n << 16n) | (7n << 3n),
      4n << 16n,
      SET_TIMER,
      (15n << 16n) | 22n,
      1n << 20n,
    ];
    return [
      { name: 'num_counters', args: [] },
      ...each('counter_get_info', indices),
      ...each('counter_fw_read', indices),
      ...each('counter_fw_read_hi', indices),
      ...each('counter_config_matching', [0n], [0n, 1n, 0xffffn & ~2n, 2n], [0n, 1n << 8n], events, [0n]),
      ...each('counter_config_matching', [firmware], [0n, 1n, 3n], [0n, 6n, 1n], events, [0n]),
      // Sets that end behind the last number there is, and go on at the first.
      ...each('counter_config_matching', [allOnes, allOnes - 1n], [2n, 6n], [0n, 1n], [1n, SET_TIMER], [0n]),
      ...each('counter_start', [allOnes, allOnes - 1n], [2n, 6n], [0n], [0n]),
      ...each('counter_stop', [allOnes, allOnes - 1n], [2n, 6n], [0n]),
      ...each('counter_start', indices, [0n, 1n], [0n, 1n, 2n, 4n, 1n << 63n], [0x1234_5678_9abcn]),
      ...areas(world, hart).flatMap(([low, high]) => each('snapshot_set_shmem', [low], [high], [0n, 1n])),
      ...each('counter_stop', indices, [1n, 0n], [0n, 2n, 4n, 1n << 63n, 1n]),
      ...areas(world, hart).flatMap(([low, high]) =>
        each('event_get_info', [low], [high], [1n, 0n, 2n, 1n << 62n], [0n, 1n]),
      ),
    ];
  },
};
