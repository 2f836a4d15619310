import type { EngineKind } from '@hartlab/hart';
import { sweep, SweepRecord, Verdict, type Boundary, type ExpectedFindings, type Payload } from '@hartlab/lab';
import { harmOf, worse, type Outcome } from './harm.ts';
import type { Io } from './io.ts';
import type { Spot } from './strip.ts';
import { goThrough } from './work.ts';

/** Of the hart that is swept. */
const hartid = 0n;

/** One sweep of the main job: what it found, and where that is not what it must find. */
export interface Swept {
  readonly expected: ExpectedFindings;
  readonly record: SweepRecord;
  /** Every boundary of the window. */
  readonly spots: readonly Spot[];
  readonly disagreements: readonly string[];
}

/** What a strip shows of a boundary. */
export const spotOf = ({ mode, skipped, violations }: Boundary): Spot => {
  const none: Outcome = skipped === undefined ? 'intact' : 'skipped';
  return { mode, outcome: violations.map((each) => harmOf(each).outcome).reduce(worse, none) };
};

/** How a sweep is made, and how that is told. */
interface Sweeping {
  readonly io: Io;
  /** What runs the handler; the reference interpreter if absent. */
  readonly engine: EngineKind | undefined;
  /** Which of how many it is, for the progress line. */
  readonly place: string;
}

/** Makes one sweep of its guest. */
export const sweepOne = async (
  expected: ExpectedFindings,
  payload: Payload,
  { io, engine, place }: Sweeping,
): Promise<Swept> => {
  const { guest, handler, policy } = expected;
  const record = new SweepRecord(payload, policy);
  const verdict = new Verdict(expected, payload, hartid);
  const spots: Spot[] = [];
  await goThrough(
    sweep(payload, { policy, ...(engine && { engine }) }),
    io,
    (boundary) => {
      record.add(boundary);
      verdict.add(boundary);
      spots.push(spotOf(boundary));
    },
    () => `boundary ${spots.length} of ${guest}, ${policy}, ${handler} (sweep ${place})`,
  );
  return { expected, record, spots, disagreements: verdict.disagreements };
};
