import { mcountinhibit, mcycle, mhpmcounters, minstret } from '@hartlab/hart';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Board, payload } from '../testing/board.ts';
import { sampling } from '../testing/counters.ts';
import { PmuModel } from '../testing/pmu-model.ts';

const [PMU, TIME] = [0x504d55, 0x54494d45] as const;
const ones = 2n ** 64n - 1n;
const shmem = payload + 0x4000;
const SET_TIMER = (15n << 16n) | 5n;
const ILLEGAL = (15n << 16n) | 4n;
/** Events with which no counter of the hart moves: an ECALL does not retire, and there are no interrupts here. */
const [cycles, instructions, branches] = [1n, 2n, 5n] as const;
const monitored = [cycles, instructions, branches, SET_TIMER, ILLEGAL];

/** Few counters, so that they meet again: of each kind, and what is needed to name a part of them. */
const some = [0, 2, 3, 4, 19, 20] as const;
const sets = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ of: fc.subarray([...some], { minLength: 1 }), fromFirst: fc.boolean() }).map((set) => {
      const base = set.fromFirst ? set.of[0]! : 0;
      return { base, mask: set.of.reduce((mask, n) => mask | (1n << BigInt(n - base)), 0n) };
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ base: 0, mask: (1n << 35n) - 3n }, { base: 3, mask: ones >> 32n }) },
  {
    weight: 1,
    arbitrary: fc.record({ base: fc.constantFrom(0, 1, 34, 35), mask: fc.constantFrom(0n, 0b10n, 0b11n, ones) }),
  },
);
const value = fc.constantFrom(0n, 1n, 0x1234n, ones);
const flag = (...flags: readonly bigint[]) => fc.constantFrom(...flags);

const action = fc.oneof(
  fc.record({
    set: sets,
    do: fc.constant('config' as const),
    flags: flag(0n, 0n, 4n, 2n, 6n, 1n, 7n, 0xfan, 0x100n),
    event: fc.constantFrom(...monitored, 3n, 0n, 15n << 20n),
  }),
  fc.record({ set: sets, do: fc.constant('start' as const), flags: flag(0n, 1n, 1n, 2n, 2n, 2n, 3n, 4n), value }),
  fc.record({ set: sets, do: fc.constant('stop' as const), flags: flag(0n, 0n, 1n, 2n, 3n, 3n, 4n) }),
  fc.record({ do: fc.constant('read' as const), n: fc.constantFrom(0, 1, 3, 18, 19, 20, 22, 34, 35) }),
  fc.record({ do: fc.constant('timer' as const) }),
  fc.record({ do: fc.constant('shmem' as const), on: fc.constantFrom(true, true, true, false) }),
);

type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;
/** a0 and a1, as the firmware and as the model have them. */
type Answers = readonly [readonly [bigint, bigint], readonly [error: bigint, value?: bigint]];

const counterOf = (n: number) => (n === 0 ? mcycle : n === 2 ? minstret : mhpmcounters[n - 3]!);

const board = new Board({ isa: sampling });

/** One hart that has just booted, and the model of it. */
class Pair {
  readonly model = new PmuModel();
  readonly #hart = board.harts[0]!;

  constructor() {
    board.boot();
    this.model.counters.forEach((counter, n) => {
      if (counter && counter.kind !== 'firmware') this.#hart.write(counterOf(n), 0n);
    });
  }

  /** Does it on both, and answers what each says of it. */
  act(one: Action): Answers {
    const { model } = this;
    switch (one.do) {
      case 'config': {
        const { set, flags, event } = one;
        const args = [BigInt(set.base), set.mask, flags, event, 0n];
        return [board.call(PMU, 2, args), model.config(set.base, set.mask, flags, event, monitored)];
      }
      case 'start': {
        const { set, flags, value: initial } = one;
        const args = [BigInt(set.base), set.mask, flags, initial];
        return [board.call(PMU, 3, args), model.start(set.base, set.mask, flags, initial)];
      }
      case 'stop': {
        const { set, flags } = one;
        return [board.call(PMU, 4, [BigInt(set.base), set.mask, flags]), model.stop(set.base, set.mask, flags)];
      }
      case 'read': {
        const [error, read = 0n] = model.read(one.n);
        return [board.call(PMU, 5, [BigInt(one.n)]), [error, BigInt.asIntN(64, read)]];
      }
      case 'timer':
        model.happened(SET_TIMER);
        return [board.call(TIME, 0, [ones]), [0n]];
      case 'shmem': {
        model.shmem = one.on ? (model.shmem ?? this.slots()) : undefined;
        return [board.call(PMU, 7, one.on ? [BigInt(shmem), 0n, 0n] : [ones, ones, 0n]), [0n]];
      }
    }
  }

  slots(): bigint[] {
    return Array.from({ length: 36 }, (_, slot) => board.memory.read(shmem + 8 + 8 * slot, 8));
  }

  /** What the hart's counters have come to, as the CSRs and the model say. */
  counters() {
    const inhibited = this.#hart.read(mcountinhibit);
    const ours = this.model.counters.slice(0, 19);
    return [
      ours.map((counter, n) => counter && [((inhibited >> BigInt(n)) & 1n) === 0n, this.#hart.read(counterOf(n))]),
      ours.map((counter) => counter && [counter.started, counter.value]),
    ] as const;
  }
}

/** All that is needed to start each of some counters. */
const preparation: readonly Action[] = [
  { do: 'stop', set: { base: 0, mask: 0b101n }, flags: 0n },
  { do: 'shmem', on: true },
  ...some.map((n) => {
    const event = n === 0 ? cycles : n === 2 ? instructions : n < 19 ? branches : SET_TIMER;
    return { do: 'config', set: { base: n, mask: 1n }, flags: 0n, event } as const;
  }),
];

/** What differs after one action, if anything: a text is quicker to compare than what it is made of. */
function difference(pair: Pair, one: Action): readonly [unknown, unknown] | undefined {
  const [answer, [error, value = 0n]] = pair.act(one);
  const [are, ought] = pair.counters();
  const { shmem: slots = [] } = pair.model;
  const is = [answer, are, slots.length > 0 ? pair.slots() : []];
  const shouldBe = [[error, value], ought, slots];
  return String(is) === String(shouldBe) ? undefined : [is, shouldBe];
}

test('any sequence of calls does what the model says, counters and shared memory included', () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 20, maxLength: 60 }), fc.boolean(), (actions, isPrepared) => {
      const pair = new Pair();
      for (const one of isPrepared ? [...preparation, ...actions] : actions) {
        const different = difference(pair, one);
        if (different) expect([one, different[0]]).toEqual([one, different[1]]);
      }
    }),
    { numRuns: 100 },
  );
});
