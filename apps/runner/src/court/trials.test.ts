import type { RecordedTrial } from '@hartlab/lab';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlannedTrial } from './campaign.ts';
import { Trials } from './trials.ts';

const planned = (count: number) => Array.from({ length: count }, () => ({})) as PlannedTrial[];
const recorded = (n: number, finds: boolean) =>
  ({ trial: { command: String(n), findings: finds ? [{}] : [] } }) as unknown as RecordedTrial;

/** Makes trials as `threads` threads would that end in any order; answers those that count, and those that were made. */
const makeAll = (trials: Trials, threads: number, finds: ReadonlySet<number>, pick: (most: number) => number) => {
  const going: number[] = [];
  const made: number[] = [];
  for (;;) {
    while (going.length < threads) {
      const n = trials.next();
      if (n === undefined) break;
      going.push(n);
    }
    if (going.length === 0) return { made, all: trials.all.map(({ trial }) => Number(trial.command)) };
    const [n] = going.splice(pick(going.length - 1), 1) as [number];
    made.push(n);
    trials.made(n, recorded(n, finds.has(n)));
  }
};

const campaigns = fc.record({
  count: fc.integer({ min: 1, max: 20 }),
  threads: fc.integer({ min: 1, max: 5 }),
  finds: fc.uniqueArray(fc.nat(19)).map((some) => new Set(some)),
  before: fc.uniqueArray(fc.nat(19)),
  stopAtFirst: fc.boolean(),
});

test('whatever was made before and in whatever order trials end, the same ones count, each is made once, and each is kept', () => {
  fc.assert(
    fc.property(campaigns, fc.infiniteStream(fc.nat()), ({ count, threads, finds, before, stopAtFirst }, picks) => {
      const earlier = new Map(before.filter((n) => n < count).map((n) => [n, recorded(n, finds.has(n))]));
      const kept: number[] = [];
      const options = { everything: false, stopAtFirst, tells: false };
      const trials = new Trials(planned(count), options, earlier, (n) => kept.push(n));
      const { made, all } = makeAll(trials, threads, finds, (most) => picks.next().value % (most + 1));
      const first = Math.min(...[...finds].filter((n) => n < count));
      const end = stopAtFirst && Number.isFinite(first) ? first + 1 : count;
      expect(all).toEqual(Array.from({ length: end }, (_, n) => n));
      expect(kept).toEqual(made);
      expect(new Set([...made, ...earlier.keys()]).size).toBe(made.length + earlier.size);
    }),
  );
});
