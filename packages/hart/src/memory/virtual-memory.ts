import type { AccessKind, Width } from '@hartlab/isa';
import type { Core } from '../core.ts';
import { toHalves } from '../csr/csr.ts';
import { hstatus, mnstatus, mstatus } from '../csrs/csrs.ts';
import { noReservation } from '../state/cells.ts';
import { decodePrivilege, type HartState, type Privilege } from '../state/hart-state.ts';
import { cacheBlockBytes, pageBytes, reservationBytes } from '../state/layout.ts';
import type { Access } from '../trap/trap.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import { PointerMasking } from './pointer-masking.ts';
import { TranslationCache } from './translation-cache.ts';
import { faulted, Translation, type TranslationRequest } from './translation.ts';

/** One access, as whom it is made, and whether its page may be cached for others of its kind. Written anew for each. */
type Request = { -readonly [K in keyof TranslationRequest]: TranslationRequest[K] } & { cacheable: boolean };

/** A mode in which an access is made. */
export interface AccessMode {
  readonly privilege: Privilege;
  readonly V: boolean;
}

/** Two doublewords, as one value of 16 bytes. */
export interface Pair {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Memory as the instructions of one hart see it. Misaligned loads and stores work within RAM; one that straddles a page
 * boundary is two portions, both translated before a byte moves. Addresses and values are in 32-bit halves, unsigned.
 *
 * Every method answers whether the access took place, or else `faulted`: the hart's exception is raised then, and nothing
 * has been stored.
 */
export class VirtualMemory {
  readonly #hart: Core;
  readonly #state: HartState;
  readonly #memory: PhysicalMemory;
  readonly #translation: Translation;
  /** Pages of RAM that the hart may use in its current mode. Accesses for a guest are not cached. */
  readonly #caches = {
    fetch: new TranslationCache(),
    load: new TranslationCache(),
    store: new TranslationCache(),
  };
  readonly #request: Request = {
    access: 'load',
    low: 0,
    high: 0,
    privilege: 'M',
    V: false,
    execute: false,
    shadowStack: undefined,
    peeks: false,
    cacheable: false,
  };
  /** Pointer masking of the hart's own accesses in its current mode, once it was asked for. */
  readonly #ownMasking = new PointerMasking();
  #knowsMasking = false;
  readonly #guestMasking = new PointerMasking();
  /** Where the latest AMO works. */
  #modified = 0;
  /** Where the latest access is whose bytes are in two pages: so many in the first. */
  readonly #portions = { first: 0, length: 0, second: 0 };
  /** What was loaded last. */
  low = 0;
  high = 0;

  constructor(hart: Core, memory: PhysicalMemory) {
    this.#hart = hart;
    this.#state = hart.state;
    this.#memory = memory;
    this.#translation = new Translation(hart, memory);
  }

  /** To be called when anything may have changed that translation or PMP depends on: the mode, a CSR, a fence. */
  flush(): void {
    this.#caches.fetch.flush();
    this.#caches.load.flush();
    this.#caches.store.flush();
    this.#knowsMasking = false;
  }

  /** The high half of where an explicit load or store goes: pointer masking is applied to what the instruction computed. */
  effectiveHigh(high: number, kind: AccessKind): number {
    if (!isOwn(kind)) {
      this.#asGuest();
      const { privilege, V } = this.#request;
      return this.#guestMasking.read(this.#hart, privilege, V, kind).apply(high);
    }
    if (!this.#knowsMasking) {
      this.#asItself();
      const { privilege, V } = this.#request;
      this.#ownMasking.read(this.#hart, privilege, V, 'own');
      this.#knowsMasking = true;
    }
    return this.#ownMasking.apply(high);
  }

  /** Whether an explicit access is made with V = 1. */
  isVirtual(kind: AccessKind): boolean {
    if (!isOwn(kind)) return true;
    this.#asItself();
    return this.#request.V;
  }

  /** The bits of the instruction at pc: 16 for a compressed one, otherwise 32; or `faulted`. */
  fetch(): number {
    const low = this.#state.pcLow;
    const offset = low % pageBytes;
    const page = this.#caches.fetch.lookup(pageNumber(low, this.#state.pcHigh));
    if (page < 0 || offset > pageBytes - 4) return this.#fetchSlowly();
    const { ram } = this.#memory;
    const first = ram.readHalf(page + offset);
    return isCompressed(first) ? first : joinHalves(first, ram.readHalf(page + offset + 2));
  }

  /** A 32-bit instruction is fetched in two portions: the second may lie in another page, and fault there. */
  #fetchSlowly(): number {
    const { pcLow, pcHigh } = this.#state;
    const first = this.#fetchHalf(pcLow, pcHigh);
    if (first === faulted || isCompressed(first)) return first;
    const next = (pcLow + 2) >>> 0;
    const second = this.#fetchHalf(next, next < 2 ? (pcHigh + 1) >>> 0 : pcHigh);
    return second === faulted ? faulted : joinHalves(first, second);
  }

  #fetchHalf(low: number, high: number): number {
    const cached = this.#cached('fetch', low, high, 2, 'own');
    if (cached >= 0) return this.#memory.ram.readHalf(cached);
    const physical = this.#locate(this.#ask('fetch', low, high, 'own'), 2);
    if (physical === faulted) return faulted;
    return this.#memory.read(physical, 2) ? this.#memory.low : this.#unreachable();
  }

  /** Physical address of one byte, for an access made by `as`, or by the hart itself. Who `peeks` sets no A or D bit. */
  locate(access: Access, low: number, high: number, as: AccessMode | undefined, peeks: boolean): number {
    const request = this.#ask(access, low, high, 'own');
    if (as) {
      request.privilege = as.privilege;
      request.V = as.V;
      request.cacheable = false;
    }
    if (peeks) {
      request.peeks = true;
      request.cacheable = false;
    }
    return this.#locate(request, 1);
  }

  /** Loads the `width` bytes at a virtual address, zero-extended; only a multiple of `width` where it must be `aligned`. */
  load(low: number, high: number, width: Width, kind: AccessKind, aligned = false): boolean {
    if (aligned && !this.#isAligned('load', low, high, width, kind)) return false;
    const cached = this.#cached('load', low, high, width, kind);
    if (cached >= 0) return this.#loaded(cached, width);
    const request = this.#ask('load', low, high, kind);
    if (straddles(low, width)) return this.#loadPortions(width, kind);
    const physical = this.#locate(request, width);
    if (physical === faulted) return false;
    if (physical % width !== 0 && !this.#memory.ram.contains(physical, width)) return this.#accessFault();
    if (!this.#memory.read(physical, width)) return this.#accessFault();
    return this.#took();
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
    if (aligned && !this.#isAligned('store', low, high, width, kind)) return false;
    const cached = this.#cached('store', low, high, width, kind);
    if (cached >= 0) return this.#stored(cached, width, valueLow, valueHigh);
    const request = this.#ask('store', low, high, kind);
    if (straddles(low, width)) return this.#storePortions(width, valueLow, valueHigh, kind);
    const physical = this.#locate(request, width);
    if (physical === faulted) return false;
    if (physical % width !== 0 && !this.#memory.ram.contains(physical, width)) return this.#accessFault();
    return this.#memory.write(physical, width, valueLow, valueHigh) || this.#accessFault();
  }

  /** LR: loads, and reserves the line (unpriv "Zalrsc Extension for Load-Reserved/Store-Conditional Instructions"). */
  loadReserved(low: number, high: number, width: 4 | 8): boolean {
    const physical = this.#locateAtomic('load', low, high, width);
    if (physical === faulted) return false;
    this.#state.reservation = reservedLine(physical);
    return this.#loaded(physical, width);
  }

  /** SC. Leaves 0 in `low` if the store took place, otherwise 1. The reservation is over either way. */
  storeConditional(low: number, high: number, width: 4 | 8, valueLow: number, valueHigh: number): boolean {
    const physical = this.#locateAtomic('store', low, high, width);
    if (physical === faulted) return false;
    const reserved = this.#state.reservation === reservedLine(physical);
    this.#state.reservation = noReservation;
    if (reserved) this.#memory.writeRam(physical, width, valueLow, valueHigh);
    this.low = reserved ? 0 : 1;
    this.high = 0;
    return true;
  }

  /** The first half of an AMO: loads. It faults as a store. */
  loadToModify(low: number, high: number, width: Width, kind: AccessKind): boolean {
    const physical = this.#locateAtomic('store', low, high, width, kind);
    if (physical === faulted) return false;
    this.#modified = physical;
    return this.#loaded(physical, width);
  }

  /** The other half: stores there what has become of the old value. */
  storeModified(width: Width, valueLow: number, valueHigh: number): void {
    this.#memory.writeRam(this.#modified, width, valueLow, valueHigh);
  }

  /** AMOCAS.Q: stores `replacement` if the old 16 bytes, which it returns, are `expected`. It faults as a store. */
  compareAndSwapPair(low: number, high: number, expected: Pair, replacement: Pair): Pair | undefined {
    const physical = this.#locateAtomic('store', low, high, 16);
    if (physical === faulted) return undefined;
    const { ram } = this.#memory;
    const old = { low: ram.read(physical, 8), high: ram.read(physical + 8, 8) };
    if (old.low === expected.low && old.high === expected.high) {
      this.#memory.writeRam(physical, 8, ...toHalves(replacement.low));
      this.#memory.writeRam(physical + 8, 8, ...toHalves(replacement.high));
    }
    return old;
  }

  /** CBO.ZERO: stores zeros to the cache block around an address. */
  zeroCacheBlock(low: number, high: number): boolean {
    const physical = this.#locateCacheBlock(this.#ask('store', low, high, 'own'));
    if (physical === faulted) return false;
    for (let offset = 0; offset < cacheBlockBytes; offset += 8) this.#memory.writeRam(physical + offset, 8, 0, 0);
    return true;
  }

  /**
   * CBO.CLEAN, CBO.FLUSH and CBO.INVAL: nothing but an access, which is permitted where a load is and faults as a store
   * (unpriv "Page-Fault, Guest-Page-Fault, and Access-Fault Exceptions").
   */
  manageCacheBlock(low: number, high: number): boolean {
    const physical = this.#locateCacheBlock(this.#ask('load', low, high, 'own'));
    return physical !== faulted || this.#hart.raised.becomeStore();
  }

  /** The cache block around an address, all of which must be RAM. A fault tells the address and not the block's. */
  #locateCacheBlock(request: Request): number {
    const address = this.#translation.translate(request);
    if (address === faulted) return faulted;
    const block = address - (address % cacheBlockBytes);
    const permitted = this.#memory.permits(block, cacheBlockBytes, request.access, request.privilege);
    return permitted && this.#memory.ram.contains(block, cacheBlockBytes) ? block : this.#unreachable();
  }

  /** Atomics are naturally aligned and work in RAM only. */
  #locateAtomic(
    access: 'load' | 'store',
    low: number,
    high: number,
    width: Width | 16,
    kind: AccessKind = 'own',
  ): number {
    if (!this.#isAligned(access, low, high, width, kind)) return faulted;
    const cached = this.#cached(access, low, high, width, kind);
    if (cached >= 0) return cached;
    const physical = this.#locate(this.#ask(access, low, high, kind), width);
    return physical === faulted || this.#memory.ram.contains(physical, width) ? physical : this.#unreachable();
  }

  /** Whether the address is a multiple of `width`. */
  #isAligned(access: 'load' | 'store', low: number, high: number, width: number, kind: AccessKind): boolean {
    if (low % width === 0) return true;
    const request = this.#ask(access, low, high, kind);
    // A shadow stack that is not aligned is not to be emulated (priv "Shadow Stack Memory Protection").
    return request.shadowStack ? this.#accessFault() : this.#hart.raised.addressMisaligned(request);
  }

  /** Physical address of an access within one page that the cache grants, or -1. */
  #cached(access: Access, low: number, high: number, width: number, kind: AccessKind): number {
    if (kind !== 'own') return -1;
    const offset = low % pageBytes;
    if (offset + width > pageBytes) return -1;
    const page = this.#caches[access].lookup(pageNumber(low, high));
    return page < 0 ? -1 : page + offset;
  }

  #loaded(physical: number, width: Width): true {
    this.#memory.readRam(physical, width);
    return this.#took();
  }

  #took(): true {
    this.low = this.#memory.low;
    this.high = this.#memory.high;
    return true;
  }

  #stored(physical: number, width: Width, low: number, high: number): true {
    this.#memory.writeRam(physical, width, low, high);
    return true;
  }

  /** Translates an access within one page, asks PMP, and remembers the page where it can. */
  #locate(request: Request, width: number): number {
    const { access, privilege } = request;
    const physical = this.#translation.translate(request);
    if (physical === faulted) return faulted;
    if (!this.#memory.permits(physical, width, access, privilege)) return this.#unreachable();
    if (request.shadowStack && !this.#holdsShadowStack(physical, width, privilege)) return this.#unreachable();
    if (request.execute && !this.#memory.permits(physical, width, 'fetch', privilege)) return this.#unreachable();
    const page = physical - (physical % pageBytes);
    if (request.cacheable && this.#memory.cacheable(page, pageBytes))
      this.#caches[access].insert(pageNumber(request.low, request.high), page);
    return physical;
  }

  /** A shadow stack is idempotent memory that can be read as well as written (priv "Shadow Stack Memory Protection"). */
  #holdsShadowStack(physical: number, width: number, privilege: Privilege): boolean {
    return this.#memory.permits(physical, width, 'load', privilege) && this.#memory.ram.contains(physical, width);
  }

  /** The present request is for a place that cannot be accessed. */
  #accessFault(): false {
    return this.#hart.raised.accessFault(this.#request);
  }

  #unreachable(): typeof faulted {
    this.#accessFault();
    return faulted;
  }

  #loadPortions(width: Width, kind: AccessKind): boolean {
    if (!this.#locatePortions(width, kind)) return false;
    const { ram } = this.#memory;
    let low = 0;
    let high = 0;
    for (let byte = 0; byte < width; byte++) {
      const bits = ram.readSmall(this.#placeOf(byte), 1);
      if (byte < 4) low |= bits << (8 * byte);
      else high |= bits << (8 * byte - 32);
    }
    this.low = low >>> 0;
    this.high = high >>> 0;
    return true;
  }

  #storePortions(width: Width, low: number, high: number, kind: AccessKind): boolean {
    if (!this.#locatePortions(width, kind)) return false;
    for (let byte = 0; byte < width; byte++)
      this.#memory.writeRam(this.#placeOf(byte), 1, byte < 4 ? low >>> (8 * byte) : high >>> (8 * byte - 32), 0);
    return true;
  }

  /** Finds where the bytes lie of the present request, which are in two pages; all of them are RAM. */
  #locatePortions(width: number, kind: AccessKind): boolean {
    const request = this.#request;
    const { low, high } = request;
    const length = pageBytes - (low % pageBytes);
    const first = this.#locatePortion(length);
    if (first === faulted) return false;
    const next = (low + length) >>> 0;
    request.high = this.effectiveHigh(next === 0 ? (high + 1) >>> 0 : high, kind);
    request.low = next;
    const second = this.#locatePortion(width - length);
    this.#portions.first = first;
    this.#portions.length = length;
    this.#portions.second = second;
    return second !== faulted;
  }

  #locatePortion(length: number): number {
    const physical = this.#locate(this.#request, length);
    return physical === faulted || this.#memory.ram.contains(physical, length) ? physical : this.#unreachable();
  }

  /** Where a byte of that access is. */
  #placeOf(byte: number): number {
    const { first, length, second } = this.#portions;
    return byte < length ? first + byte : second + byte - length;
  }

  #ask(access: Access, low: number, high: number, kind: AccessKind): Request {
    const request = this.#request;
    request.low = low;
    request.high = high;
    request.access = kind === 'shadow-stack' ? 'store' : access;
    request.shadowStack = kind === 'shadow-stack' ? (access === 'load' ? 'reads' : 'writes') : undefined;
    request.execute = kind === 'guest-execute';
    request.cacheable = kind === 'own';
    request.peeks = false;
    if (!isOwn(kind)) this.#asGuest();
    else if (access === 'fetch') this.#as(this.#hart.privilege, this.#hart.V);
    else this.#asItself();
    return request;
  }
  /**
   * As whom HLV, HLVX and HSV access memory: the guest, with the privilege of hstatus.SPVP (priv "Hypervisor
   * Virtual-Machine Load and Store Instructions").
   */
  #asGuest(): void {
    this.#as(this.#hart.get(hstatus.SPVP) === 1 ? 'S' : 'U', true);
  }

  /**
   * As whom the hart's other loads and stores are made: in its own mode unless mstatus.MPRV says otherwise
   * (priv "Memory Privilege in `mstatus` Register").
   */
  #asItself(): void {
    const hart = this.#hart;
    if (!this.#modifiesPrivilege()) return this.#as(hart.privilege, hart.V);
    const privilege = decodePrivilege(hart.get(mstatus.MPP));
    this.#as(privilege, privilege !== 'M' && hart.get(mstatus.MPV) === 1);
  }

  #as(privilege: Privilege, V: boolean): void {
    this.#request.privilege = privilege;
    this.#request.V = V;
  }

  /** mstatus.MPRV counts for nothing while RNMIs are disabled (priv "RNMI CSRs"). */
  #modifiesPrivilege(): boolean {
    const hart = this.#hart;
    return hart.get(mstatus.MPRV) === 1 && (!hart.isa.has('Smrnmi') || hart.get(mnstatus.NMIE) === 1);
  }
}

/** Virtual address / 4096, which a number holds exactly. */
const pageNumber = (low: number, high: number) => high * 2 ** 20 + (low >>> 12);
const isCompressed = (half: number) => (half & 3) !== 3;
const joinHalves = (first: number, second: number) => ((second << 16) | first) >>> 0;
const straddles = (low: number, width: number) => (low % pageBytes) + width > pageBytes;
const isOwn = (kind: AccessKind) => kind === 'own' || kind === 'shadow-stack';
const reservedLine = (physical: number) => BigInt(physical - (physical % reservationBytes));
