import { Worker } from 'node:worker_threads';
import { exitOf } from '../exit.ts';
import { breathe, type Io } from '../io.ts';
import { Progress } from '../progress.ts';
import { Refusal } from '../refusal.ts';
import { endedInWords } from '../signals.ts';
import { Estimate } from './estimate.ts';
import { trialTask, type TrialAnswer } from './trial-thread.ts';
import { tryCase, type TrialProgress } from './trial.ts';
import type { Trials } from './trials.ts';

/** So often are signals looked at. */
const LOOK_MILLISECONDS = 50;

/** What is told while trials are made. */
class Watch {
  readonly #io: Io;
  readonly #trials: Trials;
  readonly #progress: Progress;
  readonly #estimate: Estimate;
  /** How far each trial is that is being made. */
  readonly #going = new Map<number, TrialProgress>();

  constructor(io: Io, trials: Trials) {
    this.#io = io;
    this.#trials = trials;
    this.#progress = new Progress(io.stderr);
    this.#estimate = new Estimate(trials);
  }

  at(n: number, at: TrialProgress): void {
    this.#going.set(n, at);
  }

  made(n: number): void {
    this.#going.delete(n);
  }

  /** @throws Refusal when a signal asks to end, with what had been done by then */
  look(): void {
    const said = this.#estimate.news(this.#going.values());
    if (said !== undefined) {
      this.clear();
      this.#io.stderr.write(`hartlab: ${said}\n`);
    }
    this.#progress.show(() => this.#status());
    const { received } = this.#io.signals;
    if (received === undefined) return;
    this.clear();
    throw new Refusal(`${endedInWords(received)} at ${this.#status()}`, exitOf[received]);
  }

  clear(): void {
    this.#progress.clear();
  }

  #status(): string {
    const { made, all } = this.#trials.counts;
    const now = [...this.#going].map(([n, { boundary, of: length }]) => {
      const { of, judged } = this.#trials.planned[n]!;
      return `boundary ${boundary} of ${length} of ${of.name} under ${judged.label}`;
    });
    return [`${made} of ${all} trials${this.#estimate.left(this.#going.values())}`, ...now].join('; ');
  }
}

/** Makes the trials that are not made yet, in so many threads. @throws Refusal */
export const makeTrials = async (trials: Trials, jobs: number, io: Io): Promise<void> => {
  const watch = new Watch(io, trials);
  try {
    await (jobs === 1 ? makeHere(trials, watch) : makeInThreads(trials, jobs, watch));
  } finally {
    watch.clear();
  }
};

const makeHere = async (trials: Trials, watch: Watch): Promise<void> => {
  let looked = performance.now();
  for (let n = trials.next(); n !== undefined; n = trials.next()) {
    const trial = await tryCase(trials.planned[n]!, trials.options);
    for (let each = trial.next(); ; each = trial.next()) {
      if (each.done) {
        trials.made(n, each.value);
        watch.made(n);
        break;
      }
      if (performance.now() - looked < LOOK_MILLISECONDS) continue;
      watch.at(n, each.value);
      await breathe();
      watch.look();
      looked = performance.now();
    }
  }
};

const makeInThreads = (trials: Trials, jobs: number, watch: Watch): Promise<void> => {
  const threads = new Set<Worker>();
  let look: ReturnType<typeof setInterval> | undefined;
  const made = new Promise<void>((resolve, reject) => {
    look = setInterval(() => {
      try {
        watch.look();
      } catch (error) {
        reject(error);
      }
    }, LOOK_MILLISECONDS);
    /** Gives the thread something to do, or ends it; the last one out ends all. */
    const occupy = (thread: Worker): void => {
      const n = trials.next();
      if (n !== undefined) return thread.postMessage(trialTask(n, trials.planned[n]!, trials.options));
      threads.delete(thread);
      void thread.terminate();
      if (threads.size === 0) resolve();
    };
    const start = (): void => {
      const thread = new Worker(new URL('./trial-thread.js', import.meta.url));
      threads.add(thread);
      thread.on('error', reject);
      thread.on('message', (answer: TrialAnswer) => {
        if ('at' in answer) return watch.at(answer.n, answer.at);
        if ('refused' in answer) return reject(new Refusal(answer.refused));
        trials.made(answer.n, answer.recorded);
        watch.made(answer.n);
        occupy(thread);
      });
      occupy(thread);
    };
    const { made: before, all } = trials.counts;
    for (let n = Math.min(jobs, all - before); n > 0; n--) start();
    if (threads.size === 0) resolve();
  });
  return made.finally(() => {
    clearInterval(look);
    for (const thread of threads) void thread.terminate();
  });
};
