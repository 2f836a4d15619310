import type { AccessKind, Width } from '@hartlab/isa';
import type { HartView } from '../csr/csr.ts';
import { hstatus, mnstatus, mstatus } from '../csrs/csrs.ts';
import { decodePrivilege, type HartState, type Privilege } from '../state/hart-state.ts';
import { noReservation } from '../state/cells.ts';
import { cacheBlockBytes, pageBytes, reservationBytes } from '../state/layout.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import { type Masking, pointerMasking } from './pointer-masking.ts';
import { Translation, type TranslationRequest } from './translation.ts';
import { TranslationCache } from './translation-cache.ts';
import { accessFault, addressMisaligned, type Access, asStore, type Trap } from '../trap/trap.ts';

/** One access, as whom it is made, and whether its page may be cached for others of its kind. */
interface Request extends TranslationRequest {
  readonly cacheable: boolean;
  readonly kind: AccessKind;
}

/** Two doublewords, as one value of 16 bytes. */
export interface Pair {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Memory as the instructions of one hart see it. Misaligned loads and stores work within RAM; one that straddles a page
 * boundary is two portions, both translated before a byte moves. Every method throws a Trap for an access that faults,
 * and such an access has stored nothing.
 */
export class VirtualMemory {
  readonly #hart: HartView;
  readonly #state: HartState;
  readonly #memory: PhysicalMemory;
  readonly #translation: Translation;
  /** Pages of RAM that the hart may use in its current mode. Accesses for a guest are not cached. */
  readonly #caches = {
    fetch: new TranslationCache(),
    load: new TranslationCache(),
    store: new TranslationCache(),
  };
  /** Pointer masking of the hart's own accesses in its current mode, once it was asked for. */
  #masking: { readonly own: Masking } | undefined;
  /** Splits an address into 32-bit halves without making bigints. */
  readonly #address = new BigUint64Array(1);
  readonly #halves = new Uint32Array(this.#address.buffer);

  constructor(hart: HartView, state: HartState, memory: PhysicalMemory) {
    this.#hart = hart;
    this.#state = state;
    this.#memory = memory;
    this.#translation = new Translation(hart, memory);
  }

  /** To be called when anything may have changed that translation or PMP depends on: the mode, a CSR, a fence. */
  flush(): void {
    this.#caches.fetch.flush();
    this.#caches.load.flush();
    this.#caches.store.flush();
    this.#masking = undefined;
  }

  /** Where an explicit load or store to `address` goes: pointer masking is applied to what the instruction computed. */
  effectiveAddress(address: bigint, kind: AccessKind): bigint {
    const isOwn = kind === 'own' || kind === 'shadow-stack';
    const masking = isOwn ? this.#ownMasking() : pointerMasking(this.#hart, this.#asGuest(), kind);
    return masking ? masking(address) : address;
  }

