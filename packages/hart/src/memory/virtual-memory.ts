import type { AccessKind, Width } from '@hartlab/isa';
import type { Core } from '../core.ts';
import { fromHalves, toHalves } from '../csr/csr.ts';
import { noReservation } from '../state/cells.ts';
import type { HartState } from '../state/hart-state.ts';
import { cacheBlockBytes, pageBytes, reservationBytes } from '../state/layout.ts';
import { AddressSpace } from './address-space.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import { faulted } from './translation.ts';

/** Two doublewords, as one value of 16 bytes. */
export interface Pair {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Memory as the instructions of one hart see it. Misaligned loads and stores work within RAM; one that straddles a page
 * boundary is two portions, both translated before a byte moves. Addresses and values are in 32-bit halves, unsigned.
 *
 * Every method answers whether the access took place; the hart's exception is raised otherwise, and nothing has been
 * stored.
 */
export class VirtualMemory {
  readonly addresses: AddressSpace;
  readonly #hart: Core;
  readonly #state: HartState;
  readonly #memory: PhysicalMemory;
  /** Where the latest AMO works. */
  #modified = 0;
  /** What was loaded last. */
  low = 0;
  high = 0;

  constructor(hart: Core, memory: PhysicalMemory) {
    this.#hart = hart;
    this.#state = hart.state;
    this.#memory = memory;
    this.addresses = new AddressSpace(hart, memory);
  }

  /** The bits of the instruction at pc: 16 for a compressed one, otherwise 32; or `faulted`. */
  fetch(): number {
    const { pcLow, pcHigh } = this.#state;
    const physical = this.addresses.fetchable(pcLow, pcHigh);
    if (physical < 0) return this.#fetchHalves(pcLow, pcHigh);
    const { ram } = this.#memory;
    const first = ram.readHalf(physical);
    return isCompressed(first) ? first : joinHalves(first, ram.readHalf(physical + 2));
  }

  /** A 32-bit instruction is fetched in two portions: the second may lie in another page, and fault there. */
  #fetchHalves(low: number, high: number): number {
    const first = this.#fetchHalf(low, high);
    if (first === faulted || isCompressed(first)) return first;
    const next = (low + 2) >>> 0;
    const second = this.#fetchHalf(next, next < 2 ? (high + 1) >>> 0 : high);
    return second === faulted ? faulted : joinHalves(first, second);
  }

  #fetchHalf(low: number, high: number): number {
    const physical = this.addresses.locate('fetch', low, high, 2, 'own');
    if (physical === faulted || this.addresses.isCorrupted('fetch', low, high, physical, 2, 'own')) return faulted;
    if (this.#memory.read(physical, 2)) return this.#memory.low;
    this.addresses.accessFault('fetch', low, high, 'own');
    return faulted;
  }

