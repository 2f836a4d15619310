import type { EngineKind } from '@hartlab/hart';
import { sweep, SweepError, TrialRecord, type RecordedTrial } from '@hartlab/lab';
import { sweepEngine, type EngineName } from '../engines.ts';
import { sweepSetting } from '../sweep-setting.ts';
import type { PlannedTrial } from './campaign.ts';

/** How trials are made and what is kept of them. Plain data. */
export interface TrialOptions {
  /** Each violation is kept, to be compared. */
  readonly everything: boolean;
  /** A trial ends at its first finding. */
  readonly stopAtFirst: boolean;
  /** The first event of each finding is told of step by step. */
  readonly tells: boolean;
}

/** What runs handlers, and firmware that is made of instructions: a fast engine is worth its making where that has to boot. */
export const trialEngine = (named: EngineName | undefined, isFile: boolean): EngineKind | undefined =>
  sweepEngine(named ?? (isFile ? 'jit' : undefined));

/** How far a trial is: a boundary that has been judged, and how many there are. */
export interface TrialProgress {
  readonly boundary: number;
  readonly of: number;
}

/**
 * Makes a trial: tells of each boundary when it has been judged, and returns what came of them. A payload or a
 * firmware that does not come so far is a trial that failed.
 *
 * @throws Refusal or ImageError when what it needs cannot be read
 */
export async function tryCase(
  { of, judged, flags, command }: PlannedTrial,
  { stopAtFirst, ...kept }: TrialOptions,
): Promise<Generator<TrialProgress, RecordedTrial>> {
  const { payload, options } = await sweepSetting(
    flags,
    of.payload === flags.restore ? undefined : of.payload,
    trialEngine,
  );
  let length = 0;
  const boundaries = sweep(payload, { ...options, measured: (all) => (length = all) });
  const record = new TrialRecord(of, payload, kept);
  const about = { defendant: judged.label, command };
  return (function* () {
    try {
      for (const boundary of boundaries) {
        record.add(boundary);
        yield { boundary: boundary.number, of: length };
        if (stopAtFirst && record.differing > 0) return record.recorded({ ...about, stopped: true });
      }
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      return record.recorded({ ...about, failure: error.message });
    }
    return record.recorded(about);
  })();
}
