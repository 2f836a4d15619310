import type { Console } from './console.ts';

/**
 * The console's input, with a place in it that a snapshot can go back to. A host's input cannot be read twice, so from
 * the first `save` on, what has been read is remembered.
 */
export class ConsoleInput {
  readonly #console: Console;
  #remembered: number[] | undefined;
  #next = 0;

  constructor(console: Console) {
    this.#console = console;
  }

  /** The next byte, or -1. */
  read(): number {
    const again = this.#remembered?.[this.#next];
    if (again !== undefined) {
      this.#next++;
      return again;
    }
    const byte = this.#console.read();
    if (byte >= 0 && this.#remembered) {
      this.#remembered.push(byte);
      this.#next++;
    }
    return byte;
  }

  save(): number {
    this.#remembered ??= [];
    return this.#next;
  }

  /**
   * @throws RangeError when `place` lies beyond what this console has delivered: the snapshot is of another machine.
   */
  restore(place: number): void {
    if (place > (this.#remembered?.length ?? 0))
      throw new RangeError(`the snapshot has read ${place} bytes of input that this console never delivered`);
    this.#next = place;
  }
}
