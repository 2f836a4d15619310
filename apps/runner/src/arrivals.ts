import type { Arrival, Input } from './input.ts';

/** The guest's console input, as events of its run: what comes, and at which position of the run (`Machine.position`). */
export interface Arrivals {
  /** Whether something came while the run paused, so that the run depends on when it came. */
  readonly live: boolean;
  /** The position that the run must not pass. */
  readonly until: number;
  /** What is there at `position`, where the guest looks and has taken all that came before. Does not wait for long. */
  look(position: number): Arrival | undefined;
  /** What came while the run paused at `position`. */
  between(position: number): Arrival | undefined;
  /** The next that is at hand while the run is saved at `position`, of what does not come again. */
  remaining(position: number): Arrival | undefined;
  /** Why the run is to end at `position`, for people, if it is; `idle` says that all harts wait for input. */
  leaves(position: number, idle: boolean): string | undefined;
  /** The run has ended by itself at `position`. */
  ended(position: number): void;
  /** Gives the host back what was taken from it. */
  close(): void;
}

/** How long, in all, a guest's looks wait for input that is on its way. */
const PATIENCE_MILLISECONDS = 200;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * The input of a running process (docs/decisions/console-input-is-an-event.md). It counts as complete as long as
 * something, or the end, is at hand whenever the guest looks, give or take a moment of patience: then the run depends on
 * the bytes alone. Once it was not, the input is live, and bytes come between two slices of the run, as keys always do.
 */
export class HostArrivals implements Arrivals {
  readonly until = Infinity;
  live = false;
  readonly #input: Input;
  readonly #beforeWaiting: () => void;
  /** Whether looks have stopped waiting. */
  #patient: boolean;
  #ended = false;
  #patience = PATIENCE_MILLISECONDS;

  /** `beforeWaiting` is called before a wait for whoever feeds the input. */
  constructor(input: Input, beforeWaiting: () => void) {
    this.#input = input;
    this.#beforeWaiting = beforeWaiting;
    this.#patient = !input.isTerminal;
    input.open();
  }

  look(): Arrival | undefined {
    while (this.#patient) {
      const taken = this.#take();
      if (taken !== undefined) return taken;
      if (this.#ended) return undefined;
      if (this.#patience > 0) this.#wait();
      else this.#patient = false;
    }
    return undefined;
  }

  between(): Arrival | undefined {
    if (this.#patient) return undefined;
    const taken = this.#take();
    if (taken !== undefined) this.live = true;
    return taken;
  }

  remaining(): Arrival | undefined {
    return this.#patient ? this.look() : this.#take();
  }

  leaves(): undefined {}

  ended(): void {}

  close(): void {
    this.#input.close();
  }

  #take(): Arrival | undefined {
    const taken = this.#ended ? undefined : this.#input.take();
    if (taken === 'end') this.#ended = true;
    return taken;
  }

  #wait(): void {
    this.#beforeWaiting();
    const begun = performance.now();
    Atomics.wait(sleeper, 0, 0, 1);
    this.#patience -= performance.now() - begun;
  }
}
