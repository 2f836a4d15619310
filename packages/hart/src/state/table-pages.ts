import { pageBytes } from './layout.ts';
import type { PageFlags } from './page-flags.ts';

/** Whoever caches translations. Addresses are virtual, in halves, unsigned. */
export interface TranslationKeeper {
  /** No cached translation may be what a walk would find. */
  forget(): void;
  /** Those of the page with this address may not be. */
  forgetPage(low: number, high: number): void;
}

/** Entries of a page of RAM that is a table: 512 of eight bytes. */
const entriesOfPage = pageBytes / 8;
/** So many valid entries of a last table are replaced before nothing is to hang on it: it may be no table any more. */
const patience = 128;

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
  /** How many valid entries have been replaced of those that are last tables. */
  readonly #replaced = new Map<number, number>();
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
    this.#forgetPage(first + entry * pageBytes);
    const replaced = (this.#replaced.get(page) ?? 0) + 1;
    this.#replaced.set(page, replaced);
    if (replaced === patience) this.#release(page, first);
  }

  #forgetPage(address: number): void {
    for (const keeper of this.#keepers) keeper.forgetPage(address >>> 0, Math.floor(address / 2 ** 32) >>> 0);
  }

  /** Nothing hangs any more on a last table: a guest that fills a page that was one goes on at full speed. */
  #release(page: number, first: number): void {
    const end = first + entriesOfPage * pageBytes;
    for (let address = first; address < end; address += pageBytes) this.#forgetPage(address);
    this.#flags.remove(page, 'table');
    this.#pages.delete(page);
    this.#replaced.delete(page);
  }

  /** Anything has changed on which something may hang. */
  changed(): void {
    for (const page of this.#pages.keys()) this.#flags.remove(page, 'table');
    this.#pages.clear();
    this.#replaced.clear();
    this.#isExact = true;
    for (const keeper of this.#keepers) keeper.forget();
  }
}
