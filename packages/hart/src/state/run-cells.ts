/** Bytes of the run cells. */
export const runCellBytes = 8;

const [budget, done] = [0, 1];

/**
 * What an engine and the machine that lets it run a hart tell each other meanwhile: two 32-bit words of the shared memory,
 * outside of every hart's block, because they are no state. One hart runs at a time, so a machine has them once.
 */
export class RunCells {
  readonly #words: Int32Array;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Boundaries that the hart is to pass at most. Whatever the engine calls may lower it. */
  get budget(): number {
    return this.#words[budget]!;
  }
  set budget(boundaries: number) {
    this.#words[budget] = boundaries;
  }

  /**
   * Boundaries that the hart has passed, and for which time has not been advanced yet. Right whenever the engine calls
   * something: the boundary that is being passed does not count.
   */
  get done(): number {
    return this.#words[done]!;
  }
  set done(boundaries: number) {
    this.#words[done] = boundaries;
  }

  /** The boundary that is being passed is to be the last: what the budget was made from has changed. */
  end(): void {
    if (this.done < this.budget) this.budget = this.done + 1;
  }
}
