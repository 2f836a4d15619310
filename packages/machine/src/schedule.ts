/**
 * Slots that a hart has before the next one's turn, if nobody says otherwise: long enough for an engine to be fast, short
 * enough for spin locks. A hart that is alone gives way only to a look at the devices' input.
 */
export const defaultQuantum = (harts: number): number => (harts === 1 ? 100_000 : 1000);

interface ScheduleState {
  readonly turn: number;
  readonly left: number;
}

/** Whose turn it is: round robin with a fixed quantum, so the interleaving of harts is the same in each run. */
export class Schedule {
  /** How many harts have turns: the first so many. */
  readonly harts: number;
  readonly #quantum: number;
  #turn = 0;
  #left: number;

  /** @throws RangeError when the quantum is not a whole number of at least 1. */
  constructor(harts: number, quantum: number) {
    if (!Number.isSafeInteger(quantum) || quantum < 1)
      throw new RangeError(`the quantum is ${quantum}; give a whole number of at least 1`);
    this.harts = harts;
    this.#quantum = quantum;
    this.#left = quantum;
  }

  /** The index of the hart whose turn it is. */
  get turn(): number {
    return this.#turn;
  }

  /** Slots that it has left, at least 1. */
  get left(): number {
    return this.#left;
  }

  /** The hart has used `slots`, no more than are left. True when that was the last: the next hart's turn begins. */
  use(slots: number): boolean {
    this.#left -= slots;
    if (this.#left > 0) return false;
    this.pass();
    return true;
  }

  /** The hart has nothing to do: the rest of its slots pass. Answers how many those were. */
  pass(): number {
    const left = this.#left;
    this.#turn = (this.#turn + 1) % this.harts;
    this.#left = this.#quantum;
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
