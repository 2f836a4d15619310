import { fromHalves } from '../csr/csr.ts';
import type { BreakpointPlaces } from '../state/breakpoint-places.ts';
import { pageBytes } from '../state/layout.ts';

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
