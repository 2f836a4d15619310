/** Bytes of the run cells. */
export const runCellBytes = 20;

const [budget, done, traps, caches, calm] = [0, 1, 2, 3, 4];

/**
 * What an engine and the machine that lets it run a hart tell each other meanwhile: 32-bit words of the shared memory,
 * outside of every hart's block, because they are no state. One hart runs at a time, so a machine has them once.
 */
export class RunCells {
  readonly #words: Int32Array;
  /** Whether the slice is to end where the hart returns from a trap handler in M-mode. */
  endsAtReturn = false;

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

  /** Boundaries of `done` that were traps or interrupts; the others are instructions that retired. */
  get traps(): number {
    return this.#words[traps]!;
  }

  /** One boundary has passed. */
  passed(retired: boolean): void {
    this.#words[done]!++;
    if (!retired) this.#words[traps]!++;
  }

  /** Time has been advanced over what has passed. */
  settled(): void {
    this.#words[done] = this.#words[traps] = 0;
  }

  /** Where the caches are of the context in which the hart goes on, for an engine that keeps that here. */
  set caches(place: number) {
    this.#words[caches] = place;
  }

  /**
   * Whether no interrupt is pending that an enable keeps from being due, for an engine that changes enables itself. Right
   * whenever the engine has found the hart plain, until it calls something else.
   */
  set calm(isCalm: boolean) {
    this.#words[calm] = isCalm ? 1 : 0;
  }

  /** The hart returns from a trap handler in M-mode, by MRET or MNRET. */
  returned(): void {
    if (this.endsAtReturn) this.end();
  }

  /** The boundary that is being passed is to be the last: what the budget was made from has changed. */
  end(): void {
    if (this.done < this.budget) this.budget = this.done + 1;
  }
}

/** Where `RunCells.caches` is among the run cells, in bytes. */
export const cachesCell: number = 4 * caches;

/** Where `RunCells.calm` is, likewise: 0 or 1. */
export const calmCell: number = 4 * calm;