  /** Loads the `width` bytes at a virtual address, zero-extended; only a multiple of `width` where it must be `aligned`. */
  load(low: number, high: number, width: Width, kind: AccessKind, aligned = false): boolean {
    const { addresses } = this;
    if (aligned && !addresses.isAligned('load', low, high, width, kind)) return false;
    if (straddles(low, width)) return this.#loadPortions(low, high, width, kind);
    const physical = addresses.locate('load', low, high, width, kind);
    if (physical === faulted || addresses.isCorrupted('load', low, high, physical, width, kind)) return false;
    if (this.#isReachable(low, physical, width) && this.#memory.read(physical, width))
      return this.#loaded(low, high, physical, width);
    return addresses.accessFault('load', low, high, kind);
  }

  /** Stores the low `width` bytes of a value at a virtual address; only at a multiple of `width` where `aligned`. */
  store(
    low: number,
    high: number,
    width: Width,
    valueLow: number,
    valueHigh: number,
    kind: AccessKind,
    aligned = false,
  ): boolean {
    const { addresses } = this;
    if (aligned && !addresses.isAligned('store', low, high, width, kind)) return false;
    if (straddles(low, width)) return this.#storePortions(low, high, width, valueLow, valueHigh, kind);
    const physical = addresses.locate('store', low, high, width, kind);
    if (physical === faulted) return false;
    if (this.#isReachable(low, physical, width) && this.#memory.write(physical, width, valueLow, valueHigh))
      return this.#stored(low, high, physical, width, valueLow, valueHigh);
    return addresses.accessFault('store', low, high, kind);
  }

  /** LR: loads, and reserves the line (unpriv "Zalrsc Extension for Load-Reserved/Store-Conditional Instructions"). */
  loadReserved(low: number, high: number, width: 4 | 8): boolean {
    const physical = this.addresses.locateAtomic('load', low, high, width, 'own');
    if (physical === faulted || this.addresses.isCorrupted('load', low, high, physical, width, 'own')) return false;
    this.#state.reservation = reservedLine(physical);
    return this.#loadRam(low, high, physical, width);
  }

  /** SC. Leaves 0 in `low` if the store took place, otherwise 1. The reservation is over either way. */
  storeConditional(low: number, high: number, width: 4 | 8, valueLow: number, valueHigh: number): boolean {
    const physical = this.addresses.locateAtomic('store', low, high, width, 'own');
    if (physical === faulted) return false;
    const reserved = this.#state.reservation === reservedLine(physical);
    this.#state.reservation = noReservation;
    if (reserved) this.#storeRam(low, high, physical, width, valueLow, valueHigh);
    this.low = reserved ? 0 : 1;
    this.high = 0;
    return true;
  }

  /** The first half of an AMO: loads. It faults as a store. */
  loadToModify(low: number, high: number, width: Width, kind: AccessKind): boolean {
    const physical = this.addresses.locateAtomic('store', low, high, width, kind);
    if (physical === faulted || this.addresses.isCorrupted('store', low, high, physical, width, kind)) return false;
    this.#modified = physical;
    return this.#loadRam(low, high, physical, width);
  }

  /** The other half: stores there what has become of the old value. */
  storeModified(low: number, high: number, width: Width, valueLow: number, valueHigh: number): void {
    this.#storeRam(low, high, this.#modified, width, valueLow, valueHigh);
  }

  /** AMOCAS.Q: stores `replacement` if the old 16 bytes, which it returns, are `expected`. It faults as a store. */
  compareAndSwapPair(low: number, high: number, expected: Pair, replacement: Pair): Pair | undefined {
    const physical = this.addresses.locateAtomic('store', low, high, 16, 'own');
    if (physical === faulted || this.addresses.isCorrupted('store', low, high, physical, 16, 'own')) return undefined;
    const old = {
      low: this.#loadDoubleword(low, high, physical),
      high: this.#loadDoubleword(low + 8, high, physical + 8),
    };
    if (old.low === expected.low && old.high === expected.high) {
      this.#storeRam(low, high, physical, 8, ...toHalves(replacement.low));
      this.#storeRam(low + 8, high, physical + 8, 8, ...toHalves(replacement.high));
    }
    return old;
  }

  /** CBO.ZERO: stores zeros to the cache block around an address. */
  zeroCacheBlock(low: number, high: number): boolean {
    const physical = this.addresses.locateCacheBlock('store', low, high);
    if (physical === faulted) return false;
    this.#memory.zeroRam(physical, cacheBlockBytes);
    return this.#stored(low & -cacheBlockBytes, high, physical, cacheBlockBytes, 0, 0);
  }

  /**
   * CBO.CLEAN, CBO.FLUSH and CBO.INVAL: nothing but an access, which is permitted where a load is and faults as a store
   * (unpriv "Page-Fault, Guest-Page-Fault, and Access-Fault Exceptions").
   */
  manageCacheBlock(low: number, high: number): boolean {
    return this.addresses.locateCacheBlock('load', low, high) !== faulted || this.#hart.raised.becomeStore();
  }

  /** The hart takes the trap for corrupted data: whoever logs errors is told. */
  consumed(): void {
    const { raised } = this.#hart;
    this.#memory.ram.poison.consumed?.({
      hart: this.#memory.index,
      physical: raised.corrupted,
      virtual: fromHalves(raised.tvalLow, raised.tvalHigh),
      implicit: raised.isImplicit,
    });
  }

