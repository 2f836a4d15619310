import type { TrialProgress } from './trial.ts';
import type { Trials } from './trials.ts';

/** A campaign that takes longer is said to. */
const LONG_SECONDS = 20;

/** So long is looked at how fast it goes. */
const LOOK_SECONDS = 3;

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
  readonly #before: number;
  #said = false;

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
    let done = made - this.#before;
    for (const { boundary, of } of going) done += boundary / Math.max(of, 1);
    return done === 0 ? undefined : (this.#passed / done) * (all - this.#before - done);
  }

  /** What to say of a long campaign, once, as soon as that can be told. */
  once(going: Iterable<TrialProgress>): string | undefined {
    if (this.#said || this.#passed < LOOK_SECONDS) return undefined;
    const left = this.#left(going);
    if (left === undefined) return undefined;
    this.#said = true;
    const { made, all } = this.#trials.counts;
    if (left < LONG_SECONDS) return undefined;
    return `${all - made} of ${all} trials are still to be made, in about ${duration(left)}`;
  }

  /** `, about 9 min left`, or nothing. */
  left(going: Iterable<TrialProgress>): string {
    const left = this.#left(going);
    return left === undefined || left <= 0 ? '' : `, about ${duration(left)} left`;
  }
}
