import { pageBytes, type MachineMemory } from '@hartlab/hart';

/** Pages of RAM by number, with their contents. A page that is not there is all zeros. */
export type Pages = ReadonlyMap<number, Uint8Array>;

/**
 * The part of a page of RAM in which it is not what it was at the checkpoint: from the first to the last doubleword that
 * differs. Both are views.
 */
export interface ChangedMemory {
  /** Physical address of its first byte. */
  readonly address: number;
  readonly before: Uint8Array;
  readonly now: Uint8Array;
}

const zeros = new Uint8Array(pageBytes);
const wordsPerPage = pageBytes / 4;
const doublewordBytes = 8;

/**
 * RAM as the pages that differ from the zeros it started as, found by the dirty map that every store sets. A checkpoint
 * takes over the dirty map, so that going back to it costs only the pages written since.
 */
export class RamPages {
  readonly #memory: MachineMemory;
  readonly #words: Uint32Array;
  /** The dirty map, eight pages at a time, where it is made of eights. */
  readonly #dirty8: BigUint64Array | undefined;
  /** Pages written before the latest checkpoint; those written since are dirty. */
  readonly #touched = new Set<number>();
  /** What the touched pages held at the checkpoint. */
  readonly #held = new Map<number, Uint8Array>();
  /** For each mark, the oldest first, what the pages held that had been written since the one before it, or the checkpoint. */
  readonly #marks: Map<number, Uint8Array>[] = [];
  #checkpointed = false;

  constructor(memory: MachineMemory) {
    this.#memory = memory;
    const { dirty, ram } = memory;
    this.#words = new Uint32Array(ram.buffer, ram.byteOffset, ram.length / 4);
    if (dirty.length % 8 === 0 && dirty.byteOffset % 8 === 0)
      this.#dirty8 = new BigUint64Array(dirty.buffer, dirty.byteOffset, dirty.length / 8);
  }

