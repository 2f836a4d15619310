import { hartLayout } from './layout.ts';
import type { MachineMemory } from './machine-memory.ts';

/** The nominal privilege modes. With V = 1, S is VS-mode and U is VU-mode. */
export type Privilege = 'U' | 'S' | 'M';

/** The two-bit encodings of the privilege modes, as in mstatus.MPP (priv "Privilege Levels"). */
export const encodings = { U: 0, S: 1, M: 3 } as const;

/** The two-bit encoding of a privilege mode, as in mstatus.MPP (priv "Privilege Levels"). */
export const encodePrivilege = (privilege: Privilege): bigint => BigInt(encodings[privilege]);

/** The mode that a two-bit encoding names. 2 is reserved, and no WARL field holds it. */
export const decodePrivilege = (encoding: number): Privilege => (encoding === 3 ? 'M' : encoding === 1 ? 'S' : 'U');

const breakpoints = ['none', 'due', 'guest address'] as const;
type Breakpoint = (typeof breakpoints)[number];

/**
 * One hart's block seen through names. It stores nothing outside the block, so two objects on one block are the same
 * hart, and a restored block is a restored hart.
 */
export class HartState {
  /** x0 to x31, unsigned. x0 is never written. */
  readonly x: BigUint64Array;
  /** f0 to f31, unsigned. */
  readonly f: BigUint64Array;
  /** Every cell of the block. */
  readonly #cells: BigUint64Array;
  /** The same as 32-bit halves, low first: small values are read without making a bigint. */
  readonly #halves: Uint32Array;

  constructor(memory: MachineMemory, index: number) {
    const { buffer, byteOffset } = memory.hartBlock(index);
    this.#cells = new BigUint64Array(buffer, byteOffset, hartLayout.size / 8);
    this.#halves = new Uint32Array(buffer, byteOffset, hartLayout.size / 4);
    this.x = this.#cells.subarray(hartLayout.x / 8, hartLayout.x / 8 + 32);
    this.f = this.#cells.subarray(hartLayout.f / 8, hartLayout.f / 8 + 32);
  }

  get pc(): bigint {
    return this.#cells[hartLayout.pc / 8]!;
  }
  set pc(value: bigint) {
    this.#cells[hartLayout.pc / 8] = value;
  }

  /** Bits 31:0 of pc. */
  get pcLow(): number {
    return this.#halves[hartLayout.pc / 4]!;
  }

  /** Bits 63:32 of pc. */
  get pcHigh(): number {
    return this.#halves[hartLayout.pc / 4 + 1]!;
  }

  setPc(low: number, high: number): void {
    this.#halves[hartLayout.pc / 4] = low;
    this.#halves[hartLayout.pc / 4 + 1] = high;
  }

  /** Moves pc to the next instruction, `length` bytes on. */
  advance(length: number): void {
    this.#add(hartLayout.pc / 4, length);
  }

