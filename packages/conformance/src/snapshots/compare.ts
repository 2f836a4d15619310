import { isDeepStrictEqual } from 'node:util';
import { type Machine, partsOf, type Snapshot, snapshotOf, type Stop } from '@hartlab/machine';
import { Random } from '@hartlab/models';
import type { SnapshotGuest } from './guests.ts';

/** The position at which a run that has not ended is long enough. */
const LONGEST = 6000;

/** What the comparison of one guest's runs has found. */
export interface Comparison {
  readonly guest: string;
  /** Why the undisturbed run stopped. */
  readonly reason: Stop['reason'];
  /** Points of the run at which the machine was put back, and from which another one went on. */
  readonly points: number;
  /** The first run that is not the undisturbed one, in one line. */
  readonly difference?: string;
}

/** How a run has ended: the hash over it and its last state, and what the machine says. */
const ending = (machine: Machine, { reason, code, message }: Stop): string =>
  [machine.traceHash(), machine.position, reason, code, message].join(' ');

const runOn = (machine: Machine): string => ending(machine, machine.run({ until: LONGEST }));

/**
 * Runs the guest of a seed from beginning to end, and again with rollbacks at random points, and from snapshots of those
 * points on other machines. All runs must end alike.
 */
export function compareRuns(
  seed: number,
  count: number,
  guestOf: (seed: number, random: Random) => SnapshotGuest,
): Comparison {
  const random = new Random(seed);
  const guest = guestOf(seed, random);
  const undisturbed = guest.create();
  const stop = undisturbed.run({ until: LONGEST });
  const expected = ending(undisturbed, stop);
  // Some lie behind the end.
  const last = Math.min(undisturbed.position + 2, LONGEST);
  const points = Array.from({ length: count }, () => random.below(last + 1)).toSorted((a, b) => a - b);
  const difference = differenceAt(guest, points, expected, random);
  return { guest: guest.name, reason: stop.reason, points: count, ...(difference !== undefined && { difference }) };
}

function differenceAt(
  guest: SnapshotGuest,
  points: readonly number[],
  expected: string,
  random: Random,
): string | undefined {
  const machine = guest.create();
  const used = guest.create();
  // From here on it remembers the input that it reads.
  used.checkpoint();
  used.run({ until: random.below(LONGEST) });
  for (const point of points) {
    machine.run({ until: point });
    const snapshot = machine.save();
    // The way of a snapshot file.
    const kept = snapshotOf([...partsOf(snapshot)], machine.memory.ramSize);
    machine.checkpoint();
    for (let times = 1 + random.below(3); times > 0; times--) {
      const ended = excursion(machine, random);
      if (ended !== undefined && ended !== expected) return `after a rollback to ${point}: ${ended}, not ${expected}`;
      machine.rollback();
    }
    if (!isDeepStrictEqual(snapshot, kept)) return `the snapshot of ${point} has changed`;
    const ended = runFrom(random.oneIn(8) ? guest.create() : used, random.oneIn(2) ? kept : snapshot);
    if (ended !== expected) return `restored at ${point}: ${ended}, not ${expected}`;
    if (!isDeepStrictEqual(snapshot, kept)) return `the snapshot of ${point} has changed by a restore`;
  }
  const ended = runOn(machine);
  return ended === expected ? undefined : `with rollbacks to ${points.join(', ')}: ${ended}, not ${expected}`;
}

/** Leads a machine somewhere, to come back from: a few steps on, or to the end, which is told, and perhaps beyond it. */
function excursion(machine: Machine, random: Random): string | undefined {
  if (random.oneIn(2)) {
    machine.run({ until: machine.position + random.below(300) });
    return undefined;
  }
  const ended = runOn(machine);
  if (random.oneIn(4)) machine.run({ until: machine.position + 10 });
  return ended;
}

function runFrom(machine: Machine, snapshot: Snapshot): string {
  machine.restore(snapshot);
  return runOn(machine);
}