  /** Every page that has been written since the start. */
  #everTouched(): Set<number> {
    return new Set([...this.#touched, ...this.#marks.flatMap((held) => [...held.keys()]), ...this.#dirtyPages()]);
  }

  /** The pages that are not all zeros, in order; views, not copies. A page that was only ever zeroed does not count. */
  pages(): Pages {
    const numbers = [...this.#everTouched()].filter((number) => !this.#isZero(number)).toSorted((a, b) => a - b);
    return new Map(numbers.map((number) => [number, this.page(number)]));
  }

  /** The bytes of a page; a view, not a copy. */
  page(number: number): Uint8Array {
    return this.#memory.ram.subarray(number * pageBytes, (number + 1) * pageBytes);
  }

  save(): Pages {
    return new Map([...this.pages()].map(([number, bytes]) => [number, bytes.slice()]));
  }

  /** Makes RAM what `pages` says. A checkpoint taken before is forgotten. */
  restore(pages: Pages): void {
    for (const number of this.#everTouched()) if (!pages.has(number)) this.#store(number, zeros);
    this.#touched.clear();
    this.#held.clear();
    this.#marks.length = 0;
    this.#checkpointed = false;
    this.#memory.dirty.fill(0);
    for (const [number, bytes] of pages) this.#store(number, bytes);
  }

  /** From here on, `rollback` brings RAM back to what it is now. */
  checkpoint(): void {
    if (this.#marks.length > 0) throw new RangeError('no checkpoint can be taken within a mark');
    this.#checkpointed = true;
    const pages = this.#dirtyPages();
    if (pages.length === 0) return;
    for (const number of pages) {
      const held = this.#held.get(number);
      if (held) held.set(this.page(number));
      else this.#held.set(number, this.page(number).slice());
      this.#touched.add(number);
    }
    this.#memory.dirty.fill(0);
  }

  /**
   * Brings back what is different.
   *
   * @param changed is told of it before, page by page
   * @throws RangeError when there is no checkpoint, or a `restore` came between
   */
  rollback(changed?: (memory: ChangedMemory) => void): void {
    if (!this.#checkpointed) throw new RangeError('there is no checkpoint to go back to');
    if (this.#marks.length > 0) throw new RangeError('the checkpoint is older than a mark that is to be gone back to');
    this.#bringBack(changed);
  }

  #bringBack(changed?: (memory: ChangedMemory) => void): void {
    const pages = this.#dirtyPages();
    if (pages.length === 0) return;
    for (const number of pages) {
      const difference = this.#difference(number);
      if (!difference) continue;
      changed?.(difference);
      this.#memory.writeBytes(difference.address, difference.before);
    }
    this.#memory.dirty.fill(0);
  }

  /** From here on, `unmark` brings RAM back to what it is now. Marks nest, and there is no checkpoint or rollback within one. */
  mark(): void {
    this.#marks.push(new Map(this.#dirtyPages().map((number) => [number, this.page(number).slice()])));
    this.#memory.dirty.fill(0);
  }

  /**
   * Brings back what is different from the latest mark, and forgets that.
   *
   * @param changed is told of it before, page by page
   * @throws RangeError when there is no mark
   */
  unmark(changed?: (memory: ChangedMemory) => void): void {
    const { dirty } = this.#memory;
    const held = this.#marks.at(-1);
    if (!held) throw new RangeError('there is no mark to go back to');
    this.#bringBack(changed);
    this.#marks.pop();
    for (const number of held.keys()) dirty[number] = 1;
  }

  /** Where a page is not what it was at the latest mark or else at the checkpoint, if it is different. */
  #difference(number: number): ChangedMemory | undefined {
    const now = this.page(number);
    const before = this.#before(number);
    const [is, was] = [doublewords(now), doublewords(before)];
    let begin = 0;
    while (begin < is.length && is[begin] === was[begin]) begin++;
    if (begin === is.length) return undefined;
    let end = is.length;
    while (is[end - 1] === was[end - 1]) end--;
    const [first, last] = [begin * doublewordBytes, end * doublewordBytes];
    return {
      address: this.#memory.ramBase + number * pageBytes + first,
      before: before.subarray(first, last),
      now: now.subarray(first, last),
    };
  }

  /** What a page was, stored like anything else: translations may hang on what it is now. */
  #store(number: number, bytes: Uint8Array): void {
    this.#memory.writeBytes(this.#memory.ramBase + number * pageBytes, bytes);
  }

  /** What a page held at the latest mark, or else at the checkpoint. */
  #before(number: number): Uint8Array {
    return this.#marks.findLast((held) => held.has(number))?.get(number) ?? this.#held.get(number) ?? zeros;
  }

  #isZero(number: number): boolean {
    const first = number * wordsPerPage;
    return this.#words.subarray(first, first + wordsPerPage).every((word) => word === 0);
  }

  /** Pages whose byte in the dirty map is set. Most of the map is zero, so it is read 32 pages at a time. */
  #dirtyPages(): readonly number[] {
    const { dirty } = this.#memory;
    const eights = this.#dirty8;
    const pages: number[] = [];
    let page = 0;
    const add = (end: number) => {
      for (; page < end; page++) if (dirty[page] !== 0) pages.push(page);
    };
    if (eights)
      for (let at = 0; at + 4 <= eights.length; at += 4) {
        const any = BigInt.asUintN(64, eights[at]! | eights[at + 1]! | eights[at + 2]! | eights[at + 3]!);
        if (any !== 0n) add(8 * at + 32);
        else page = 8 * at + 32;
      }
    add(dirty.length);
    return pages;
  }
}

/** A page as signed doublewords, which are no objects where they are only compared. */
const doublewords = ({ buffer, byteOffset }: Uint8Array): BigInt64Array =>
  new BigInt64Array(buffer, byteOffset, pageBytes / doublewordBytes);
