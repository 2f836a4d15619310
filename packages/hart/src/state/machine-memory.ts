import type { Width } from '@hartlab/isa';
import { BreakpointPlaces } from './breakpoint-places.ts';
import { noReservation } from './cells.ts';
import { hartLayout, machineLayout, pageBytes, pageOf, reservationBytes } from './layout.ts';
import type { MachineLayout } from './layout.ts';
import { PageFlags } from './page-flags.ts';
import { PoisonedLines } from './poisoned-lines.ts';
import { RunCells, runCellBytes } from './run-cells.ts';
import { TablePages } from './table-pages.ts';

const maximumRam = 3 * 1024 ** 3;

/** More than one entry of page tables. */
const severalEntries = -2;

/** What a machine's memory is made of. */
export interface MachineMemoryOptions {
  readonly harts: number;
  /** Physical address of the first byte of RAM, a multiple of 4096. */
  readonly ramBase: number;
  /** Bytes of RAM, a multiple of 4096, at most 3 GiB. */
  readonly ramSize: number;
  /** Bytes that an engine has for itself; none if absent. */
  readonly engineBytes?: number;
}

/** Is told of a store to a page of code: the number of the page, and where in it what was stored begins and ends. */
export type CodeStored = (page: number, begin: number, end: number) => void;

/** All state of a machine's harts and its RAM, in one `WebAssembly.Memory`. */
export class MachineMemory {
  readonly memory: WebAssembly.Memory;
  readonly harts: number;
  readonly ramBase: number;
  readonly ramSize: number;
  /** RAM itself. Whoever writes through this view calls `stored` afterwards. */
  readonly ram: Uint8Array;
  /** One byte per 4 KiB page of RAM, set to 1 by every store. */
  readonly dirty: Uint8Array;
  /** What hangs on pages of RAM outside of the state. */
  readonly flags: PageFlags;
  /** The pages of RAM on which cached translations hang. */
  readonly tables: TablePages;
  /** The lines of RAM whose data is corrupted: state, as RAM is. */
  readonly poison: PoisonedLines;
  /** Where breakpoints of harts lie. */
  readonly breakpoints: BreakpointPlaces = new BreakpointPlaces();
  /** What the engine and the machine tell each other while a hart runs. */
  readonly run: RunCells;
  readonly layout: MachineLayout;
  readonly #ram16: Uint16Array;
  readonly #ram32: Uint32Array;
  readonly #ram64: BigUint64Array;
  /** The range whose stores `#watch` is told of. */
  #watched = { begin: 0, end: 0 };
  #watch: ((length: number, by: number) => void) | undefined;
  #codeStored: CodeStored | undefined;
  /** The page in which each hart that does not run has reserved a line, or -1. */
  readonly #held: Int32Array;
  /** Every hart's block as 32-bit words; reservations are looked at on every store, where a bigint would be slow. */
  readonly #words: Uint32Array;

  /** @throws RangeError when a size cannot be had. */
  constructor({ harts, ramBase, ramSize, engineBytes = 0 }: MachineMemoryOptions) {
    if (!Number.isInteger(harts) || harts < 1) throw new RangeError(`a machine has at least one hart, not ${harts}`);
    if (!Number.isInteger(ramSize / pageBytes) || ramSize <= 0 || ramSize > maximumRam)
      throw new RangeError(`RAM of ${ramSize} bytes: it must be a multiple of 4096, at most 3 GiB`);
    if (!Number.isSafeInteger(ramBase + ramSize) || ramBase < 0 || ramBase % pageBytes !== 0)
      throw new RangeError(`RAM at ${ramBase}: its address must be a multiple of 4096`);
    this.harts = harts;
    this.ramBase = ramBase;
    this.ramSize = ramSize;
    this.layout = machineLayout(harts, ramSize, engineBytes);
    this.memory = new WebAssembly.Memory({ initial: this.layout.wasmPages, maximum: this.layout.wasmPages });
    const { buffer } = this.memory;
    this.dirty = new Uint8Array(buffer, this.layout.dirty, ramSize / pageBytes);
    this.flags = new PageFlags(new Uint8Array(buffer, this.layout.flags, ramSize / pageBytes));
    this.tables = new TablePages(this.flags);
    this.poison = new PoisonedLines(ramBase, ramSize, () => this.tables.changed());
    this.run = new RunCells(new Int32Array(buffer, this.layout.run, runCellBytes / 4));
    this.ram = new Uint8Array(buffer, this.layout.ram, ramSize);
    this.#ram16 = new Uint16Array(buffer, this.layout.ram, ramSize / 2);
    this.#ram32 = new Uint32Array(buffer, this.layout.ram, ramSize / 4);
    this.#ram64 = new BigUint64Array(buffer, this.layout.ram, ramSize / 8);
    this.#held = new Int32Array(harts).fill(-1);
    this.#words = new Uint32Array(buffer, this.layout.harts, (harts * hartLayout.size) / 4);
  }

