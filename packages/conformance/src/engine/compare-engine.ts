import { sampleDistance, type Snapshot, type TraceMode } from '@hartlab/machine';
import { Random } from '@hartlab/models';
import { randomGuest, type SnapshotGuest } from '../snapshots/guests.ts';
import { differenceBetween } from './difference.ts';
import type { EngineKind } from '@hartlab/hart';
import { EngineMachine, SteppedMachine, type Trial, type TriedMachine } from './tried-machine.ts';

/** What the comparison of one guest has found. */
export interface EngineComparison {
  readonly guest: string;
  /** Why the run stopped. */
  readonly reason: string;
  readonly boundaries: number;
  /** Where the engine first differs from single steps, and the boundaries before that. */
  readonly difference?: string;
}

/** How the comparison of a guest's runs is made. */
export interface EngineTrial {
  /** The engine that is tried. */
  readonly kind: EngineKind;
  /** The engine that it is compared with; single steps if absent. */
  readonly against?: EngineKind;
  /** The guest of a seed; absent is any. */
  readonly guestOf?: (seed: number, random: Random) => SnapshotGuest;
  /** Boundaries after which a run that has not ended is long enough. */
  readonly longest?: number;
}

const LONGEST = 6000;
/** Boundaries from one comparison to the next: of what remains, if that is more. */
const lengths = [1, 2, 7, 50, 100, 300, 2000];
const SHARE_OF_LONGEST = 3;
const traceHashes: readonly (TraceMode | undefined)[] = [undefined, undefined, 'sampled', 'sampled', 'sampled', 'full'];
const quanta = [1, 3, 10, 100, 100, 1000, 100_000];
/** Boundaries of the log before a difference. */
const LOGGED = 12;

/** A piece of a run, which is the same each time it is run: from a snapshot to a position, interrupted at random. */
interface Leg {
  readonly from: Snapshot;
  readonly to: number;
  /** What interrupts the two machines, and when. */
  readonly seeds: { readonly tried: number; readonly leading: number };
}

/** What is run, and on which other engine, if not step by step. */
interface Compared extends Trial {
  readonly against?: EngineKind;
}

const leader = (trial: Compared): TriedMachine =>
  trial.against ? new EngineMachine({ ...trial, kind: trial.against }) : new SteppedMachine(trial);

/**
 * Runs the guest of a seed on the engine, with random budgets, interrupted at random, with rollbacks and restores in
 * between; and on another machine step by step, or on another engine. At random points both must be the same: blocks,
 * RAM, dirty map, time, counts, devices, console.
 */
export function compareEngine(
  seed: number,
  { kind, against, guestOf = randomGuest, longest = LONGEST }: EngineTrial,
): EngineComparison {
  const random = new Random(seed);
  const guest = guestOf(seed, random);
  const traceHash = random.of(traceHashes);
  // A sample of the hash lies within the run.
  const begin = traceHash === 'sampled' ? sampleDistance - random.below(longest / SHARE_OF_LONGEST) : 0;
  const end = begin + longest;
  const arrivals = Array.from({ length: random.below(30) }, () => begin + random.below(longest))
    .toSorted((a, b) => a - b)
    .map((from) => ({ from, byte: random.below(256) }));
  const trial: Compared = {
    guest,
    quantum: random.of(quanta),
    traceHash,
    begin,
    arrivals,
    kind,
    ...(against && { against }),
  };
  const tried = new EngineMachine(trial);
  const leading = leader(trial);
  for (;;) {
    const length = longest > LONGEST && random.oneIn(2) ? random.below(longest / SHARE_OF_LONGEST) : random.of(lengths);
    if (random.oneIn(3)) tried.detour(random, random.of(lengths));
    const from = tried.machine.save();
    const anew = random.oneIn(4) ? from : undefined;
    for (const each of [tried, leading]) each.begin(anew);
    const seeds = { tried: random.next(), leading: random.next() };
    const { machine } = leading;
    const reason = leading.runTo(Math.min(machine.position + length, end), seeds.leading);
    const leg = { from, to: machine.position, seeds };
    const difference = differenceAfter(tried, leading, reason, seeds.tried);
    const found = { guest: `${guest.name}, quantum ${trial.quantum}`, reason, boundaries: machine.boundaries };
    if (difference !== undefined) return { ...found, difference: [difference, ...story(trial, leg)].join('\n') };
    if (reason !== 'paused' || machine.position >= end) return found;
  }
}

/** Where the engine differs once it has come to where the other machine has, which has stopped for a reason. */
function differenceAfter(
  tried: EngineMachine,
  leading: TriedMachine,
  expected: string,
  seed: number,
): string | undefined {
  const { position } = leading.machine;
  // It must find by itself that it can go no further.
  const reason = tried.runTo(expected === 'paused' ? position : position + 1, seed);
  if (reason !== expected) return `it stops with ${reason}, not with ${expected}`;
  if (tried.text !== leading.text) return `the console shows ${tried.text}, not ${leading.text}`;
  return differenceBetween(tried.machine, leading.machine);
}

/** The first boundary of a leg after which the engine differs, by bisection, and what the boundaries before that were. */
function story(trial: Compared, { from, to, seeds }: Leg): string[] {
  const begin = from.state.boundaries + from.state.skips;
  const differs = (position: number): string | undefined => {
    const [tried, leading] = [new EngineMachine(trial), leader(trial)];
    for (const each of [tried, leading]) each.begin(from);
    const reason = leading.runTo(position, seeds.leading);
    return differenceAfter(tried, leading, reason, seeds.tried);
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
      tried.runTo(position, seeds.tried);
      return `on the engine ${position}: ${tried.machine.harts.map(({ pc }) => `0x${pc.toString(16)}`).join(' ')}`;
    }),
  ];
}
