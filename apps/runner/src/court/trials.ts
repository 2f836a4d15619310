import type { RecordedTrial } from '@hartlab/lab';
import type { PlannedTrial } from './campaign.ts';
import type { TrialOptions } from './trial.ts';

/** Trials in the order of their campaign, of which some may have been made before. */
export class Trials {
  readonly planned: readonly PlannedTrial[];
  readonly options: TrialOptions;
  readonly #recorded: (RecordedTrial | undefined)[];
  readonly #keep: (n: number, recorded: RecordedTrial) => void;
  #next = 0;
  /** No trial from here on counts: one before has ended the campaign. */
  #end: number;

  /**
   * @param before those that were made before, by their numbers
   * @param keep is told of each as it is made
   */
  constructor(
    planned: readonly PlannedTrial[],
    options: TrialOptions,
    before: ReadonlyMap<number, RecordedTrial>,
    keep: (n: number, recorded: RecordedTrial) => void,
  ) {
    this.planned = planned;
    this.options = options;
    this.#recorded = planned.map((_, n) => before.get(n));
    this.#keep = keep;
    this.#end = planned.length;
    for (const [n, recorded] of before) this.#endBehind(n, recorded);
  }

  /** The number of the next trial to make, or undefined when there is none. Each is given out once. */
  next(): number | undefined {
    while (this.#recorded[this.#next] && this.#next < this.#end) this.#next++;
    return this.#next < this.#end ? this.#next++ : undefined;
  }

  made(n: number, recorded: RecordedTrial): void {
    this.#recorded[n] = recorded;
    this.#keep(n, recorded);
    this.#endBehind(n, recorded);
  }

  /** Trials that were made, and that are to be made. */
  get counts(): { readonly made: number; readonly all: number } {
    return { made: this.#recorded.filter((each) => each).length, all: this.#end };
  }

  /** Those that count, when all are made. */
  get all(): RecordedTrial[] {
    return this.#recorded.slice(0, this.#end).map((each) => each!);
  }

  /** The first finding ends a campaign that was to stop there, however many trials go on at once. */
  #endBehind(n: number, { trial }: RecordedTrial): void {
    if (this.options.stopAtFirst && trial.findings.length > 0) this.#end = Math.min(this.#end, n + 1);
  }
}
