import { cacheBlockBytes, pageBytes } from './layout.ts';

/** A use of corrupted data, for which a hart takes a hardware-error exception. */
export interface CorruptedAccess {
  /** The index of the hart. */
  readonly hart: number;
  /** The physical address of the first corrupted byte that the access is to. */
  readonly physical: number;
  /** The virtual address that the trap tells, unsigned. */
  readonly virtual: bigint;
  /** Whether it is of a page-table entry, which the walk of an address reads. */
  readonly implicit: boolean;
}

const none: readonly number[] = [];

/**
 * The lines of RAM, 64 bytes each, whose data is known to be corrupted: poisoned. Who needs a byte of one takes a
 * hardware-error exception. "If the poisoned data is completely overwritten with new data then the associated poison is
 * cleared. If the poisoned data is only partially written then the data continues to be marked as poisoned" (reri "Error
 * Detection and Correction"): a hart overwrites a line with CBO.ZERO alone.
 *
 * Pages with such a line are kept out of the caches of translations, so that only the reference accesses them.
 */
export class PoisonedLines {
  /** Told of each use of corrupted data, in the boundary in which its trap is taken. */
  consumed: ((access: CorruptedAccess) => void) | undefined;
  readonly #ramBase: number;
  readonly #ramSize: number;
  readonly #forget: () => void;
  /** Their physical addresses, ascending. The list never changes: another takes its place. */
  #lines = none;
  #set: ReadonlySet<number> = new Set();

  /** `ramBase` is a multiple of 64, and `forget` makes all harts forget where pages lie. */
  constructor(ramBase: number, ramSize: number, forget: () => void) {
    this.#ramBase = ramBase;
    this.#ramSize = ramSize;
    this.#forget = forget;
  }

  /** Whether there are any. */
  get exist(): boolean {
    return this.#lines.length !== 0;
  }

  /** The physical addresses of all, ascending: a list that never changes. */
  save(): readonly number[] {
    return this.#lines;
  }

  /** These, and no others, are poisoned. */
  restore(lines: readonly number[]): void {
    if (lines === this.#lines) return;
    this.#become(lines.length === 0 ? none : lines);
    this.#forget();
  }

  /** Poisons the line around a physical address. @throws RangeError outside RAM. */
  add(address: number): void {
    const [line, end] = [lineOf(address), this.#ramBase + this.#ramSize];
    if (!Number.isSafeInteger(address) || address < this.#ramBase || address >= end)
      throw new RangeError(
        `0x${address.toString(16)} cannot be poisoned: RAM is from 0x${this.#ramBase.toString(16)} to 0x${(end - 1).toString(16)}`,
      );
    if (!this.#set.has(line)) this.restore([...this.#lines, line].toSorted((a, b) => a - b));
  }

  /** The line around a physical address holds good data again. Whether it was poisoned. */
  remove(address: number): boolean {
    const line = lineOf(address);
    if (!this.#set.has(line)) return false;
    this.#become(this.#lines.filter((other) => other !== line));
    return true;
  }

  /** The first of so many bytes, at least 1, that is corrupted, as a physical address; or -1. */
  first(address: number, length: number): number {
    for (let line = lineOf(address); line < address + length; line += cacheBlockBytes)
      if (this.#set.has(line)) return Math.max(line, address);
    return -1;
  }

  /** Whether a part of the page at this physical address is corrupted. */
  areIn(page: number): boolean {
    return this.exist && this.first(page, pageBytes) >= 0;
  }

  /** So many bytes have been stored to at once. */
  overwritten(address: number, length: number): void {
    if (!this.exist) return;
    const isLeft = (line: number) => line < address || line + cacheBlockBytes > address + length;
    const left = this.#lines.filter(isLeft);
    if (left.length < this.#lines.length) this.#become(left);
  }

  #become(lines: readonly number[]): void {
    this.#lines = lines;
    this.#set = new Set(lines);
  }
}

const lineOf = (address: number): number => address - (address % cacheBlockBytes);
