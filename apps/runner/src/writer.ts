import type { Output } from './output.ts';

const BUFFER_BYTES = 1 << 16;

/** Collects what goes to one output, in the order in which it comes, and writes much at a time. */
export class Writer {
  readonly #output: Output;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  get isTerminal(): boolean {
    return this.#output.isTerminal;
  }

  byte(value: number): void {
    this.#buffer[this.#used++] = value;
    if (this.#used === BUFFER_BYTES) this.flush();
  }

  readonly line = (text: string): void => {
    const bytes = Buffer.byteLength(text) + 1;
    if (this.#used + bytes > BUFFER_BYTES) this.flush();
    if (bytes > BUFFER_BYTES) this.#output.write(`${text}\n`);
    else this.#used += this.#buffer.write(`${text}\n`, this.#used);
    if (this.#used === BUFFER_BYTES) this.flush();
  };

  /** Writes what was collected. When that fails, it is lost and not tried again. */
  flush(): void {
    const used = this.#used;
    this.#used = 0;
    if (used > 0) this.#output.write(this.#buffer.subarray(0, used));
  }
}
