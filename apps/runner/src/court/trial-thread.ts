import { parentPort } from 'node:worker_threads';
import { ImageError } from '@hartlab/machine';
import type { RecordedTrial } from '@hartlab/lab';
import { Refusal } from '../refusal.ts';
import { flagsIn, flagWords, type FlagWords } from './flag-words.ts';
import type { PlannedTrial } from './campaign.ts';
import { tryCase, type TrialOptions, type TrialProgress } from './trial.ts';

/** What a thread is asked for: a trial, as plain data. */
export interface TrialTask {
  readonly n: number;
  readonly planned: Omit<PlannedTrial, 'flags'> & { readonly flags: FlagWords };
  readonly options: TrialOptions;
}

/** What it answers: how far it is, what came of the trial, or why nothing could. */
export type TrialAnswer =
  | { readonly n: number; readonly at: TrialProgress }
  | { readonly n: number; readonly recorded: RecordedTrial }
  | { readonly n: number; readonly refused: string };

export const trialTask = (n: number, planned: PlannedTrial, options: TrialOptions): TrialTask => ({
  n,
  planned: { ...planned, flags: flagWords(planned.flags) },
  options,
});

/** So long does a thread go on before it says how far it is. */
const TELL_MILLISECONDS = 200;

/** Makes trials in this thread as they are asked for. */
export const trialThread = (): void => {
  const port = parentPort!;
  const answer = (message: TrialAnswer): void => port.postMessage(message);
  port.on('message', async ({ n, planned, options }: TrialTask) => {
    try {
      const trial = await tryCase({ ...planned, flags: flagsIn(planned.flags) }, options);
      let told = performance.now();
      for (;;) {
        const { done, value } = trial.next();
        if (done) return answer({ n, recorded: value });
        if (performance.now() - told < TELL_MILLISECONDS) continue;
        told = performance.now();
        answer({ n, at: value });
      }
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof ImageError)) throw error;
      answer({ n, refused: error.message });
    }
  });
};
