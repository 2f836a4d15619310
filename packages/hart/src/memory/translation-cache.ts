import { translationLayout } from '../state/layout.ts';

const { entries, entryBytes, tag, addend } = translationLayout;
const pageMask = -4096;
const wordsPerEntry = entryBytes / 4;
const [tagWord, addendWord] = [tag / 4, addend / 4];
/** So many entries are cleared one by one. */
const few = 512;
/** No page has this for its address, nor any part of one. */
const noPage = 0xfff;

/**
 * Where in the machine's memory, whose words these are, the byte at a virtual address is, in halves, by the cache whose entries
 * begin with this word; or -1 where that does not know its page.
 */
export function cachedPlace(words: Int32Array, first: number, low: number, high: number): number {
  const at = first + slotOf(low);
  if (words[at + tagWord] !== (low & pageMask) || words[at + tagWord + 1] !== (high | 0)) return -1;
  return (low + words[at + addendWord]!) >>> 0;
}

/**
 * Where the virtual pages last used lie in RAM, for one kind of access in one context of a hart. It holds only what a walk
 * and PMP have just granted for the whole page, and forgets all of it whenever either might answer differently. It is in
 * the machine's memory, where engines look as well.
 */
export class TranslationCache {
  /** The machine's memory, and the word in it with which the entries begin. */
  readonly #words: Int32Array;
  readonly #first: number;
  /** What an offset in the machine's memory and the physical address of the same byte of RAM differ by. */
  readonly #base: number;
  /** The first words of the entries that are known, as long as they are few: to flush is common, and the cache is large. */
  readonly #known: number[] = [];

  /** `place` is where its entries are in the machine's memory, and `base` the address of RAM less where RAM is there. */
  constructor(buffer: ArrayBufferLike, place: number, base: number) {
    this.#words = new Int32Array(buffer);
    this.#first = place / 4;
    this.#base = base;
    this.#clear();
  }

  /** The physical address of this virtual address, in halves, or -1 where its page is not known. */
  lookup(low: number, high: number): number {
    const place = cachedPlace(this.#words, this.#first, low, high);
    return place < 0 ? -1 : place + this.#base;
  }

  /** From now on the page of this virtual address is known to be that of the physical one. */
  insert(low: number, high: number, physical: number): void {
    const at = this.#first + slotOf(low);
    this.#words[at + tagWord] = low & pageMask;
    this.#words[at + tagWord + 1] = high;
    this.#words[at + addendWord] = physical - this.#base - low;
    if (this.#known.length < few) this.#known.push(at);
  }

  /** The page of this virtual address is no longer known. */
  forget(low: number, high: number): void {
    if (cachedPlace(this.#words, this.#first, low, high) >= 0) this.#words[this.#first + slotOf(low)] = noPage;
  }

  flush(): void {
    if (this.#known.length === few) this.#clear();
    else for (const at of this.#known) this.#words[at] = this.#words[at + 1] = noPage;
    this.#known.length = 0;
  }

  #clear(): void {
    this.#words.fill(noPage, this.#first, this.#first + entries * wordsPerEntry);
  }
}

/** The first word of the entry of an address. */
const slotOf = (low: number): number => ((low >>> 12) & (entries - 1)) * wordsPerEntry;
