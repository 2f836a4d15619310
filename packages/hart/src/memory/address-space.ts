import type { AccessKind } from '@hartlab/isa';
import type { Core } from '../core.ts';
import { hstatus, mnstatus, mstatus } from '../csrs/csrs.ts';
import { decodePrivilege, type Privilege } from '../state/hart-state.ts';
import { cacheBlockBytes, pageBytes } from '../state/layout.ts';
import type { Access, Trap } from '../trap/trap.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import { PointerMasking } from './pointer-masking.ts';
import type { TranslationCache } from './translation-cache.ts';
import { TranslationContexts } from './translation-contexts.ts';
import { faulted, Translation, type TranslationRequest } from './translation.ts';

/** One access, as whom it is made, and whether its page may be cached for others of its kind. Written anew for each. */
type Request = { -readonly [K in keyof TranslationRequest]: TranslationRequest[K] } & { cacheable: boolean };

/** Where an access goes: its physical address, or the trap that it takes. */
export type Place = { readonly physical: number } | { readonly trap: Trap };

/** A mode in which an access is made. */
export interface AccessMode {
  readonly privilege: Privilege;
  readonly V: boolean;
}

/**
 * Where the accesses of one hart go: as whom each is made, pointer masking, translation and PMP. Virtual addresses are in
 * 32-bit halves, unsigned. What is found is a physical address, or `faulted`: the hart's exception is raised then.
 */