  get privilege(): Privilege {
    return decodePrivilege(this.#halves[hartLayout.privilege / 4]!);
  }
  set privilege(value: Privilege) {
    this.#halves[hartLayout.privilege / 4] = encodings[value];
  }

  /** The virtualization mode (priv "Privilege Modes"). */
  get V(): boolean {
    return this.#halves[hartLayout.V / 4] === 1;
  }
  set V(value: boolean) {
    this.#halves[hartLayout.V / 4] = Number(value);
  }

  /** The privilege mode as one small number: its encoding, plus 4 when V = 1. */
  get mode(): number {
    return this.#halves[hartLayout.privilege / 4]! | (this.#halves[hartLayout.V / 4]! << 2);
  }

  get waiting(): boolean {
    return this.#halves[hartLayout.waiting / 4] === 1;
  }
  set waiting(value: boolean) {
    this.#halves[hartLayout.waiting / 4] = Number(value);
  }

  get stopped(): boolean {
    return this.#halves[hartLayout.stopped / 4] === 1;
  }
  set stopped(value: boolean) {
    this.#halves[hartLayout.stopped / 4] = Number(value);
  }

  /** Whether the next instruction has to be a landing pad. */
  get ELP(): boolean {
    return this.#halves[hartLayout.ELP / 4] === 1;
  }
  set ELP(value: boolean) {
    this.#halves[hartLayout.ELP / 4] = Number(value);
  }

  /** The level that devices drive on the RNMI line. */
  get nonMaskableInterrupt(): boolean {
    return this.#halves[hartLayout.nonMaskableInterrupt / 4] === 1;
  }
  set nonMaskableInterrupt(value: boolean) {
    this.#halves[hartLayout.nonMaskableInterrupt / 4] = Number(value);
  }

  get criticalError(): boolean {
    return this.#halves[hartLayout.criticalError / 4] === 1;
  }
  set criticalError(value: boolean) {
    this.#halves[hartLayout.criticalError / 4] = Number(value);
  }

  /** Whether a trigger has matched that fires at the next step, and what address its trap tells. */
  get breakpoint(): Breakpoint {
    return breakpoints[this.#halves[hartLayout.breakpoint / 4]!] ?? 'none';
  }
  set breakpoint(value: Breakpoint) {
    this.#halves[hartLayout.breakpoint / 4] = breakpoints.indexOf(value);
  }

  get breakpointAddress(): bigint {
    return this.#cells[hartLayout.breakpointAddress / 8]!;
  }
  set breakpointAddress(value: bigint) {
    this.#cells[hartLayout.breakpointAddress / 8] = value;
  }

  /** Physical address of the reserved line, or `noReservation`. */
  get reservation(): bigint {
    return this.#cells[hartLayout.reservation / 8]!;
  }
  set reservation(line: bigint) {
    this.#cells[hartLayout.reservation / 8] = line;
  }

  endReservation(): void {
    const half = hartLayout.reservation / 4;
    this.#halves[half] = this.#halves[half + 1] = 0xffff_ffff;
  }

  /** Bit i is the level that devices drive on interrupt i's line. */
  get interruptLines(): bigint {
    return this.#cells[hartLayout.interruptLines / 8]!;
  }
  set interruptLines(levels: bigint) {
    this.#cells[hartLayout.interruptLines / 8] = levels;
  }
  /** 32 bits of it. */
  lines(half: 0 | 1): number {
    return this.#halves[hartLayout.interruptLines / 4 + half]!;
  }

  /** The stored value of the CSR at `address`: no view, no gate, no side effect. */
  cell(address: number): bigint {
    return this.#cells[hartLayout.csrs / 8 + address]!;
  }
  setCell(address: number, value: bigint): void {
    this.#cells[hartLayout.csrs / 8 + address] = value;
  }

  /** 32 bits of the cell of the CSR at `address`: 0 is its low half, 1 its high half. */
  half(address: number, half: 0 | 1): number {
    return this.#halves[hartLayout.csrs / 4 + 2 * address + half]!;
  }
  setHalves(address: number, low: number, high: number): void {
    const at = hartLayout.csrs / 4 + 2 * address;
    this.#halves[at] = low;
    this.#halves[at + 1] = high;
  }
  setHalf(address: number, half: 0 | 1, value: number): void {
    this.#halves[hartLayout.csrs / 4 + 2 * address + half] = value;
  }

  /** Counts one more in the cell of the CSR at `address`, and says whether that made it 0. */
  increment(address: number): boolean {
    const half = hartLayout.csrs / 4 + 2 * address;
    this.#add(half, 1);
    return this.#halves[half] === 0 && this.#halves[half + 1] === 0;
  }

  /** Fills the block with zeros. */
  clear(): void {
    this.#cells.fill(0n);
  }

  /** Adds a small number to the cell whose low half has this index, modulo 2^64. */
  #add(half: number, amount: number): void {
    const sum = this.#halves[half]! + amount;
    this.#halves[half] = sum;
    if (sum >= 2 ** 32) this.#halves[half + 1]! += 1;
  }
}
