import type { TrialProgress } from './trial.ts';
import type { Trials } from './trials.ts';

/** A campaign that takes longer is said to. */
const LONG_SECONDS = 20;

/** So much of a trial is waited for, while none is made: its first boundaries tell little. */
const LEAST_SHARE = 0.05;

/** An estimate that was so much too low or too high is said again. */
const WRONG = 2;

/** `40 s`, `9 min`, `3 h`. */
export const duration = (seconds: number): string => {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
};

/** How long a campaign takes, by what of it was done so far. */
export class Estimate {
  readonly #trials: Trials;
  readonly #now: () => number;
  readonly #begun: number;
  /** Trials that were made before. */
  readonly #before: number;
  /** When the first boundary was seen to be judged, and how much was done by then. */
  #first: { readonly seconds: number; readonly share: number } | undefined;
  /** How many seconds the whole was said to take. */
  #said: number | undefined;

  /** @param now milliseconds of a clock */
  constructor(trials: Trials, now = () => performance.now()) {
    this.#trials = trials;
    this.#now = now;
    this.#begun = now();
    this.#before = trials.counts.made;
  }

  get #passed(): number {
    return (this.#now() - this.#begun) / 1000;
  }

  /** Seconds, or undefined before there is anything to tell by. @param going the trials that are being made */
  #left(going: Iterable<TrialProgress>): number | undefined {
    const { made, all } = this.#trials.counts;
    const whole = made - this.#before;
    let share = 0;
    for (const { boundary, of } of going) share += boundary / Math.max(of, 1);
    const passed = this.#passed;
    if (whole > 0) return (passed / (whole + share)) * (all - made - share);
    // What it takes to start is not what a trial takes.
    if (share > 0) this.#first ??= { seconds: passed, share };
    if (!this.#first || share - this.#first.share < LEAST_SHARE) return undefined;
    return ((passed - this.#first.seconds) / (share - this.#first.share)) * (all - made - share);
  }

  /** What to say of a long campaign, as soon as that can be told, and when it turns out to be wrong; most often nothing. */
  news(going: Iterable<TrialProgress>): string | undefined {
    const left = this.#left(going);
    if (left === undefined) return undefined;
    const total = this.#passed + left;
    const isNew =
      this.#said === undefined ? left >= LONG_SECONDS : total > WRONG * this.#said || WRONG * total < this.#said;
    if (!isNew) return undefined;
    this.#said = total;
    const { made, all } = this.#trials.counts;
    return `${all - made} of ${all} trials are still to be made, in about ${duration(left)}`;
  }

  /** `, about 9 min left`, or nothing. */
  left(going: Iterable<TrialProgress>): string {
    const left = this.#left(going);
    return left === undefined || left <= 0 ? '' : `, about ${duration(left)} left`;
  }
}
