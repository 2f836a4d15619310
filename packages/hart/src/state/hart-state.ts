import { cellOf, halfOf, ValuesOfBlock } from './cell-values.ts';
import { encodings, rows } from './cells.ts';
import type { CommitRecord } from './commit.ts';
import type { MachineMemory } from './machine-memory.ts';

/** The nominal privilege modes. With V = 1, S is VS-mode and U is VU-mode. */
export type Privilege = keyof typeof encodings;

/** The two-bit encoding of a privilege mode, as in mstatus.MPP (priv "Privilege Levels"). */
export const encodePrivilege = (privilege: Privilege): number =>
  privilege === 'M' ? encodings.M : privilege === 'S' ? encodings.S : encodings.U;

/** The mode that a two-bit encoding names. 2 is reserved, and no WARL field holds it. */
export const decodePrivilege = (encoding: number): Privilege =>
  encoding === encodings.M ? 'M' : encoding === encodings.S ? 'S' : 'U';

/** The five modes, each as one small number: the encoding of its privilege mode, plus 4 when V = 1. */
export const modes = { U: 0, S: 1, M: 3, VU: 4, VS: 5 } as const;
/** The encoding of a mode's privilege mode, as in mstatus.MPP. */
export const privilegeIn = (mode: number): number => mode & 3;
/** A mode's V, 0 or 1. */
export const virtualizationIn = (mode: number): number => mode >>> 2;
/** The mode with this privilege mode, by its encoding, and this V. */
export const modeOf = (privilege: number, V: number): number => privilege | (V << 2);

const [pc, privilege, V, x] = [halfOf('pc'), halfOf('privilege'), halfOf('V'), halfOf('x')];
const [reservation, interruptLines] = [halfOf('reservation'), halfOf('interruptLines')];
const [csrCells, csrHalves] = [cellOf('csrs'), halfOf('csrs')];

/**
 * One hart's block seen through names. It stores nothing outside the block, so two objects on one block are the same
 * hart, and a restored block is a restored hart.
 */
export class HartState extends ValuesOfBlock {
  /** x0 to x31, unsigned. x0 is never written. */
  readonly x: BigUint64Array;
  /** f0 to f31, unsigned. */
  readonly f: BigUint64Array;
  /** The cells of the CSRs in halves, signed: those of the CSR at `address` are at 2 * address and after it. */
  readonly csrHalves: Int32Array;
  /** What is told of everything that a step writes, while someone observes it. */
  commit: CommitRecord | undefined;

  constructor(memory: MachineMemory, index: number) {
    super(memory.hartBlock(index));
    this.x = this.row('x');
    this.f = this.row('f');
    const csrs = this.row('csrs');
    this.csrHalves = new Int32Array(csrs.buffer, csrs.byteOffset, this.halves.length - csrHalves);
  }

  /** Bits 31:0 of pc. */
  get pcLow(): number {
    return this.halves[pc]!;
  }

  /** Bits 63:32 of pc. */
  get pcHigh(): number {
    return this.halves[pc + 1]!;
  }

  setPc(low: number, high: number): void {
    this.halves[pc] = low;
    this.halves[pc + 1] = high;
  }

  /** Copies pc to the cell of the CSR at `address`. */
  savePc(address: number): void {
    this.commit?.wrote('csr', address);
    const at = csrHalves + 2 * address;
    this.halves[at] = this.halves[pc]!;
    this.halves[at + 1] = this.halves[pc + 1]!;
  }
  /** Copies to pc the cell of the CSR at `address`, of its low half only these bits. */
  loadPc(address: number, lowBits = -1): void {
    const at = csrHalves + 2 * address;
    this.halves[pc] = this.halves[at]! & lowBits;
    this.halves[pc + 1] = this.halves[at + 1]!;
  }

  /** Moves pc to the next instruction, `length` bytes on. */
  advance(length: number): void {
    this.#add(pc, length);
  }

  /** 32 bits of an integer register. */
  xHalf(n: number, half: 0 | 1): number {
    return this.halves[x + 2 * n + half]!;
  }
  setX(n: number, low: number, high: number): void {
    this.halves[x + 2 * n] = low;
    this.halves[x + 2 * n + 1] = high;
  }

  /** `privilege` and `V` as one of `modes`. */
  get mode(): number {
    return this.halves[privilege]! | (this.halves[V]! << 2);
  }
  set mode(mode: number) {
    this.halves[privilege] = privilegeIn(mode);
    this.halves[V] = virtualizationIn(mode);
  }

  endReservation(): void {
    this.halves[reservation] = this.halves[reservation + 1] = 0xffff_ffff;
  }

  /** 32 bits of `interruptLines`. */
  lines(half: 0 | 1): number {
    return this.halves[interruptLines + half]!;
  }

  /** A device drives the line of this interrupt. Answers whether that changes its level. */
  drive(interrupt: number, level: boolean): boolean {
    const half = interruptLines + (interrupt >>> 5);
    const before = this.halves[half]!;
    const bit = 1 << (interrupt & 31);
    this.halves[half] = level ? before | bit : before & ~bit;
    return this.halves[half] !== before;
  }

  /** The stored value of the CSR at `address`: no view, no gate, no side effect. */
  cell(address: number): bigint {
    return this.cells[csrCells + address]!;
  }
  setCell(address: number, value: bigint): void {
    this.cells[csrCells + address] = value;
  }

  /** 32 bits of the cell of the CSR at `address`: 0 is its low half, 1 its high half. */
  half(address: number, half: 0 | 1): number {
    return this.halves[csrHalves + 2 * address + half]!;
  }
  /** The same, signed: a small integer to the host, whatever it is. */
  signedHalf(address: number, half: 0 | 1): number {
    return this.csrHalves[2 * address + half]!;
  }
  setHalves(address: number, low: number, high: number): void {
    this.commit?.wrote('csr', address);
    const at = csrHalves + 2 * address;
    this.halves[at] = low;
    this.halves[at + 1] = high;
  }
  setHalf(address: number, half: 0 | 1, value: number): void {
    this.commit?.wrote('csr', address);
    this.halves[csrHalves + 2 * address + half] = value;
  }

  /** Counts `events`, fewer than 2^32, in the cell of the CSR at `address`, and says whether that made it 0. */
  count(address: number, events: number): boolean {
    const half = csrHalves + 2 * address;
    this.#add(half, events);
    return this.halves[half] === 0 && this.halves[half + 1] === 0;
  }

  /** Every cell gets its value after reset: zero, unless the table says another. What devices drive, they go on driving. */
  reset(): void {
    for (const { is, name, reset = 0n } of rows) if (is !== 'line') this.row(name).fill(reset);
  }

  /** Adds a small number to the cell whose low half has this index, modulo 2^64. */
  #add(half: number, amount: number): void {
    const sum = this.halves[half]! + amount;
    this.halves[half] = sum;
    if (sum >= 2 ** 32) this.halves[half + 1]! += 1;
  }
}
