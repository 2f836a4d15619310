/** Where the machine's console goes and comes from. The owner of the machine supplies it. */
export interface Console {
  write(byte: number): void;
  /**
   * The next byte typed or piped, 0..255, or -1 when there is none now. It is asked only when the guest looks, so that a
   * run with piped input is the same run each time.
   */
  read(): number;
  /** Whether a byte may still come after `read` answered -1: true for a terminal, false at the end of a pipe. */
  readonly open: boolean;
}

/** A console that is given its whole input beforehand and keeps what is written to it. */
export class BufferConsole implements Console {
  readonly open = false;
  readonly #input: Uint8Array;
  readonly #output: number[] = [];
  #next = 0;

  constructor(input: Uint8Array | string = '') {
    this.#input = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  }

  write(byte: number): void {
    this.#output.push(byte);
  }

  read(): number {
    return this.#input[this.#next++] ?? -1;
  }

  /** What the guest has written so far, decoded as UTF-8. */
  get text(): string {
    return new TextDecoder().decode(new Uint8Array(this.#output));
  }
}
