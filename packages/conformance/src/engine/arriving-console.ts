import type { Console } from '@hartlab/machine';

/** A byte of input, and the position of the run from which on it is there. */
export interface Arrival {
  readonly byte: number;
  readonly from: number;
}

/** A console whose input comes in the course of the run, so that a look at a wrong position finds another byte. */
export class ArrivingConsole implements Console {
  readonly open = false;
  readonly #arrivals: readonly Arrival[];
  #next = 0;
  /** What the guest has written, a character for each byte. */
  text = '';

  constructor(arrivals: readonly Arrival[]) {
    this.#arrivals = arrivals;
  }

  write(byte: number): void {
    this.text += String.fromCharCode(byte);
  }

  read(position: number): number {
    const next = this.#arrivals[this.#next];
    if (!next || position < next.from) return -1;
    this.#next++;
    return next.byte;
  }
}
