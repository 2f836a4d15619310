import { pageBytes } from './layout.ts';
import type { PageFlags } from './page-flags.ts';

/** Whoever caches translations. Addresses are virtual, in halves, unsigned. */
export interface TranslationKeeper {
  /** No cached translation may be what a walk would find. */
  forget(): void;
  /** Those of the page with this address may not be. */
  forgetPage(low: number, high: number): void;
}

/** What the entries of a table are about whose changes concern more than one page each, or nobody knows which. */
export const manyPages: number = Number.NaN;

/**
 * The pages of RAM on which cached translations hang, of all harts. Translation never shows an older table than memory
 * holds: a walk whose result is to be cached adds the pages that it reads, and a store that replaces a valid entry of one
 * makes whoever caches translations forget what may hang on it: the one page to which an entry of a last table leads, as
 * long as all walks had that table at the same address, or else everything. Then nothing hangs on any page until it is
 * read again.
 */
export class TablePages {
  readonly #flags: PageFlags;
  /** The pages that have the flag, by their numbers: the virtual address to which the first entry leads, or `manyPages`. */
  readonly #pages = new Map<number, number>();
  readonly #keepers: TranslationKeeper[] = [];
  #isExact = true;

  constructor(flags: PageFlags) {
    this.#flags = flags;
  }

  /** From now on it is told when a cached translation may no longer be what a walk would find. */
  add(keeper: TranslationKeeper): void {
    this.#keepers.push(keeper);
  }

  /** A walk reads an entry in this page, and its result will be cached. `address` is what the first entry of a last table is about. */
  read(page: number, address: number): void {
    const known = this.#pages.get(page);
    if (known === address) return;
    if (known === undefined) this.#flags.add(page, 'table');
    // What is not a number is never known.
    this.#pages.set(page, known === undefined ? address : manyPages);
  }

  has(page: number): boolean {
    return this.#flags.has(page, 'table');
  }

  /** Something is cached by another address than that which was walked. */
  blur(): void {
    this.#isExact = false;
  }

  /** An entry of a page has changed, by its number there. */
  entryChanged(page: number, entry: number): void {
    const first = this.#isExact ? this.#pages.get(page) : undefined;
    if (first === undefined || Number.isNaN(first)) return this.changed();
    const address = first + entry * pageBytes;
    for (const keeper of this.#keepers) keeper.forgetPage(address >>> 0, Math.floor(address / 2 ** 32) >>> 0);
  }

  /** Anything has changed on which something may hang. */
  changed(): void {
    for (const page of this.#pages.keys()) this.#flags.remove(page, 'table');
    this.#pages.clear();
    this.#isExact = true;
    for (const keeper of this.#keepers) keeper.forget();
  }
}
