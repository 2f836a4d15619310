/** So many bytes, one behind the other, fill a page: it is one of data. */
const fill = 256;
/** So many stores to a page of code anywhere make it one of data. */
const patience = 256;
/** The same where code is still used, as far as that can be seen. */
const [longFill, longPatience] = [2048, 65_536];

/** What is stored to a page since its code was last looked at. */
interface Stores {
  count: number;
  /** Whether they have replaced instructions that were known. */
  replaceCode: boolean;
  /** Where the latest of those ends that lie one behind the other, and how many bytes all of these are. */
  end: number;
  length: number;
}

/**
 * Tells which pages of code are pages of data by now, as guests use a page for one thing after the other: as long as somebody
 * keeps what it was decoded to, each store to it is a slow one. A page that is not filled, and whose code stays, may be one of
 * both: that is waited for longer, if it was found to be so before.
 */
export class StoredPages {
  readonly #stores = new Map<number, Stores>();
  readonly #both = new Set<number>();

  /**
   * The bytes of a page from `begin` to `end` were stored to, and perhaps replaced instructions that were known. Whether the page
   * is one of data now; then it is again as if nothing had been stored there.
   */
  becomesData(page: number, begin: number, end: number, replaceCode: boolean, isUsed: boolean): boolean {
    const stores = this.#of(page);
    stores.count++;
    stores.replaceCode ||= replaceCode;
    stores.length = (begin === stores.end ? stores.length : 0) + end - begin;
    stores.end = end;
    const fills = stores.length >= (isUsed ? longFill : fill);
    const mayBeBoth = !stores.replaceCode && (isUsed || this.#both.has(page));
    if (!fills && stores.count < (mayBeBoth ? longPatience : patience)) return false;
    if (stores.replaceCode) this.#both.delete(page);
    else if (!fills) this.#both.add(page);
    this.#stores.delete(page);
    return true;
  }

  /** Nothing is kept of the page. */
  forget(page: number): void {
    this.#stores.delete(page);
  }

  #of(page: number): Stores {
    const known = this.#stores.get(page);
    if (known) return known;
    const stores = { count: 0, replaceCode: false, end: 0, length: 0 };
    this.#stores.set(page, stores);
    return stores;
  }
}