  /** The block of hart `index`: its whole architectural state, reservation and wait included, and nothing else. */
  hartBlock(index: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.layout.harts + index * hartLayout.size, hartLayout.size);
  }

  #cells(index: number): BigUint64Array {
    const block = this.hartBlock(index);
    return new BigUint64Array(block.buffer, block.byteOffset, hartLayout.size / 8);
  }

  /** Whether all `length` bytes from physical `address` are RAM. */
  contains(address: number, length: number): boolean {
    return address >= this.ramBase && address + length <= this.ramBase + this.ramSize;
  }

  /**
   * Reads RAM, little-endian, zero-extended, at any alignment.
   *
   * @throws RangeError outside RAM.
   */
  read(address: number, width: Width): bigint {
    const at = this.#offset(address, width);
    if (at % width === 0) {
      switch (width) {
        case 1:
          return BigInt(this.ram[at]!);
        case 2:
          return BigInt(this.#ram16[at / 2]!);
        case 4:
          return BigInt(this.#ram32[at / 4]!);
        case 8:
          return this.#ram64[at / 8]!;
      }
    }
    let value = 0n;
    for (let byte = width - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(this.ram[at + byte]!);
    return value;
  }

  /** The 32 bits at an `address` that is a multiple of four, which must be RAM, unsigned. */
  readWord(address: number): number {
    return this.#ram32[(address - this.ramBase) >>> 2]!;
  }

  /** The 16 bits at an even `address`, which must be RAM: the unit of instruction fetch. */
  readHalf(address: number): number {
    return this.#ram16[(address - this.ramBase) >>> 1]!;
  }

  /** Up to 32 bits at an `address` of any alignment, which must be RAM, zero-extended. */
  readSmall(address: number, width: 1 | 2 | 4): number {
    const at = address - this.ramBase;
    if (width === 1) return this.ram[at]!;
    if ((at & (width - 1)) === 0) return width === 4 ? this.#ram32[at >>> 2]! : this.#ram16[at >>> 1]!;
    let value = 0;
    for (let byte = width - 1; byte >= 0; byte--) value = (value << 8) | this.ram[at + byte]!;
    return value >>> 0;
  }

  /**
   * Stores the low `width` bytes of `value` to RAM, as hart `by` or as a device: see `stored`.
   *
   * @throws RangeError outside RAM.
   */
  write(address: number, width: Width, value: bigint, by = -1): void {
    this.#offset(address, width);
    const bits = BigInt.asUintN(64, value);
    this.writeHalves(address, width, Number(bits & 0xffff_ffffn), Number(bits >> 32n), by);
  }

  /** The same for bytes that are known to be RAM and a value in halves, signed or unsigned. */
  writeHalves(address: number, width: Width, low: number, high: number, by = -1): void {
    const at = address - this.ramBase;
    const entry = this.#begin(at, width);
    if (width === 8) {
      this.#writeSmall(at, 4, low);
      this.#writeSmall(at + 4, 4, high);
    } else this.#writeSmall(at, width, low);
    this.#announce(address, width, by);
    if (entry === severalEntries) this.tables.changed();
    else if (entry >= 0) this.tables.entryChanged(pageOf(entry), (entry % pageBytes) / 8);
  }

  /** Stores zeros to bytes that are known to be RAM, in one page, from a multiple of eight on, and so many. */
  zero(address: number, length: number, by = -1): void {
    this.poison.overwritten(address, length);
    const at = address - this.ramBase;
    const page = pageOf(at);
    if (this.tables.has(page)) {
      for (let offset = 0; offset < length; offset += 8) this.writeHalves(address + offset, 8, 0, 0, by);
      return;
    }
    this.dirty[page] = 1;
    this.ram.fill(0, at, at + length);
    this.#announce(address, length, by);
  }

  /**
   * What a walk of hart `by` does to the low half of a valid entry: it sets A, or A and D. That is a store like any other,
   * but what is cached goes on being what a walk would find: nothing that needs one of these bits is cached while it is
   * clear.
   */
  markEntry(address: number, low: number, by: number): void {
    const at = address - this.ramBase;
    this.dirty[pageOf(at)] = 1;
    this.#writeSmall(at, 4, low);
    this.#announce(address, 4, by);
  }

  /**
   * A walk whose result will be cached reads the entry at `address`, which must be RAM. `first` is the virtual address to which
   * the first entry of its table leads, if that is a last one, or `manyPages`.
   */
  willCache(address: number, first: number): void {
    this.tables.read(pageOf(address - this.ramBase), first);
  }

  #writeSmall(at: number, width: 1 | 2 | 4, value: number): void {
    if (width === 1) this.ram[at] = value;
    else if ((at & (width - 1)) !== 0)
      for (let byte = 0; byte < width; byte++) this.ram[at + byte] = value >>> (8 * byte);
    else if (width === 4) this.#ram32[at >>> 2] = value;
    else this.#ram16[at >>> 1] = value;
  }

  /** A copy of `length` bytes of RAM. @throws RangeError outside RAM. */
  readBytes(address: number, length: number): Uint8Array {
    const at = this.#offset(address, length);
    return this.ram.slice(at, at + length);
  }

  /** Writes RAM as a store would. @throws RangeError outside RAM. */
  writeBytes(address: number, bytes: Uint8Array): void {
    this.ram.set(bytes, this.#offset(address, bytes.length));
    this.stored(address, bytes.length);
  }

  /**
   * What every store to RAM implies, after it: its pages become dirty, every hart but `by` loses a reservation that it
   * overlaps (unpriv "Zalrsc Extension for Load-Reserved/Store-Conditional Instructions"), translations that may hang on
   * what it has replaced are forgotten, and lines that it has replaced whole are no longer corrupted.
   */
  stored(address: number, length: number, by = -1): void {
    if (length === 0) return;
    this.poison.overwritten(address, length);
    const at = address - this.ramBase;
    const last = pageOf(at + length - 1);
    let changesTable = false;
    for (let page = pageOf(at); page <= last; page++) {
      this.dirty[page] = 1;
      changesTable ||= this.tables.has(page);
    }
    this.#announce(address, length, by);
    if (changesTable) this.tables.changed();
  }

  /**
   * What a store of up to eight bytes implies before it: its pages become dirty. Which entry it will replace that is valid
   * and on which translations may hang: its offset in RAM, `severalEntries`, or -1 for none.
   */
  #begin(at: number, width: number): number {
    const end = at + width - 1;
    const first = pageOf(at);
    const last = pageOf(end);
    this.dirty[first] = this.dirty[last] = 1;
    if (!this.tables.has(first) && !this.tables.has(last)) return -1;
    // V is bit 0 of an entry of any kind (priv "Sv39: Page-Based 39-bit Virtual-Memory System").
    const entry = at - (at % 8);
    if (end - (end % 8) === entry) return (this.ram[entry]! & 1) === 0 ? -1 : entry;
    return ((this.ram[entry]! | this.ram[end - (end % 8)]!) & 1) === 0 ? -1 : severalEntries;
  }

  /** Tells of a store whoever watches for it: one who has asked, and harts with a reservation. */
  #announce(address: number, length: number, by: number): void {
    if (address < this.#watched.end && address + length > this.#watched.begin) this.#watch?.(length, by);
    if (this.#codeStored) this.#announceCode(address - this.ramBase, length);
    const last = address + length - 1;
    for (let index = 0; index < this.harts; index++) {
      if (index === by) continue;
      const line = this.#reserved(index);
      if (line <= last && line + reservationBytes > address)
        this.#cells(index)[hartLayout.reservation / 8] = noReservation;
    }
  }

  #announceCode(at: number, length: number): void {
    const end = at + length;
    for (let page = pageOf(at); page <= pageOf(end - 1); page++)
      if (this.flags.has(page, 'code'))
        this.#codeStored?.(page, Math.max(0, at - page * pageBytes), Math.min(pageBytes, end - page * pageBytes));
  }

  /** From now on `told` hears of every store to a page with the flag of code, after it. */
  onCodeStored(told: CodeStored): void {
    this.#codeStored = told;
  }

  /** This hart is to run, or no longer does: the stores of others to a page in which it has reserved a line concern it. */
  runs(hart: number, running: boolean): void {
    if (this.harts === 1) return;
    const line = running ? Infinity : this.#reserved(hart);
    const page = line === Infinity ? -1 : pageOf(line - this.ramBase);
    const before = this.#held[hart]!;
    if (page === before) return;
    this.#held[hart] = page;
    if (before >= 0 && !this.#held.includes(before)) this.flags.remove(before, 'reserved');
    if (page >= 0) this.flags.add(page, 'reserved');
  }

  /** The physical address of the line that a hart has reserved, or Infinity. */
  #reserved(hart: number): number {
    const at = (hart * hartLayout.size + hartLayout.reservation) / 4;
    const high = this.#words[at + 1]!;
    return high === 0xffff_ffff ? Infinity : this.#words[at]! + high * 2 ** 32;
  }

  /**
   * From now on `told` hears of every store to some of the `length` bytes from `address`, after it: of how many bytes it
   * is, and the hart whose store it is, or -1. There is one such range; it need not be RAM.
   */
  watch(address: number, length: number, told: (length: number, by: number) => void): void {
    this.#watched = { begin: address, end: address + length };
    this.#watch = told;
    if (this.contains(address, length))
      for (const byte of [address, address + length - 1]) this.flags.add(pageOf(byte - this.ramBase), 'watched');
  }

  #offset(address: number, length: number): number {
    if (!this.contains(address, length)) throw new RangeError(`0x${address.toString(16)}, ${length} bytes: not in RAM`);
    return address - this.ramBase;
  }
}