  #ownMasking(): Masking {
    this.#masking ??= { own: pointerMasking(this.#hart, this.#asItself(), 'own') };
    return this.#masking.own;
  }

  /** Whether an explicit access is made with V = 1. */
  isVirtual(kind: AccessKind): boolean {
    return kind === 'own' || kind === 'shadow-stack' ? this.#asItself().V : true;
  }

  /** The bits of the instruction at pc: 16 for a compressed one, otherwise 32. */
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
    const { pc } = this.#state;
    const first = this.#fetchHalf(pc);
    return isCompressed(first) ? first : joinHalves(first, this.#fetchHalf(BigInt.asUintN(64, pc + 2n)));
  }

  #fetchHalf(address: bigint): number {
    const cached = this.#cached('fetch', address, 2, 'own');
    if (cached >= 0) return this.#memory.ram.readHalf(cached);
    const request = this.#request('fetch', address, 'own');
    const half = this.#memory.read(this.#locate(request, 2), 2);
    if (half === undefined) throw accessFault(request);
    return Number(half);
  }

  /** Physical address of one byte, for an access made by `as`, or by the hart itself. */
  locate(address: bigint, access: Access, as?: { readonly privilege: Privilege; readonly V: boolean }): number {
    if (!as) return this.#locate(this.#request(access, address, 'own'), 1);
    const { privilege, V } = as;
    return this.#locate({ access, address, privilege, V, cacheable: false, kind: 'own' }, 1);
  }

  /** The `width` bytes at a virtual address, zero-extended; only a multiple of `width` where it must be `aligned`. */
  load(address: bigint, width: Width, kind: AccessKind, aligned = false): bigint {
    if (aligned) this.#requireAligned('load', address, width, kind);
    const cached = this.#cached('load', address, width, kind);
    if (cached >= 0) return this.#memory.ram.read(cached, width);
    const request = this.#request('load', address, kind);
    if (straddles(address, width)) {
      return this.#portions(request, width)
        .map((physical, byte) => this.#memory.ram.read(physical, 1) << BigInt(8 * byte))
        .reduce((value, byte) => value | byte);
    }
    const physical = this.#locate(request, width);
    if (physical % width !== 0 && !this.#memory.ram.contains(physical, width)) throw accessFault(request);
    const value = this.#memory.read(physical, width);
    if (value === undefined) throw accessFault(request);
    return value;
  }

  /** Stores the low `width` bytes of `value` at a virtual address; only at a multiple of `width` where `aligned`. */
  store(address: bigint, width: Width, value: bigint, kind: AccessKind, aligned = false): void {
    if (aligned) this.#requireAligned('store', address, width, kind);
    const cached = this.#cached('store', address, width, kind);
    if (cached >= 0) return this.#memory.writeRam(cached, width, value);
    const request = this.#request('store', address, kind);
    if (straddles(address, width)) {
      this.#portions(request, width).forEach((physical, byte) =>
        this.#memory.writeRam(physical, 1, (value >> BigInt(8 * byte)) & 0xffn),
      );
      return;
    }
    const physical = this.#locate(request, width);
    if (physical % width !== 0 && !this.#memory.ram.contains(physical, width)) throw accessFault(request);
    if (!this.#memory.write(physical, width, value)) throw accessFault(request);
  }

  /** LR: loads, and reserves the line (unpriv "Zalrsc Extension for Load-Reserved/Store-Conditional Instructions"). */
  loadReserved(address: bigint, width: 4 | 8): bigint {
    const physical = this.#locateAtomic('load', address, width);
    this.#state.reservation = BigInt(physical - (physical % reservationBytes));
    return this.#memory.ram.read(physical, width);
  }

  /** SC: whether the store took place. The reservation is over either way. */
  storeConditional(address: bigint, width: 4 | 8, value: bigint): boolean {
    const physical = this.#locateAtomic('store', address, width);
    const reserved = this.#state.reservation === BigInt(physical - (physical % reservationBytes));
    this.#state.reservation = noReservation;
    if (reserved) this.#memory.writeRam(physical, width, value);
    return reserved;
  }

  /** An AMO: loads, then stores what `modify` makes of the old value. It faults as a store. */
  readModifyWrite(address: bigint, width: Width, modify: (old: bigint) => bigint, kind: AccessKind): bigint {
    const physical = this.#locateAtomic('store', address, width, kind);
    const old = this.#memory.ram.read(physical, width);
    this.#memory.writeRam(physical, width, modify(old));
    return old;
  }

  /** AMOCAS.Q: stores `replacement` if the old 16 bytes, which it returns, are `expected`. It faults as a store. */
  compareAndSwapPair(address: bigint, expected: Pair, replacement: Pair): Pair {
    const physical = this.#locateAtomic('store', address, 16);
    const { ram } = this.#memory;
    const old = { low: ram.read(physical, 8), high: ram.read(physical + 8, 8) };
    if (old.low === expected.low && old.high === expected.high) {
      this.#memory.writeRam(physical, 8, replacement.low);
      this.#memory.writeRam(physical + 8, 8, replacement.high);
    }
    return old;
  }

  /** CBO.ZERO: stores zeros to the cache block around an address. */
  zeroCacheBlock(address: bigint): void {
    const physical = this.#locateCacheBlock(this.#request('store', address, 'own'));
    for (let offset = 0; offset < cacheBlockBytes; offset += 8) this.#memory.writeRam(physical + offset, 8, 0n);
  }

  /**
   * CBO.CLEAN, CBO.FLUSH and CBO.INVAL: nothing but an access, which is permitted where a load is and faults as a store
   * (unpriv "Page-Fault, Guest-Page-Fault, and Access-Fault Exceptions").
   */
  manageCacheBlock(address: bigint): void {
    try {
      this.#locateCacheBlock(this.#request('load', address, 'own'));
    } catch (thrown) {
      throw thrown instanceof Error ? thrown : asStore(thrown as Trap);
    }
  }

  /** The cache block around an address, all of which must be RAM. A fault tells the address and not the block's. */
  #locateCacheBlock(request: Request): number {
    const address = this.#translation.translate(request);
    const block = address - (address % cacheBlockBytes);
    const permitted = this.#memory.permits(block, cacheBlockBytes, request.access, request.privilege);
    if (!permitted || !this.#memory.ram.contains(block, cacheBlockBytes)) throw accessFault(request);
    return block;
  }

  /** Atomics are naturally aligned and work in RAM only. */
  #locateAtomic(access: 'load' | 'store', address: bigint, width: Width | 16, kind: AccessKind = 'own'): number {
    this.#requireAligned(access, address, width, kind);
    const cached = this.#cached(access, address, width, kind);
    if (cached >= 0) return cached;
    const request = this.#request(access, address, kind);
    const physical = this.#locate(request, width);
    if (!this.#memory.ram.contains(physical, width)) throw accessFault(request);
    return physical;
  }

  /** Refuses an address that is not a multiple of `width`. */
  #requireAligned(access: 'load' | 'store', address: bigint, width: number, kind: AccessKind): void {
    if (address % BigInt(width) === 0n) return;
    const request = this.#request(access, address, kind);
    // A shadow stack that is not aligned is not to be emulated (priv "Shadow Stack Memory Protection").
    throw request.shadowStack ? accessFault(request) : addressMisaligned(request);
  }

  /** Physical address of an access within one page that the cache grants, or -1. */
  #cached(access: Access, address: bigint, width: number, kind: AccessKind): number {
    if (kind !== 'own') return -1;
    this.#address[0] = address;
    const low = this.#halves[0]!;
    const offset = low % pageBytes;
    if (offset + width > pageBytes) return -1;
    const page = this.#caches[access].lookup(pageNumber(low, this.#halves[1]!));
    return page < 0 ? -1 : page + offset;
  }

  /** Translates an access within one page, asks PMP, and remembers the page where it can. */
  #locate(request: Request, width: number): number {
    const physical = this.#translation.translate(request);
    if (!this.#memory.permits(physical, width, request.access, request.privilege)) throw accessFault(request);
    if (request.shadowStack && !this.#holdsShadowStack(physical, width, request)) throw accessFault(request);
    if (request.execute && !this.#memory.permits(physical, width, 'fetch', request.privilege))
      throw accessFault(request);
    const page = physical - (physical % pageBytes);
    if (request.cacheable && this.#memory.cacheable(page, pageBytes))
      this.#caches[request.access].insert(Number(request.address >> 12n), page);
    return physical;
  }

  /** A shadow stack is idempotent memory that can be read as well as written (priv "Shadow Stack Memory Protection"). */
  #holdsShadowStack(physical: number, width: number, { privilege }: Request): boolean {
    return this.#memory.permits(physical, width, 'load', privilege) && this.#memory.ram.contains(physical, width);
  }

  /** Where each byte of an access lies whose bytes are in two pages; all of them are RAM. */
  #portions(request: Request, width: number): number[] {
    const boundary = (request.address | 0xfffn) + 1n;
    const first = Number(boundary - request.address);
    const next = BigInt.asUintN(64, boundary);
    const portions = [
      { request, length: first },
      { request: { ...request, address: this.effectiveAddress(next, request.kind) }, length: width - first },
    ];
    return portions.flatMap((portion) => {
      const physical = this.#locate(portion.request, portion.length);
      if (!this.#memory.ram.contains(physical, portion.length)) throw accessFault(portion.request);
      return Array.from({ length: portion.length }, (_, byte) => physical + byte);
    });
  }

  #request(access: Access, address: bigint, kind: AccessKind): Request {
    const execute = kind === 'guest-execute';
    if (kind === 'shadow-stack') {
      const shadowStack = access === 'load' ? 'reads' : 'writes';
      return { access: 'store', address, ...this.#asItself(), shadowStack, cacheable: false, kind };
    }
    if (kind !== 'own') return { access, address, ...this.#asGuest(), execute, cacheable: false, kind };
    if (access !== 'fetch') return { access, address, ...this.#asItself(), cacheable: true, kind };
    return { access, address, privilege: this.#hart.privilege, V: this.#hart.V, cacheable: true, kind };
  }

  /**
   * As whom HLV, HLVX and HSV access memory: the guest, with the privilege of hstatus.SPVP (priv "Hypervisor
   * Virtual-Machine Load and Store Instructions").
   */
  #asGuest(): { readonly privilege: Privilege; readonly V: boolean } {
    return { privilege: this.#hart.get(hstatus.SPVP) === 1 ? 'S' : 'U', V: true };
  }

  /**
   * As whom the hart's other loads and stores are made: in its own mode unless mstatus.MPRV says otherwise
   * (priv "Memory Privilege in `mstatus` Register").
   */
  #asItself(): { readonly privilege: Privilege; readonly V: boolean } {
    const hart = this.#hart;
    if (!this.#modifiesPrivilege()) return { privilege: hart.privilege, V: hart.V };
    const privilege = decodePrivilege(hart.get(mstatus.MPP));
    return { privilege, V: privilege !== 'M' && hart.get(mstatus.MPV) === 1 };
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
const straddles = (address: bigint, width: number) => Number(address & 0xfffn) + width > pageBytes;
