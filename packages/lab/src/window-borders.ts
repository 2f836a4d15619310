import type { Hart } from '@hartlab/hart';
import type { PlacedMark } from '@hartlab/machine';
import type { Window } from './payload.ts';

/** The ID of the hart that is swept. */
const sweptHart = 0n;

/** Where the window of a sweep begins and ends: at addresses, or where the hart marks it. */
export class WindowBorders {
  readonly #window: Window;
  /** The name of a marked window. */
  readonly #name: string | undefined;
  /** What the hart marked of that window when the machine last went on. */
  #mark: PlacedMark['kind'] | undefined;
  #phase: string | undefined;
  /** Whether the run itself goes on: what the handler of an event marks counts for nothing. */
  #goesOn = false;
  /** Is to be told of the machine's marks. */
  readonly marked = ({ hartid, kind, name }: PlacedMark): void => {
    if (!this.#goesOn || hartid !== sweptHart) return;
    if (kind === 'phase') this.#phase = name;
    else if (name === this.#name) this.#mark = kind;
  };

  constructor(window: Window, name: string | undefined) {
    this.#window = window;
    this.#name = name;
  }

  get inWords(): string {
    return this.#name === undefined ? 'its sweep' : `a window "${this.#name}"`;
  }

  /** The phase that the hart has named last. */
  get phase(): string | undefined {
    return this.#phase;
  }

  /** Lets the run itself go on. */
  during(step: () => void): void {
    this.#mark = undefined;
    this.#goesOn = true;
    step();
    this.#goesOn = false;
  }

  begins({ pc }: Pick<Hart, 'pc'>): boolean {
    return this.#name === undefined ? pc === this.#window.begin : this.#mark === 'window begins';
  }

  /** @param boundaries so many have been examined */
  ends({ pc }: Pick<Hart, 'pc'>, boundaries: number): boolean {
    const atEnd = this.#name === undefined ? pc === this.#window.end : this.#mark === 'window ends';
    return atEnd || boundaries === this.#window.boundaries;
  }
}
