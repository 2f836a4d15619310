import type { Console } from './console.ts';

/**
 * The console's input, with a place in it that a snapshot can go back to. A host's input cannot be read twice, so from
 * the first `save` on, what has been read is remembered.
 */
export class ConsoleInput {
  readonly #console: Console;
  /** Bytes read by the machine so far. */
  #place = 0;
  /** The bytes from `#from` on that the console has delivered; some of them may have been given back by a restore. */
  #remembered: number[] | undefined;
  #from = 0;

  constructor(console: Console) {
    this.#console = console;
  }

  /** The next byte, or -1. */
  read(): number {
    const byte = this.#remembered?.[this.#place - this.#from] ?? this.#deliver();
    if (byte >= 0) this.#place++;
    return byte;
  }

  /** How many bytes have been read. */
  save(): number {
    if (!this.#remembered) {
      this.#remembered = [];
      this.#from = this.#place;
    }
    return this.#place;
  }

  /**
   * Goes back, or on, to where `place` bytes have been read.
   *
   * @throws RangeError when they are forgotten, or the console has not so many.
   */
  restore(place: number): void {
    if (place < (this.#remembered ? this.#from : this.#place))
      throw new RangeError(`the snapshot has read ${place} bytes of input, which this console cannot give again`);
    while (this.#place < place)
      if (this.read() < 0)
        throw new RangeError(`the snapshot has read ${place} bytes of input; this console has only ${this.#place}`);
    this.#place = place;
  }

  #deliver(): number {
    const byte = this.#console.read();
    if (byte >= 0) this.#remembered?.push(byte);
    return byte;
  }
}
