/** Entries, a power of two; a page's slot is the low bits of its number. */
const entries = 256;

/**
 * Where the virtual pages last used lie in RAM, for one kind of access in the hart's current mode. It holds only what a
 * walk and PMP have just granted for the whole page, and forgets all of it whenever either might answer differently.
 */
export class TranslationCache {
  readonly #virtual = new Float64Array(entries).fill(-1);
  readonly #physical = new Float64Array(entries);
  #empty = true;

  /** Physical address of the page with this number (virtual address / 4096), or -1. */
  lookup(page: number): number {
    const slot = page & (entries - 1);
    return this.#virtual[slot] === page ? this.#physical[slot]! : -1;
  }

  insert(page: number, physical: number): void {
    const slot = page & (entries - 1);
    this.#virtual[slot] = page;
    this.#physical[slot] = physical;
    this.#empty = false;
  }

  flush(): void {
    if (this.#empty) return;
    this.#virtual.fill(-1);
    this.#empty = true;
  }
}
