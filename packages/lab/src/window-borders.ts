import type { Hart } from '@hartlab/hart';
import type { PlacedMark } from '@hartlab/machine';
import type { Window } from './payload.ts';

/** Where the window of a sweep begins and ends: at addresses, or where the hart marks it. */
export class WindowBorders {
  readonly #window: Window;
  /** The name of a marked window. */
  readonly #name: string | undefined;
  /** The mark that the hart has made last, since the machine last went on. */
  #mark: PlacedMark | undefined;
  /** Is to be told of the machine's marks. */
  readonly marked = (mark: PlacedMark): void => {
    if (mark.hartid === sweptHart && mark.name === this.#name) this.#mark = mark;
  };

  constructor(window: Window, name: string | undefined) {
    this.#window = window;
    this.#name = name;
  }

  get inWords(): string {
    return this.#name === undefined ? 'its sweep' : `a window "${this.#name}"`;
  }

  /** The machine goes on: what an event's handler has marked meanwhile counts for nothing. */
  goesOn(): void {
    this.#mark = undefined;
  }

  begins({ pc }: Hart): boolean {
    return this.#name === undefined ? pc === this.#window.begin : this.#mark?.kind === 'window begins';
  }

  /** @param boundaries so many have been examined */
  ends({ pc }: Hart, boundaries: number): boolean {
    const atEnd = this.#name === undefined ? pc === this.#window.end : this.#mark?.kind === 'window ends';
    return atEnd || boundaries === this.#window.boundaries;
  }
}

/** The ID of the hart that is swept. */
const sweptHart = 0n;
