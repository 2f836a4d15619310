/** Slots that a hart has before the next one's turn. Long enough to be cheap, short enough for spin locks. */
export const QUANTUM = 100;

interface ScheduleState {
  readonly turn: number;
  readonly left: number;
}

/** Whose turn it is: round robin with a fixed quantum, so the interleaving of harts is the same in each run. */
export class Schedule {
  readonly #harts: number;
  #turn = 0;
  #left = QUANTUM;

  constructor(harts: number) {
    this.#harts = harts;
  }

  /** The index of the hart whose turn it is. */
  get turn(): number {
    return this.#turn;
  }

  /** The hart has used one slot. True when that was its last: the next hart's turn begins. */
  use(): boolean {
    if (--this.#left > 0) return false;
    this.pass();
    return true;
  }

  /** The hart has nothing to do: the rest of its slots pass. Answers how many those were. */
  pass(): number {
    const left = this.#left;
    this.#turn = (this.#turn + 1) % this.#harts;
    this.#left = QUANTUM;
    return left;
  }

  save(): ScheduleState {
    return { turn: this.#turn, left: this.#left };
  }

  restore(state: ScheduleState): void {
    this.#turn = state.turn;
    this.#left = state.left;
  }
}
