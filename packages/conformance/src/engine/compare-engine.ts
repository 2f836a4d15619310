import type { Snapshot } from '@hartlab/machine';
import { Random } from '../random.ts';
import { randomGuest } from '../snapshots/guests.ts';
import { differenceBetween } from './difference.ts';
import type { EngineKind } from '@hartlab/hart';
import { EngineMachine, SteppedMachine, type Trial } from './tried-machine.ts';

/** What the comparison of one guest has found. */
export interface EngineComparison {
  readonly guest: string;
  /** Why the run stopped. */
  readonly reason: string;
  readonly boundaries: number;
  /** Where the engine first differs from single steps, and the boundaries before that. */
  readonly difference?: string;
}

/** The position at which a run that has not ended is long enough. */
const LONGEST = 6000;
/** Boundaries from one comparison to the next. */
const lengths = [1, 2, 7, 50, 100, 300, 2000];
const quanta = [1, 3, 10, 100, 100, 1000, 100_000];
/** Boundaries of the log before a difference. */
const LOGGED = 12;

/** A piece of a run, which is the same each time it is run: from a snapshot to a position, interrupted at random. */
interface Leg {
  readonly from: Snapshot;
  readonly to: number;
  readonly seed: number;
}

/**
 * Runs the guest of a seed on the engine, with random budgets, interrupted at random, with rollbacks and restores in
 * between; and on another machine step by step. At random points both must be the same: blocks, RAM, dirty map, time,
 * counts, devices, console.
 */
export function compareEngine(seed: number, kind: EngineKind): EngineComparison {
  const random = new Random(seed);
  const guest = randomGuest(seed, random);
  const arrivals = Array.from({ length: random.below(30) }, () => random.below(LONGEST))
    .toSorted((a, b) => a - b)
    .map((from) => ({ from, byte: random.below(256) }));
  const trial = { guest, quantum: random.of(quanta), traceHash: random.oneIn(6), arrivals, kind };
  const tried = new EngineMachine(trial);
  const stepped = new SteppedMachine(trial);
  for (;;) {
    if (random.oneIn(3)) tried.detour(random, random.of(lengths));
    const from = tried.machine.save();
    const anew = random.oneIn(4) ? from : undefined;
    for (const each of [tried, stepped]) each.begin(anew);
    const reason = stepped.runTo(Math.min(stepped.machine.position + random.of(lengths), LONGEST));
    const leg = { from, to: stepped.machine.position, seed: random.next() };
    const difference = differenceAfter(tried, stepped, reason, leg.seed);
    const found = { guest: `${guest.name}, quantum ${trial.quantum}`, reason, boundaries: stepped.machine.boundaries };
    if (difference !== undefined) return { ...found, difference: [difference, ...story(trial, leg)].join('\n') };
    if (reason !== 'paused' || stepped.machine.position >= LONGEST) return found;
  }
}

/** Where the engine differs once it has come to where single steps have, and have stopped for a reason. */
function differenceAfter(
  tried: EngineMachine,
  stepped: SteppedMachine,
  expected: string,
  seed: number,
): string | undefined {
  const { position } = stepped.machine;
  // It must find by itself that it can go no further.
  const reason = tried.runTo(expected === 'paused' ? position : position + 1, seed);
  if (reason !== expected) return `it stops with ${reason}, not with ${expected}`;
  if (tried.text !== stepped.text) return `the console shows ${tried.text}, not ${stepped.text}`;
  return differenceBetween(tried.machine, stepped.machine);
}

/** The first boundary of a leg after which the engine differs, by bisection, and what the boundaries before that were. */
function story(trial: Trial, { from, to, seed }: Leg): string[] {
  const begin = from.state.boundaries + from.state.skips;
  const differs = (position: number): string | undefined => {
    const [tried, stepped] = [new EngineMachine(trial), new SteppedMachine(trial)];
    for (const each of [tried, stepped]) each.begin(from);
    const reason = stepped.runTo(position);
    return differenceAfter(tried, stepped, reason, seed);
  };
  if (differs(to) === undefined) return ['from the snapshot before it, the same does not happen'];
  let [same, different] = [begin, to];
  while (different - same > 1) {
    const middle = Math.floor((same + different) / 2);
    if (differs(middle) === undefined) same = middle;
    else different = middle;
  }
  const stepped = new SteppedMachine(trial);
  stepped.begin(from);
  const pcs = Array.from({ length: 4 }, (_, n) => different - 3 + n).filter((position) => position > begin);
  return [
    `from position ${begin} on, the first difference is at ${different}: ${differs(different)}`,
    ...stepped.log(different).slice(-LOGGED),
    ...pcs.map((position) => {
      const tried = new EngineMachine(trial);
      tried.begin(from);
      tried.runTo(position, seed);
      return `on the engine ${position}: ${tried.machine.harts.map(({ pc }) => `0x${pc.toString(16)}`).join(' ')}`;
    }),
  ];
}
