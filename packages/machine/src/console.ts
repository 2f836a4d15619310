/** Where the machine's console goes and comes from. The owner of the machine supplies it. */
export interface Console {
  write(byte: number): void;
  /**
   * The next byte typed or piped, 0..255, or -1 when there is none now; answers at once. It is asked only when the guest
   * looks, at `position` of the run (`Machine.position`). A run is the same run each time if the answers are: a console
   * that knows its whole input has the next byte at every look, and one whose input comes while the machine runs takes
   * it between two calls of `Machine.run`, and has it from there on.
   */
  read(position: number): number;
  /** Whether a byte may still come after `read` answered -1: false once the input has ended. */
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
