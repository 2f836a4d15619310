import { type MachineMemory, pageBytes } from '@hartlab/hart';
import { csrOf, type Decoded, type Decoder, decoder, type Isa, rd, rm, rs1, rs2, rs3 } from '@hartlab/isa';
import { type Operations, special } from './interpreter/operations.ts';
import { pageRecordsBytes, record, recordBytes, recordOffset } from './interpreter/record.ts';
import { StoredPages } from './stored-pages.ts';

/** Pages of RAM whose records are kept at a time, at most: Linux with a few programs executes about two thousand. */
export const capacity = 4096;

const capacityOf = (ramSize: number): number => Math.min(capacity, ramSize / pageBytes);

/** Bytes of memory that the records need: those of the pages, and four for each page of RAM. What is not used costs nothing. */
export const codeBytes = (ramSize: number): number => mapBytes(ramSize) + capacityOf(ramSize) * pageRecordsBytes;

/** Records are aligned to their size. */
const mapBytes = (ramSize: number): number => Math.ceil((4 * (ramSize / pageBytes)) / recordBytes) * recordBytes;

/** Who makes something of the code. */
export interface CodeUser {
  /** Instructions of a page that begin in a part of it may have changed, or are kept no longer. Their records are as before. */
  changed(page: number, begin: number, end: number): void;
  /** Whether something was made of a page: others give way before it. */
  uses(page: number): boolean;
}

/** Bytes of a register in a hart's block. */
const registerBytes = 8;

/**
 * The decoded instructions of the pages of RAM that are executed, in the machine's memory. They are never older than the
 * code: a store to such a page takes back what it may have changed.
 */
export class CodePages {
  readonly #memory: MachineMemory;
  readonly #operations: Operations;
  readonly #decode: Decoder;
  readonly #capacity: number;
  /** Where the records of the first page are. */
  readonly #records: number;
  /** Where the map is from pages of RAM to their records. */
  readonly pages: number;
  readonly #places: Uint32Array;
  readonly #words: Uint16Array;
  readonly #bytes: Uint8Array;
  readonly #integers: Int32Array;
  /** The page of RAM whose records are in each place; -1 where it was given up. */
  readonly #owners: number[] = [];
  /** Places that were given up. */
  readonly #free: number[] = [];
  /** The place that is given up next. */
  #next = 0;
  readonly #stores = new StoredPages();
  #user: CodeUser | undefined;
  readonly #keepsBits: boolean;

