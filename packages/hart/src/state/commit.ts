import { join, type Step, StepRecord } from './step.ts';
import type { encodings } from './cells.ts';

/** The kinds of registers: x0 to x31, f0 to f31, and those that hold the bits of CSRs. */
export type RegisterKind = 'x' | 'f' | 'csr';

/** A register that was written, though perhaps with what it held already. */
export interface RegisterWrite {
  readonly kind: RegisterKind;
  /** Of a CSR its address; from 4096 on the cells are of registers that have none (see the table of cells). */
  readonly number: number;
  /** What the register, or of a CSR its cell, holds after the step, unsigned. */
  readonly value: bigint;
}

/** Bytes of memory that were read or written together. */
export interface MemoryAccess {
  /** `walk` is the update of a page-table entry's A and D bits that an access brought about. */
  readonly kind: 'load' | 'store' | 'walk';
  /** Of the lowest byte, with pointer masking done: virtual where there are page tables; physical of a `walk`. */
  readonly address: bigint;
  /** The same as the instruction computed it, before pointer masking. */
  readonly computed: bigint;
  /** Where the lowest byte is. */
  readonly physical: number;
  /** Where the first byte in the next page is, when the access has bytes in two pages; -1 otherwise. */
  readonly nextPage: number;
  /** How many bytes: 1, 2, 4, 8, or those of a cache block. */
  readonly width: number;
  /** What was loaded or stored, zero-extended. Of a cache block, which is more than a value holds, 0: that is all that is ever stored. */
  readonly value: bigint;
}

/**
 * All that one step did to registers and memory. What it leaves out: pc and the mode after the step, WFI, the
 * reservation, the expected landing pad and triggers that are due, which are the hart's own; and the counters' counting.
 */
export interface Commit extends Step {
  /** The modes before the step. */
  readonly privilege: keyof typeof encodings;
  readonly V: boolean;
  /** What the trap told besides its cause: for mtval, stval or vstval. 0 when nothing trapped. */
  readonly tval: bigint;
  /** The registers that were written, each once, in the order in which they first were; x0 never. */
  readonly registers: readonly RegisterWrite[];
  /** The accesses to memory, in order. What an access that trapped has loaded before it did is here too. */
  readonly accesses: readonly MemoryAccess[];
}

/** What a record is completed from: the registers after the step. */
interface Registers {
  readonly x: BigUint64Array;
  readonly f: BigUint64Array;
  cell(address: number): bigint;
}

/** What it takes of the trap. */
interface Raised {
  readonly tvalLow: number;
  readonly tvalHigh: number;
}

/** An access in numbers. Halves are unsigned or signed. */
class AccessRecord implements MemoryAccess {
  kind: MemoryAccess['kind'] = 'load';
  low = 0;
  high = 0;
  computedHigh = 0;
  physical = 0;
  nextPage = -1;
  width = 0;
  valueLow = 0;
  valueHigh = 0;

  get address(): bigint {
    return join(this.low, this.high);
  }
  get computed(): bigint {
    return join(this.low, this.computedHigh);
  }
  get value(): bigint {
    return BigInt.asUintN(8 * this.width, join(this.valueLow, this.valueHigh));
  }
}

/** A list that is filled again and again, with the same objects. */
class Refilled<T> {
  readonly list: T[] = [];
  readonly #spare: T[] = [];
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  empty(): void {
    for (let one = this.list.pop(); one; one = this.list.pop()) this.#spare.push(one);
  }

  /** One more at the end, that has to be filled. */
  add(): T {
    const one = this.#spare.pop() ?? this.#make();
    this.list.push(one);
    return one;
  }
}

/**
 * The record of one hart, used again for each step: `observe`, what happens, `end`. Whoever changes a register or memory
 * tells it, if there is one.
 */
export class CommitRecord extends StepRecord implements Commit {
  privilege: Commit['privilege'] = 'M';
  V = false;
  tval = 0n;
  /** The high half of the address that the instruction computed last, before pointer masking. */
  computedHigh = 0;
  readonly #registers = new Refilled<{ -readonly [K in keyof RegisterWrite]: RegisterWrite[K] }>(() => ({
    kind: 'x',
    number: 0,
    value: 0n,
  }));
  readonly #accesses = new Refilled(() => new AccessRecord());
  readonly registers: readonly RegisterWrite[] = this.#registers.list;
  readonly accesses: readonly MemoryAccess[] = this.#accesses.list;

  observe(privilege: Commit['privilege'], V: boolean): void {
    this.privilege = privilege;
    this.V = V;
    this.#registers.empty();
    this.#accesses.empty();
  }

  /** A register was written, with a value that is known at the end. */
  wrote(kind: RegisterKind, number: number): void {
    if (this.registers.some((write) => write.kind === kind && write.number === number)) return;
    const write = this.#registers.add();
    write.kind = kind;
    write.number = number;
  }

  /** Memory was loaded or stored. Only the low `width` bytes of the value count; `nextPage` is for an access with bytes in two. */
  accessed(
    kind: MemoryAccess['kind'],
    low: number,
    high: number,
    physical: number,
    nextPage: number,
    width: number,
    valueLow: number,
    valueHigh: number,
  ): void {
    const access = this.#accesses.add();
    access.kind = kind;
    access.low = low;
    access.high = high;
    access.computedHigh = kind === 'walk' ? high : this.computedHigh;
    access.physical = physical;
    access.nextPage = nextPage;
    access.width = width;
    access.valueLow = valueLow;
    access.valueHigh = valueHigh;
  }

  /** The step is over. Halves of tval are unsigned. */
  end(step: Step, registers: Registers, { tvalLow, tvalHigh }: Raised): void {
    const { kind } = step;
    this.tval = kind === 'retired' || kind === 'waiting' ? 0n : join(tvalLow, tvalHigh);
    this.is(step);
    for (const write of this.#registers.list) {
      const { kind: file, number } = write;
      write.value = file === 'csr' ? registers.cell(number) : registers[file][number]!;
    }
  }
}
