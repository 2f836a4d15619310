import { createHash } from 'node:crypto';
import type { Arrival } from './input.ts';

/** What console input a run has had: how many arrivals, and a hash over them and their positions. */
export interface InputSoFar {
  readonly arrivals: number;
  readonly digest: string;
}

/** Follows the console input of a run, so that a recording of the whole run can be told from any other. */
export class InputHistory implements InputSoFar {
  #arrivals: number;
  #digest: string;

  constructor({ arrivals, digest }: InputSoFar = { arrivals: 0, digest: '' }) {
    this.#arrivals = arrivals;
    this.#digest = digest;
  }

  get arrivals(): number {
    return this.#arrivals;
  }

  get digest(): string {
    return this.#digest;
  }

  readonly add = (position: number, arrival: Arrival): void => {
    this.#arrivals++;
    this.#digest = createHash('sha256')
      .update(`${this.#digest} ${position} ${arrival === 'end' ? 'end' : ''}\n`)
      .update(arrival === 'end' ? '' : arrival)
      .digest('hex');
  };
}
