import type { Console } from './console.ts';

/** A byte that was read, and the position of the run from which on it is there to be read. */
interface Remembered {
  readonly byte: number;
  readonly from: number;
}

/**
 * The console's input, with a place in it that a snapshot can go back to. A host's input cannot be read twice, so from
 * `remember` on, what has been read is remembered, and of a byte that a look had missed before, when it came.
 */
export class ConsoleInput {
  readonly #console: Console;
  readonly #position: () => number;
  /** Bytes read by the machine so far. */
  #place = 0;
  /** The bytes from `#from` on that the console has delivered; some of them may have been given back by a restore. */
  #remembered: Remembered[] | undefined;
  #from = 0;
  /** Whether the console had nothing when it was last asked. */
  #missed = false;

  /** `position` is how far the run has come. */
  constructor(console: Console, position: () => number) {
    this.#console = console;
    this.#position = position;
  }

  /** The next byte, or -1. */
  read(): number {
    return this.#read(this.#position());
  }

  #read(position: number): number {
    const remembered = this.#remembered?.[this.#place - this.#from];
    if (remembered && remembered.from > position) return -1;
    const byte = remembered?.byte ?? this.#deliver(position);
    if (byte >= 0) this.#place++;
    return byte;
  }

  /** How many bytes have been read. */
  get place(): number {
    return this.#place;
  }

  /** From this place on, `restore` can go back. */
  remember(): void {
    if (this.#remembered) return;
    this.#remembered = [];
    this.#from = this.#place;
  }

  /**
   * Goes back, or on, to where `place` bytes have been read, at a position of the run when they were there.
   *
   * @throws RangeError when they are forgotten, or the console has not so many; the place is then as it was.
   */
  restore(place: number, position: number): void {
    if (place < (this.#remembered ? this.#from : this.#place))
      throw new RangeError(`the snapshot has read ${place} bytes of input, which this console cannot give again`);
    const before = this.#place;
    this.remember();
    while (this.#place < place)
      if (this.#read(position) < 0) {
        const all = this.#place;
        this.#place = before;
        throw new RangeError(`the snapshot has read ${place} bytes of input; this console has only ${all}`);
      }
    this.#place = place;
  }

  /** The console goes on where `place` bytes have been read: from here on, `restore` can go back. */
  goOn(place: number): void {
    this.#place = place;
    this.#from = place;
    this.#remembered = [];
    this.#missed = false;
  }

  #deliver(position: number): number {
    const byte = this.#console.read(position);
    if (byte >= 0) this.#remembered?.push({ byte, from: this.#missed ? position : 0 });
    this.#missed = byte < 0;
    return byte;
  }
}
