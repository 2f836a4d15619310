import type { Arrival } from './input.ts';

/** What console input a run has had. */
export interface InputSoFar {
  readonly arrivals: number;
  /** A hash over them, in hexadecimal. */
  readonly digest: string;
  /** Of the run, at the latest of them: a replay gives the guest its input when it looks, which may be later than it came. */
  readonly position: number;
}

const nothing: InputSoFar = { arrivals: 0, digest: '', position: 0 };

/** Follows the console input of a run, so that a recording of the whole run can be told from any other. */
export class InputHistory {
  #soFar: InputSoFar;

  constructor(before: InputSoFar = nothing) {
    this.#soFar = before;
  }

  get soFar(): InputSoFar {
    return this.#soFar;
  }

  readonly add = (position: number, arrival: Arrival): void => {
    const { arrivals, digest } = this.#soFar;
    const isEnd = arrival === 'end';
    const hash = process
      .getBuiltinModule('node:crypto')
      .createHash('sha256')
      .update(`${digest} ${isEnd ? 'end' : arrival.length}\n`);
    if (!isEnd) hash.update(arrival);
    this.#soFar = { arrivals: arrivals + 1, digest: hash.digest('hex'), position };
  };
}
