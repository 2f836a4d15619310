import type { Output } from './output.ts';

export const eraseLine = '\r\u001b[K';
const leastMilliseconds = 100;

/** One line on stderr that is overwritten while long work goes on; silent where stderr is not a terminal. */
export class Progress {
  readonly #output: Output;
  #shown = false;
  #last = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Shows `line`, but not oftener than a person can read. */
  show(line: () => string): void {
    if (!this.#output.isTerminal) return;
    const now = performance.now();
    if (now - this.#last < leastMilliseconds) return;
    this.#last = now;
    this.#shown = true;
    // A line that reached the last column could not be erased as one.
    this.#output.write(eraseLine + line().slice(0, (this.#output.columns ?? 80) - 1));
  }

  /** Removes the line, so that what follows starts on a clean one. */
  clear(): void {
    if (this.#shown) this.#output.write(eraseLine);
    this.#shown = false;
  }
}
