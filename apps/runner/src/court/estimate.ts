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
  /** When it was looked at first, and what of the campaign was done by then. */
  #begun: number;
  #before: number;
  #hasBegun = false;
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
    let done = made;
    for (const { boundary, of } of going) done += boundary / Math.max(of, 1);
    if (!this.#hasBegun && done > this.#before) {
      // What it takes to start is not what a trial takes.
      this.#hasBegun = true;
      if (made === this.#before) [this.#begun, this.#before] = [this.#now(), done];
    }
    const here = done - this.#before;
    return here <= 0 ? undefined : (this.#passed / here) * (all - done);
  }

  /** What to say of a long campaign, once, as soon as that can be told. */
  once(going: Iterable<TrialProgress>): string | undefined {
    if (this.#said) return undefined;
    const left = this.#left(going);
    if (left === undefined || this.#passed < LOOK_SECONDS) return undefined;
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
