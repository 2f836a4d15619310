import type { Width } from '@hartlab/isa';
import type { Bus } from './bus.ts';
import { fromHalves } from '../csr/csr.ts';
import type { Privilege } from '../state/hart-state.ts';
import type { MachineMemory } from '../state/machine-memory.ts';
import type { Pmp } from './pmp.ts';
import type { Access } from '../trap/trap.ts';

/**
 * Physical memory as one hart may use it: PMP, then RAM or the bus. Every answer of `false` is an access
 * fault. Values are in halves.
 */
export class PhysicalMemory {
  readonly ram: MachineMemory;
  readonly #bus: Bus;
  readonly #pmp: Pmp;
  /** The hart whose stores these are. */
  readonly index: number;
  /** What was read last, unsigned. */
  low = 0;
  high = 0;

  constructor(ram: MachineMemory, bus: Bus, pmp: Pmp, index: number) {
    this.ram = ram;
    this.#bus = bus;
    this.#pmp = pmp;
    this.index = index;
  }

  /** Whether the address exists and PMP allows the access. Above what a number can name exactly, nothing exists. */
  permits(address: number, length: number, access: Access, privilege: Privilege): boolean {
    return address <= Number.MAX_SAFE_INTEGER && this.#pmp.allows(address, length, access, privilege);
  }

  /** Whether a permission found for one byte of this RAM page holds for all of it. */
  cacheable(page: number, length: number): boolean {
    return this.ram.contains(page, length) && this.#pmp.uniform(page);
  }

  /** Reads into `low` and `high`, zero-extended. */
  read(physical: number, width: Width): boolean {
    if (!this.ram.contains(physical, width)) return this.#readDevice(physical, width);
    this.readRam(physical, width);
    return true;
  }

  /** The same of bytes that are RAM, at any alignment. */
  readRam(physical: number, width: Width): void {
    if (width === 8) {
      this.low = this.ram.readSmall(physical, 4);
      this.high = this.ram.readSmall(physical + 4, 4);
    } else {
      this.low = this.ram.readSmall(physical, width);
      this.high = 0;
    }
  }

  #readDevice(physical: number, width: Width): boolean {
    const value = this.#bus.read(physical, width);
    if (value === undefined) return false;
    this.low = Number(value & 0xffff_ffffn);
    this.high = Number(value >> 32n);
    return true;
  }

  /** Stores the low `width` bytes of a value: a hart stores from a whole register, a device gets no more than these. */
  write(physical: number, width: Width, low: number, high: number): boolean {
    if (!this.ram.contains(physical, width))
      return this.#bus.write(physical, width, BigInt.asUintN(8 * width, fromHalves(low, high)));
    this.writeRam(physical, width, low, high);
    return true;
  }

  /** A store of this hart to RAM. */
  writeRam(physical: number, width: Width, low: number, high: number): void {
    this.ram.writeHalves(physical, width, low, high, this.index);
  }

  /** Stores zeros to bytes of RAM in one page, from a multiple of eight on. */
  zeroRam(physical: number, length: number): void {
    this.ram.zero(physical, length, this.index);
  }

  /** The walker sets A and D bits in the low half of an entry. */
  markEntry(physical: number, low: number): void {
    this.ram.markEntry(physical, low, this.index);
  }

  /**
   * Whether the page-table walker may read or update an entry here. Page tables lie in RAM only; the walker is checked
   * by PMP as S-mode (priv "Physical Memory Protection and Paging").
   */
  isEntry(physical: number, access: 'load' | 'store'): boolean {
    return this.permits(physical, 8, access, 'S') && this.ram.contains(physical, 8);
  }
}