export class AddressSpace {
  readonly #hart: Core;
  readonly #memory: PhysicalMemory;
  readonly #translation: Translation;
  /** Pages of RAM that the hart may use. Accesses for a guest are not cached. */
  readonly #contexts: TranslationContexts;
  readonly #request: Request = {
    access: 'load',
    low: 0,
    high: 0,
    privilege: 'M',
    V: false,
    execute: false,
    shadowStack: undefined,
    cacheBlock: false,
    peeks: false,
    cacheable: false,
  };
  /** Pointer masking of the hart's own accesses in its current mode, once it was asked for. */
  readonly #ownMasking = new PointerMasking();
  #knowsMasking = false;
  readonly #guestMasking = new PointerMasking();
  /** Where the latest access is whose bytes are in two pages: so many in the first. */
  readonly #portions = { first: 0, length: 0, second: 0 };

  constructor(hart: Core, memory: PhysicalMemory) {
    this.#hart = hart;
    this.#memory = memory;
    this.#translation = new Translation(hart, memory);
    this.#contexts = new TranslationContexts(hart.state, memory.ram, memory.index);
    memory.ram.tables.add(this.#contexts);
  }

  /** To be called when the mode has changed. */
  modeChanged(): void {
    this.#contexts.modeChanged();
    this.#knowsMasking = false;
  }

  /** To be called when a CSR on which translation depends may have changed. */
  changed(): void {
    this.#contexts.changed();
    this.#knowsMasking = false;
  }

  /** To be called when the mode has changed for which mstatus.MPRV lets accesses be made. */
  modifiedPrivilegeChanged(): void {
    if (this.#hart.get(mstatus.MPRV) === 1) this.changed();
  }

  /** To be called when PMP may have changed. Changes of page tables are seen where they are stored. */
  forget(): void {
    this.#contexts.forget();
  }

  /** The high half of where an explicit load or store goes: pointer masking is applied to what the instruction computed. */
  effectiveHigh(high: number, kind: AccessKind): number {
    const { commit } = this.#hart.state;
    if (commit !== undefined) commit.computedHigh = high;
    return this.#masked(high, kind);
  }

  #masked(high: number, kind: AccessKind): number {
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

  /** Where an instruction of 32 bits is, if it is known that the hart may fetch from its page; or else -1. */
  fetchable(low: number, high: number): number {
    return knownPlace(this.#contexts.current.fetch, low, high, 4);
  }

  /**
   * Where an access by the hart itself goes, if its page is in RAM and the hart may use all of it: its context's cache knows
   * the page then by the address that the instruction computed. Otherwise -1. The walk does what that of an access does.
   */
  find(access: Access, low: number, high: number): number {
    const cache = this.#contexts.present().of(access);
    const known = cache.lookup(low, high);
    if (known >= 0) return known;
    this.#ask(access, low, high, 'own');
    const request = this.#request;
    if (access !== 'fetch') request.high = this.#masked(high, 'own');
    if (this.#locate(1) === faulted) return -1;
    const found = cache.lookup(low, request.high);
    // Masking is part of what a context is.
    if (found >= 0 && request.high !== high) {
      cache.insert(low, high, found);
      this.#memory.ram.tables.blur();
    }
    return found;
  }

  /** Where the caches of the hart's context are in the machine's memory. */
  get caches(): number {
    return this.#contexts.present().place;
  }

  /** Where the bytes of an access within one page are. */
  locate(access: Access, low: number, high: number, width: number, kind: AccessKind): number {
    const known = kind === 'own' ? knownPlace(this.#contexts.current.of(access), low, high, width) : -1;
    if (known >= 0) return known;
    this.#ask(access, low, high, kind);
    return this.#locate(width);
  }

  /** Where one byte is, for an access made by `as`, or by the hart itself. Who `peeks` sets no A or D bit. */
  locateByte(access: Access, low: number, high: number, as: AccessMode | undefined, peeks: boolean): number {
    this.#ask(access, low, high, 'own');
    const request = this.#request;
    if (as) this.#as(as.privilege, as.V);
    request.peeks = peeks;
    request.cacheable = !as && !peeks;
    return this.#locate(1);
  }

  /** Where the bytes of an atomic access are, which is naturally aligned and works in RAM only. */
  locateAtomic(access: 'load' | 'store', low: number, high: number, width: number, kind: AccessKind): number {
    if (!this.isAligned(access, low, high, width, kind)) return faulted;
    const physical = this.locate(access, low, high, width, kind);
    return this.#inRam(physical, width);
  }

  /** The cache block around an address, all of which must be RAM. A fault tells the address and not the block's. */
  locateCacheBlock(access: 'load' | 'store', low: number, high: number): number {
    // Where all of a page may be stored to, so may its blocks; what may be loaded is not as much (see `cacheBlock`).
    const known = access === 'store' ? this.find(access, low, high) : -1;
    if (known >= 0) return known - (known % cacheBlockBytes);
    this.#ask(access, low, high, 'own');
    this.#request.cacheBlock = true;
    const address = this.#translation.translate(this.#request);
    if (address === faulted) return faulted;
    const block = address - (address % cacheBlockBytes);
    return this.#permits(block, cacheBlockBytes, access) ? this.#inRam(block, cacheBlockBytes) : this.#unreachable();
  }

  /** Finds where the bytes are of an access that lies in two pages, both of them RAM. False when it faults. */
  locatePortions(access: 'load' | 'store', low: number, high: number, width: number, kind: AccessKind): boolean {
    this.#ask(access, low, high, kind);
    const request = this.#request;
    const portions = this.#portions;
    portions.length = pageBytes - (low & (pageBytes - 1));
    portions.first = this.#inRam(this.#locate(portions.length), portions.length);
    if (portions.first === faulted) return false;
    const next = (low + portions.length) >>> 0;
    request.high = this.#masked(next === 0 ? (high + 1) >>> 0 : high, kind);
    request.low = next;
    portions.second = this.#inRam(this.#locate(width - portions.length), width - portions.length);
    return portions.second !== faulted;
  }

  /** Where a byte of that access is. */
  placeOf(byte: number): number {
    const { first, length, second } = this.#portions;
    return byte < length ? first + byte : second + byte - length;
  }

  /** Whether the address is a multiple of `width`, as it has to be. */
  isAligned(access: 'load' | 'store', low: number, high: number, width: number, kind: AccessKind): boolean {
    if ((low & (width - 1)) === 0) return true;
    this.#ask(access, low, high, kind);
    // A shadow stack that is not aligned is not to be emulated (priv "Shadow Stack Memory Protection").
    if (this.#request.shadowStack) return this.accessFault(access, low, high, kind);
    return this.#hart.raised.addressMisaligned(this.#request);
  }

  /**
   * Whether some of the bytes that an access needs, from the one that is `skipped` bytes after its address, are corrupted:
   * the exception is raised then (priv "Machine Cause (`mcause`) Register"). They are at `physical`, in one page.
   */
  isCorrupted(
    access: Access,
    low: number,
    high: number,
    physical: number,
    width: number,
    kind: AccessKind,
    skipped = 0,
  ): boolean {
    const { poison } = this.#memory.ram;
    const first = poison.exist ? poison.first(physical, width) : -1;
    if (first < 0) return false;
    const begin = (low + skipped + first - physical) >>> 0;
    this.#ask(access, begin, begin < low ? (high + 1) >>> 0 : high, kind);
    this.#hart.raised.hardwareError(this.#request, first, false);
    return true;
  }

  /** There is nothing that could be accessed at this address. */
  accessFault(access: Access, low: number, high: number, kind: AccessKind): false {
    this.#ask(access, low, high, kind);
    return this.#hart.raised.accessFault(this.#request);
  }

  /** Translates the present request, which is for bytes within one page, asks PMP, and remembers the page where it can. */
  #locate(width: number): number {
    const request = this.#request;
    const { access } = request;
    if (request.cacheable) {
      // It may have been unknown so far in which context the hart is.
      const known = knownPlace(this.#contexts.present().of(access), request.low, request.high, width);
      if (known >= 0) return known;
    }
    const physical = this.#translation.translate(request);
    if (physical === faulted) return faulted;
    if (!this.#permits(physical, width, access)) return this.#unreachable();
    if (request.shadowStack && !this.#holdsShadowStack(physical, width)) return this.#unreachable();
    if (request.execute && !this.#permits(physical, width, 'fetch')) return this.#unreachable();
    const page = physical - (physical % pageBytes);
    if (request.cacheable && this.#memory.cacheable(page, pageBytes) && this.#mayCache(page))
      this.#contexts.present().of(access).insert(request.low, request.high, physical);
    return physical;
  }

  /**
   * Whether nobody wants to be shown all accesses such as the present one, and the page holds no corrupted data. It is to
   * this page of RAM.
   */
  #mayCache(page: number): boolean {
    if (this.#memory.ram.poison.areIn(page)) return false;
    const { breakpoints, watchpoints } = this.#hart.stops;
    const { access, low, high } = this.#request;
    if (access !== 'fetch') return !watchpoints.exist || !watchpoints.mayBeIn(access, low, high);
    if (breakpoints.exist) breakpoints.fetched(low, high, page - this.#memory.ram.ramBase);
    return true;
  }

  /** Whether the one who makes the present request may make this access. */
  #permits(physical: number, width: number, access: Access): boolean {
    return this.#memory.permits(physical, width, access, this.#request.privilege);
  }

  /** A shadow stack is idempotent memory that can be read as well as written (priv "Shadow Stack Memory Protection"). */
  #holdsShadowStack(physical: number, width: number): boolean {
    return this.#permits(physical, width, 'load') && this.#memory.ram.contains(physical, width);
  }

  /** The same place, if it was found and is in RAM. */
  #inRam(physical: number, length: number): number {
    return physical === faulted || this.#memory.ram.contains(physical, length) ? physical : this.#unreachable();
  }

  #unreachable(): typeof faulted {
    this.#hart.raised.accessFault(this.#request);
    return faulted;
  }

  #ask(access: Access, low: number, high: number, kind: AccessKind): void {
    const request = this.#request;
    request.low = low;
    request.high = high;
    request.access = kind === 'shadow-stack' ? 'store' : access;
    request.shadowStack = kind === 'shadow-stack' ? (access === 'load' ? 'reads' : 'writes') : undefined;
    request.execute = kind === 'guest-execute';
    request.cacheable = kind === 'own';
    request.cacheBlock = false;
    request.peeks = false;
    if (!isOwn(kind)) this.#asGuest();
    else if (access === 'fetch') this.#as(this.#hart.privilege, this.#hart.V);
    else this.#asItself();
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

const isOwn = (kind: AccessKind) => kind === 'own' || kind === 'shadow-stack';

/** Where the bytes of an access within one page are, if the cache knows its page; or else -1. */
function knownPlace(cache: TranslationCache, low: number, high: number, width: number): number {
  const offset = low & (pageBytes - 1);
  if (offset + width > pageBytes) return -1;
  return cache.lookup(low, high);
}
