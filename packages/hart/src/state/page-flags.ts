/** Why a store to a page of RAM concerns others than who stores. */
const flags = {
  /** Walks have read entries in it whose results are cached. */
  table: 1,
  /** An engine keeps instructions of it decoded. */
  code: 2,
  /** Somebody watches a part of it. */
  watched: 4,
  /** One of the harts that do not run has reserved a part of it. */
  reserved: 8,
} as const;
export type PageFlag = keyof typeof flags;

/**
 * One byte per page of RAM: what hangs on the page outside of the state. An engine may store to a page without flags by
 * itself, but for its byte in the dirty map.
 */
export class PageFlags {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  add(page: number, flag: PageFlag): void {
    this.#bytes[page]! |= flags[flag];
  }

  remove(page: number, flag: PageFlag): void {
    this.#bytes[page]! &= ~flags[flag];
  }

  has(page: number, flag: PageFlag): boolean {
    return (this.#bytes[page]! & flags[flag]) !== 0;
  }
}
