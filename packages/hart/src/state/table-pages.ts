import type { PageFlags } from './page-flags.ts';

/**
 * The pages of RAM on which cached translations hang, of all harts. Translation never shows an older table than memory
 * holds: a walk whose result is to be cached adds the pages that it reads, and a store that replaces a valid entry of one
 * makes whoever caches translations forget them all. Then nothing hangs on any page until it is read again.
 */
export class TablePages {
  readonly #flags: PageFlags;
  /** The numbers of the pages that have the flag. */
  readonly #pages: number[] = [];
  readonly #forget: (() => void)[] = [];

  constructor(flags: PageFlags) {
    this.#flags = flags;
  }

  /** From now on `forget` is called when a cached translation may no longer be what a walk would find. */
  onChange(forget: () => void): void {
    this.#forget.push(forget);
  }

  /** A walk reads an entry in this page, and its result will be cached. */
  add(page: number): void {
    if (this.has(page)) return;
    this.#flags.add(page, 'table');
    this.#pages.push(page);
  }

  has(page: number): boolean {
    return this.#flags.has(page, 'table');
  }

  /** An entry has changed on which something may hang. */
  changed(): void {
    for (const page of this.#pages) this.#flags.remove(page, 'table');
    this.#pages.length = 0;
    for (const forget of this.#forget) forget();
  }
}