  /** Devices take no misaligned accesses. `low` is of either address. */
  #isReachable(low: number, physical: number, width: Width): boolean {
    return (low & (width - 1)) === 0 || this.#memory.ram.contains(physical, width);
  }

  #loadRam(low: number, high: number, physical: number, width: Width): true {
    this.#memory.readRam(physical, width);
    return this.#loaded(low, high, physical, width);
  }

  #loadDoubleword(low: number, high: number, physical: number): bigint {
    this.#loadRam(low, high, physical, 8);
    return fromHalves(this.low, this.high);
  }

  #loaded(low: number, high: number, physical: number, width: Width): true {
    this.low = this.#memory.low;
    this.high = this.#memory.high;
    this.#made('load', low, high, physical, -1, width, this.low, this.high);
    return true;
  }

  #storeRam(low: number, high: number, physical: number, width: Width, valueLow: number, valueHigh: number): void {
    this.#memory.writeRam(physical, width, valueLow, valueHigh);
    this.#stored(low, high, physical, width, valueLow, valueHigh);
  }

  #stored(low: number, high: number, physical: number, width: number, valueLow: number, valueHigh: number): true {
    this.#made('store', low, high, physical, -1, width, valueLow, valueHigh);
    return true;
  }

  #loadPortions(low: number, high: number, width: Width, kind: AccessKind): boolean {
    const { addresses } = this;
    if (!addresses.locatePortions('load', low, high, width, kind)) return false;
    const length = pageBytes - (low & (pageBytes - 1));
    if (addresses.isCorrupted('load', low, high, addresses.placeOf(0), length, kind)) return false;
    if (addresses.isCorrupted('load', low, high, addresses.placeOf(length), width - length, kind, length)) return false;
    const { ram } = this.#memory;
    this.low = this.high = 0;
    for (let byte = 0; byte < width; byte++) {
      const bits = ram.readSmall(addresses.placeOf(byte), 1);
      if (byte < 4) this.low = (this.low | (bits << (8 * byte))) >>> 0;
      else this.high = (this.high | (bits << (8 * byte - 32))) >>> 0;
    }
    this.#madePortions('load', low, high, width, this.low, this.high);
    return true;
  }

  #storePortions(
    low: number,
    high: number,
    width: Width,
    valueLow: number,
    valueHigh: number,
    kind: AccessKind,
  ): boolean {
    if (!this.addresses.locatePortions('store', low, high, width, kind)) return false;
    for (let byte = 0; byte < width; byte++) {
      const bits = byte < 4 ? valueLow >>> (8 * byte) : valueHigh >>> (8 * byte - 32);
      this.#memory.writeRam(this.addresses.placeOf(byte), 1, bits, 0);
    }
    this.#madePortions('store', low, high, width, valueLow, valueHigh);
    return true;
  }

  /** An access was made that has bytes in two pages. */
  #madePortions(kind: 'load' | 'store', low: number, high: number, width: Width, valueLow: number, valueHigh: number) {
    const { addresses } = this;
    const second = addresses.placeOf(pageBytes - (low & (pageBytes - 1)));
    this.#made(kind, low, high, addresses.placeOf(0), second, width, valueLow, valueHigh);
  }

  /** Shows an access that was made to those who want to see it. */
  #made(
    kind: 'load' | 'store',
    low: number,
    high: number,
    physical: number,
    second: number,
    width: number,
    valueLow: number,
    valueHigh: number,
  ): void {
    const { watchpoints } = this.#hart.stops;
    if (watchpoints.exist) watchpoints.accessed(kind, low, high, width);
    this.#state.commit?.accessed(kind, low, high, physical, second, width, valueLow, valueHigh);
  }
}

const isCompressed = (half: number) => (half & 3) !== 3;
const joinHalves = (first: number, second: number) => ((second << 16) | first) >>> 0;
const straddles = (low: number, width: number) => (low & (pageBytes - 1)) + width > pageBytes;
const reservedLine = (physical: number) => BigInt(physical - (physical % reservationBytes));
