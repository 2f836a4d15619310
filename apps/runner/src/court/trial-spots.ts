import type { BoundaryRuns, Trial } from '@hartlab/lab';
import { harmOf, worse, type Outcome } from '../harm.ts';
import type { Spot } from '../strip.ts';

/** What a strip shows of each boundary of a trial, from the first on. */
export function trialSpots({ modes, skipped, findings }: Pick<Trial, 'modes' | 'skipped' | 'findings'>): Spot[] {
  const spots = modes.flatMap(({ mode, count }) =>
    Array.from({ length: count }, (): { mode: Spot['mode']; outcome: Outcome } => ({ mode, outcome: 'intact' })),
  );
  const mark = (at: BoundaryRuns, outcome: Outcome) => {
    for (const [first, last] of at)
      for (const spot of spots.slice(first, last + 1)) spot.outcome = worse(spot.outcome, outcome);
  };
  for (const { at } of skipped) mark(at, 'skipped');
  for (const { oracle, field, at } of findings) mark(at, harmOf({ oracle, field }).outcome);
  return spots;
}
