import type { Hart } from '@hartlab/hart';
import type { PlacedMark } from '@hartlab/machine';
import { placeOf, type Place, type Window, type Within } from './window.ts';

/** Where the hart that is swept is. */
type At = Pick<Hart, 'pc' | 'V' | 'privilege'>;

/** Watches for a place, which the hart may have to come to several times. */
class Arrivals {
  readonly #place: Place | undefined;
  #times = 0;

  constructor(place: Place | undefined) {
    this.#place = place;
  }

  /** Whether the hart, which is there now and has marked this on the way, has arrived. To be asked once at each boundary. */
  at({ pc }: Pick<At, 'pc'>, mark: PlacedMark | undefined, boundaries: number): boolean {
    const place = this.#place;
    if (!place) return false;
    if ('boundary' in place) return boundaries >= place.boundary;
    const isThere = 'address' in place ? pc === place.address : mark?.kind === place.mark && mark.name === place.name;
    return isThere && ++this.#times >= (place.time ?? 1);
  }
}

/** Where the window of a sweep begins and ends, and what of it counts. */
export class WindowBorders {
  readonly begin: Place;
  readonly #window: Window;
  readonly #hartid: bigint;
  readonly #marks: ReadonlySet<string>;
  readonly #begins: Arrivals;
  readonly #ends: Arrivals;
  #hasBegun = false;
  /** What the hart marked last when the machine last went on. */
  #mark: PlacedMark | undefined;
  #phase: string | undefined;
  /** Whether the run itself goes on: what the handler of an event marks counts for nothing. */
  #goesOn = false;
  /** Is to be told of the machine's marks. Answers whether a border may be there. */
  readonly marked = (mark: PlacedMark): boolean => {
    const { hartid, kind, name } = mark;
    if (!this.#goesOn || hartid !== this.#hartid) return false;
    if (kind === 'phase') this.#phase = name;
    this.#mark = mark;
    return this.isMarked;
  };

  /** @param hartid of the hart that is swept */
  constructor(window: Window, hartid = 0n) {
    const begin = placeOf(window.begin);
    const end = window.end === undefined ? undefined : placeOf(window.end);
    this.begin = begin;
    this.#window = window;
    this.#hartid = hartid;
    this.#begins = new Arrivals(begin);
    this.#ends = new Arrivals(end);
    this.#marks = new Set(
      [begin, end].flatMap((place) => (place && 'mark' in place ? `${place.mark} ${place.name}` : [])),
    );
  }

  get inWords(): string {
    const { begin } = this;
    return 'mark' in begin && begin.mark !== 'phase' ? `a window "${begin.name}"` : 'its sweep';
  }

  /** The phase that the hart has named last. */
  get phase(): string | undefined {
    return this.#phase;
  }

  /** Whether the hart has marked a border when the run last went on. */
  get isMarked(): boolean {
    return this.#mark !== undefined && this.#marks.has(`${this.#mark.kind} ${this.#mark.name}`);
  }

  /** Lets the run itself go on. */
  during<Result>(step: () => Result): Result {
    this.#mark = undefined;
    this.#goesOn = true;
    const result = step();
    this.#goesOn = false;
    return result;
  }

  /** @param boundaries so many has the hart passed before. To be asked once at each boundary that may be it. */
  begins(hart: Pick<At, 'pc'>, boundaries = 0): boolean {
    return this.#begins.at(hart, this.#mark, boundaries);
  }

  /** @param boundaries so many have been examined. To be asked once at each boundary, the first of which is no end. */
  ends(hart: Pick<At, 'pc'>, boundaries: number): boolean {
    const isThere = this.#hasBegun && this.#ends.at(hart, this.#mark, boundaries);
    this.#hasBegun = true;
    return isThere || boundaries === this.#window.boundaries;
  }

  /** Whether this boundary counts. */
  contains(hart: At): boolean {
    const { within } = this.#window;
    return !within || within.some((part) => isWithin(hart, part));
  }
}

const isWithin = ({ pc, V, privilege }: At, part: Within): boolean => {
  if (typeof part === 'object') return pc >= part.begin && pc < part.end;
  return V && privilege === (part === 'VS' ? 'S' : 'U');
};