  /** With `keepsBits` records tell the bits of their instructions. */
  constructor(memory: MachineMemory, isa: Isa, operations: Operations, keepsBits = false) {
    const { buffer } = memory.memory;
    const area = memory.layout.engine;
    this.#memory = memory;
    this.#operations = operations;
    this.#keepsBits = keepsBits;
    this.#capacity = capacityOf(memory.ramSize);
    this.#decode = decoder(isa);
    this.pages = area;
    this.#places = new Uint32Array(buffer, area, memory.ramSize / pageBytes);
    this.#records = area + mapBytes(memory.ramSize);
    this.#words = new Uint16Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.#integers = new Int32Array(buffer);
    memory.onCodeStored((page, begin, end) => this.#stored(page, begin, end));
    memory.breakpoints.onChange((place) => {
      const begin = place % pageBytes;
      this.#stored((place - begin) / pageBytes, begin, begin + 1);
    });
  }

  /** Where the records of this page of RAM are; nothing may be known of them. */
  recordsOf(page: number): number {
    return this.#places[page] || this.#open(page);
  }

  /**
   * Decodes the instruction at this offset of a page unless it is known. Whether the interpreter can do it. `next` answers
   * where the page is in RAM that follows in the address space of the hart, or below 0 where it may not fetch from it.
   */
  know(page: number, offset: number, next: () => number): boolean {
    const at = this.recordsOf(page) + recordOffset(offset);
    const straddles = offset === lastHalf && isLong(this.#halfAt(page * pageBytes + offset));
    // Somebody has to look whether it is where a hart is to stop.
    if (this.#memory.breakpoints.has(page * pageBytes + offset)) this.#fill(at, undefined);
    else if (straddles) this.#fillStraddling(at, page * pageBytes + offset, next());
    else if (this.#words[at / 2] === special.undecoded) this.#fill(at, this.#decodeAt(page * pageBytes + offset));
    return this.#words[at / 2] !== special.elsewhere;
  }

  /** The instruction at this offset of a page, all of it there. */
  instructionAt(page: number, offset: number): Decoded | undefined {
    return offset === lastHalf && isLong(this.#halfAt(page * pageBytes + offset))
      ? undefined
      : this.#decodeAt(page * pageBytes + offset);
  }

  /** The instruction of a record at which a hart is, all of it in its page. */
  instructionOf(at: number): Decoded | undefined {
    // Those that the reference always does are many, and have their bits where others have an immediate.
    if (this.#words[at / 2] === special.elsewhere)
      return this.#decode(this.#integers[(at + record.immediate) / 4]! >>> 0);
    const { page, offset } = this.placeOf(at);
    return this.instructionAt(page, offset);
  }

  serve(user: CodeUser): void {
    this.#user = user;
  }

  /** The instruction at this offset of a page, if it is known, the interpreter can do it, and all of it is in the page. */
  knownAt(page: number, offset: number): Decoded | undefined {
    const records = this.#places[page]!;
    if (records === 0) return undefined;
    switch (this.#words[(records + recordOffset(offset)) / 2]) {
      case special.undecoded:
      case special.elsewhere:
      case special.straddling:
        return undefined;
      default:
        return this.instructionAt(page, offset);
    }
  }

  /** Which page of RAM a record is of, -1 if it is of none now, and where in the page its instruction begins. */
  placeOf(at: number): { readonly page: number; readonly offset: number } {
    const place = at - this.#records;
    const page = this.#owners[Math.floor(place / pageRecordsBytes)] ?? -1;
    return { page, offset: (place % pageRecordsBytes) / recordOffset(1) };
  }

  /** Nothing is known of any code. */
  forget(): void {
    for (const page of this.#owners) if (page >= 0) this.#close(page);
    this.#owners.length = this.#free.length = 0;
    this.#next = 0;
  }

  #open(page: number): number {
    const number = this.#free.pop() ?? this.#makeRoom();
    const place = this.#records + number * pageRecordsBytes;
    this.#owners[number] = page;
    this.#bytes.fill(0, place, place + pageRecordsBytes);
    for (const end of [pageBytes, pageBytes + 2]) this.#words[(place + recordOffset(end)) / 2] = special.pageEnd;
    this.#places[page] = place;
    this.#memory.flags.add(page, 'code');
    return place;
  }

  /** The number of a place that has no page any more. */
  #makeRoom(): number {
    this.#spare();
    const number = this.#next;
    const owner = this.#owners[number];
    if (owner !== undefined) this.#close(owner);
    this.#next = (number + 1) % this.#capacity;
    return number;
  }

  /** Passes over pages of which something was made, but not over all. */
  #spare(): void {
    for (let spared = 0; spared < this.#capacity / 2; spared++) {
      const owner = this.#owners[this.#next];
      if (owner === undefined || !this.#user?.uses(owner)) return;
      this.#next = (this.#next + 1) % this.#capacity;
    }
  }

  #close(page: number): void {
    this.#user?.changed(page, 0, pageBytes);
    this.#places[page] = 0;
    this.#memory.flags.remove(page, 'code');
    this.#stores.forget(page);
  }

  /** Keeps nothing more of a page. */
  #giveUp(page: number): void {
    const number = (this.#places[page]! - this.#records) / pageRecordsBytes;
    this.#close(page);
    this.#owners[number] = -1;
    this.#free.push(number);
  }

  /** Instructions that begin up to two bytes before what was stored may have changed. */
  #stored(page: number, begin: number, end: number): void {
    const records = this.#places[page]!;
    if (records === 0) return;
    const first = Math.max(0, begin - (begin % 2) - 2);
    this.#user?.changed(page, first, end);
    let replaces = false;
    for (let offset = first; offset < end; offset += 2) {
      const at = (records + recordOffset(offset)) / 2;
      replaces ||= this.#words[at] !== special.undecoded;
      this.#words[at] = special.undecoded;
    }
    const isUsed = this.#user?.uses(page) ?? false;
    if (this.#stores.becomesData(page, begin, end, replaces, isUsed)) this.#giveUp(page);
  }

  /** The halfword at an offset in RAM. */
  #halfAt(offset: number): number {
    return this.#memory.readHalf(this.#memory.ramBase + offset);
  }

  /** The instruction at an offset in RAM, all of it in its page. */
  #decodeAt(offset: number): Decoded | undefined {
    const first = this.#halfAt(offset);
    return this.#decode(isLong(first) ? join(first, this.#halfAt(offset + 2)) : first);
  }

  #fillStraddling(at: number, offset: number, next: number): void {
    const half = next < 0 ? 0 : this.#halfAt(next);
    this.#fill(at, next < 0 ? undefined : this.#decode(join(this.#halfAt(offset), half)));
    const operation = this.#words[at / 2]!;
    if (operation === special.elsewhere) return this.#fill(at, undefined);
    const behind = at + recordOffset(2);
    this.#words[(behind + record.straddlingOperation) / 2] = operation;
    this.#words[(behind + record.straddlingHalf) / 2] = half;
    this.#words[at / 2] = special.straddling;
  }

  #fill(at: number, decoded: Decoded | undefined): void {
    if (!decoded) {
      this.#bytes.fill(0, at, at + recordBytes);
      this.#words[at / 2] = special.elsewhere;
      return;
    }
    const { insn, word, bits, length, imm } = decoded;
    const operation = this.#operations.numberOf(decoded);
    this.#words[at / 2] = operation;
    this.#bytes[at + record.step] = recordOffset(length);
    this.#bytes[at + record.rd] = registerBytes * rd(word);
    this.#bytes[at + record.rs1] = registerBytes * rs1(word);
    this.#bytes[at + record.rs2] = registerBytes * rs2(word);
    this.#bytes[at + record.rs3] = registerBytes * rs3(word);
    this.#bytes[at + record.rounding] = rm(word);
    this.#integers[(at + record.immediate) / 4] = operation === special.elsewhere ? bits : imm;
    if (this.#keepsBits) this.#integers[(at + record.bits) / 4] = bits;
    if (!insn.operands.has('csr')) return;
    this.#bytes[at + record.csr] = csrOf(word);
    this.#bytes[at + record.csr + 1] = csrOf(word) >>> 8;
    this.#bytes[at + record.writable] = Number(this.#operations.writableIn(decoded) & 0xffn);
  }
}

/** Where in a page the last instruction can begin. */
const lastHalf = pageBytes - 2;

/** Whether an instruction that begins with this halfword has another one. */
const isLong = (half: number) => (half & 3) === 3;
const join = (first: number, second: number) => ((second << 16) | first) >>> 0;
