import type { Width } from '@hartlab/isa';
import type { Bus } from './bus.ts';
import type { Privilege } from './hart-state.ts';
import type { MachineMemory } from './machine-memory.ts';
import type { Pmp } from './pmp.ts';
import type { Access } from './trap.ts';

/** Physical addresses that a number can name exactly. What lies above does not exist: an access fault. */
const addressLimit = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Physical memory as one hart may use it: PMP, then RAM or the bus. Every answer of `undefined` or `false` is an access
 * fault.
 */
export class PhysicalMemory {
  readonly ram: MachineMemory;
  readonly #bus: Bus;
  readonly #pmp: Pmp;
  /** The hart whose stores these are. */
  readonly #index: number;

  constructor(ram: MachineMemory, bus: Bus, pmp: Pmp, index: number) {
    this.ram = ram;
    this.#bus = bus;
    this.#pmp = pmp;
    this.#index = index;
  }

  /** The address as a number, when it exists and PMP allows the access. */
  permitted(address: bigint, length: number, access: Access, privilege: Privilege): number | undefined {
    if (address > addressLimit) return undefined;
    const physical = Number(address);
    return this.#pmp.allows(physical, length, access, privilege) ? physical : undefined;
  }

  /** Whether a permission found for one byte of this RAM page holds for all of it. */
  cacheable(page: number, length: number): boolean {
    return this.ram.contains(page, length) && this.#pmp.uniform(page);
  }

  read(physical: number, width: Width): bigint | undefined {
    return this.ram.contains(physical, width) ? this.ram.read(physical, width) : this.#bus.read(physical, width);
  }

  /** Stores the low `width` bytes of `value`: a hart stores from a whole register, a device gets no more than these. */
  write(physical: number, width: Width, value: bigint): boolean {
    if (!this.ram.contains(physical, width)) return this.#bus.write(physical, width, BigInt.asUintN(8 * width, value));
    this.writeRam(physical, width, value);
    return true;
  }

  /** A store of this hart to RAM. */
  writeRam(physical: number, width: Width, value: bigint): void {
    this.ram.write(physical, width, value, this.#index);
  }

  /**
   * A page-table entry. Page tables lie in RAM only; the walker is checked by PMP as S-mode
   * (priv "Physical Memory Protection and Paging").
   */
  readEntry(address: bigint): bigint | undefined {
    const physical = this.permitted(address, 8, 'load', 'S');
    return physical !== undefined && this.ram.contains(physical, 8) ? this.ram.read(physical, 8) : undefined;
  }

  /** Updates a page-table entry that was read; `false` when PMP does not let the walker write. */
  writeEntry(address: bigint, entry: bigint): boolean {
    const physical = this.permitted(address, 8, 'store', 'S');
    if (physical === undefined) return false;
    this.writeRam(physical, 8, entry);
    return true;
  }
}
