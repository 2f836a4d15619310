import { fromHalves } from '../csr/csr.ts';
import { pageBytes } from '../state/layout.ts';

/**
 * Where in RAM breakpoints of any hart have been seen to lie: offsets from its beginning. What an engine makes of code
 * leaves these places out, so that it comes to nobody's mind there but the engine's own to look whether to stop. One at
 * which no breakpoint lies any more costs time and no more.
 */
export class BreakpointPlaces {
  readonly #places = new Set<number>();
  #changed: ((place: number) => void) | undefined;

  /** From now on `told` hears of every place that is one now, or no longer. */
  onChange(told: (place: number) => void): void {
    this.#changed = told;
  }

  has(place: number): boolean {
    return this.#places.has(place);
  }

  add(place: number): void {
    if (this.#places.has(place)) return;
    this.#places.add(place);
    this.#changed?.(place);
  }

  clear(): void {
    const places = [...this.#places];
    this.#places.clear();
    for (const place of places) this.#changed?.(place);
  }
}

/**
 * The virtual addresses before whose instructions somebody outside wants a hart to stop. They are no state of the hart, and
 * none of its triggers. A slice ends where pc is one of them, and so does not begin with it again unless that is wanted.
 */
export class Breakpoints {
  readonly #places: BreakpointPlaces;
  #addresses: ReadonlySet<bigint> = new Set();
  /** The low halves. */
  #lows: ReadonlySet<number> = new Set();

  constructor(places: BreakpointPlaces) {
    this.#places = places;
  }

  /** Whether there are any. */
  get exist(): boolean {
    return this.#lows.size !== 0;
  }

  /** These instead of those before. */
  set(addresses: Iterable<bigint>): void {
    this.#addresses = new Set(addresses);
    this.#lows = new Set([...this.#addresses].map((address) => Number(address & 0xffff_ffffn)));
  }

  has(low: number, high: number): boolean {
    return this.#lows.has(low) && this.#addresses.has(fromHalves(low, high));
  }

  /** The page of this virtual address, in halves, is at an offset in RAM: what it has of them is there. */
  fetched(low: number, high: number, page: number): void {
    const first = fromHalves((low & -pageBytes) >>> 0, high);
    for (const address of this.#addresses) {
      const offset = address - first;
      if (offset >= 0n && offset < BigInt(pageBytes)) this.#places.add(page + Number(offset));
    }
  }
}
