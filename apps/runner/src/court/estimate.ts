import type { Trials } from './trials.ts';

/** A campaign that takes longer is said to. */
const LONG_SECONDS = 20;

/** `40 s`, `9 min`, `3 h`. */
const duration = (seconds: number): string => {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
};

/** How long a campaign takes, by the trials of it that were made so far. */
export class Estimate {
  readonly #trials: Trials;
  readonly #jobs: number;
  readonly #begun = performance.now();
  readonly #before: number;
  #said = false;

  constructor(trials: Trials, jobs: number) {
    this.#trials = trials;
    this.#jobs = jobs;
    this.#before = trials.counts.made;
  }

  /** Seconds, or undefined before there is anything to tell by. */
  get #left(): number | undefined {
    const { made, all } = this.#trials.counts;
    const here = made - this.#before;
    if (here === 0) return undefined;
    return ((performance.now() - this.#begun) / 1000 / here) * (all - made);
  }

  /** What to say of a long campaign, once, when the first trial of each thread tells. */
  once(): string | undefined {
    const { made, all } = this.#trials.counts;
    if (this.#said || made - this.#before < this.#jobs) return undefined;
    this.#said = true;
    const left = this.#left ?? 0;
    return left < LONG_SECONDS
      ? undefined
      : `${all - made} of ${all} trials are to be made, in about ${duration(left)}`;
  }

  /** `, about 9 min left`, or nothing. */
  left(): string {
    const left = this.#left;
    return left === undefined || left === 0 ? '' : `, about ${duration(left)} left`;
  }
}
