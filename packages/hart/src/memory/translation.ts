import type { Core } from '../core.ts';
import type { HartView } from '../csr/csr.ts';
import { henvcfg, hgatp, menvcfg, mstatus, satp, vsatp, vsstatus } from '../csrs/csrs.ts';
import type { Privilege } from '../state/hart-state.ts';
import { manyPages } from '../state/table-pages.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import type { Access, FaultingAccess } from '../trap/trap.ts';

/** One address to translate, and as whom. */
export interface TranslationRequest extends FaultingAccess {
  readonly privilege: Privilege;
  /** Execute permission takes the place of read permission, as for HLVX. */
  readonly execute: boolean;
  /** The access is to a shadow stack. `access` is then 'store' even where it only reads (priv "Shadow Stack Memory Protection"). */
  readonly shadowStack: 'reads' | 'writes' | undefined;
  /** The access is that of a cache-block operation, which shadow stacks do not take, not even as a load (ibid.). */
  readonly cacheBlock: boolean;
  /** Whether the page to which it leads may be remembered until an entry on the way changes. */
  readonly cacheable: boolean;
  /** Somebody only looks where the access would go: no A or D bit is set. */
  readonly peeks: boolean;
}

/** What `translate` answers for an access that faults. */
export const faulted = -1;

/** Bits of the low half of a page-table entry (priv "Sv39: Page-Based 39-bit Virtual-Memory System"). */
const pte = { V: 1, R: 2, W: 4, X: 8, U: 16, A: 64, D: 128 } as const;
/** Bits of the high half. */
const PBMT = 3 << 29;
const N = 1 << 31;
/** Bits 60:54 must be zero; so must N and PBMT be where Svnapot and Svpbmt do not give them a meaning. */
const reserved = 0x7f << 22;
/** The address of the page or table to which an entry leads, in halves. */
const addressLow = (low: number): number => (low << 2) & ~0xfff;
const addressHigh = (low: number, high: number): number => ((high & 0x3f_ffff) << 2) | (low >>> 30);

/** One stage of translation: which tables, what an entry may hold, and what it must permit. Written anew for each walk. */
interface Stage {
  /** Whether it is the G-stage. */
  readonly isGuest: boolean;
  /** The MODE field of satp, vsatp or hgatp: 0 is Bare, 8 to 10 are 3 to 5 levels. */
  mode: number;
  /** The address of the root table in halves, for this stage's idea of physical. */
  rootLow: number;
  rootHigh: number;
  /** Whether A and D are set by hardware (Svadu) or fault when clear (Svade). */
  updatesAD: boolean;
  /** Whether N (Svnapot) and PBMT (Svpbmt) may be set in a leaf. */
  mayHaveN: boolean;
  mayHavePBMT: boolean;
  store: boolean;
  /** What the page has to permit. */
  access: Access;
  /** Execute permission takes the place of read permission. */
  execute: boolean;
  /** Pages that can only be executed can be read. */
  MXR: boolean;
  /** Whether a page that can be written but not read is a shadow-stack page; otherwise that is reserved. */
  shadowStacks: boolean;
  /** Of the G-stage: what it reads or writes for the VS-stage, if that. */
  implicit: 'read' | 'write' | undefined;
}

const newStage = (isGuest: boolean): Stage => ({
  isGuest,
  mode: 0,
  rootLow: 0,
  rootHigh: 0,
  updatesAD: false,
  mayHaveN: false,
  mayHavePBMT: false,
  store: false,
  access: 'load',
  execute: false,
  MXR: false,
  shadowStacks: false,
  implicit: undefined,
});

/** The addresses of one hart's accesses, translated. Addresses are in halves, unsigned; nothing is allocated. */
export class Translation {
  readonly #hart: Core;
  readonly #memory: PhysicalMemory;
  readonly #first = newStage(false);
  readonly #guest = newStage(true);
  #request!: TranslationRequest;
  /** Where the latest walk led. */
  #low = 0;
  #high = 0;

  constructor(hart: Core, memory: PhysicalMemory) {
    this.#hart = hart;
    this.#memory = memory;
  }

  /**
   * Translates a virtual address to a physical one: through satp with V = 0, through vsatp and hgatp with V = 1
   * (priv "Two-Stage Address Translation"). M-mode addresses are physical already. PMP is not asked for the final
   * address, only for the page tables. The answer is exact below 2^53; above, nothing is. It is `faulted` when the access
   * faults on the way: the exception is raised then.
   */
  translate(request: TranslationRequest): number {
    this.#request = request;
    this.#low = request.low;
    this.#high = request.high;
    if (request.shadowStack && !this.#isTranslated()) return this.#accessFault();
    if (request.privilege !== 'M') {
      if (!this.#walk(this.#firstStage(), this.#low, this.#high)) return faulted;
      if (request.V && !this.#walk(this.#guestStage(undefined), this.#low, this.#high)) return faulted;
    }
    return this.#high * 2 ** 32 + this.#low;
  }

  /** Without page tables nothing is a shadow stack (priv "Shadow Stack Memory Protection"). */
  #isTranslated(): boolean {
    const { privilege, V } = this.#request;
    return privilege !== 'M' && this.#hart.get((V ? vsatp : satp).MODE) !== 0;
  }

  /** The virtual address translation process (priv "Virtual Address Translation Process"), for either stage. */
  #walk(stage: Stage, low: number, high: number): boolean {
    const levels = stage.mode - 5;
    if (levels < 0) return this.#found(low, high);
    if (!isRepresentable(stage, levels, high)) return this.#fault(stage, low, high);
    let tableLow = stage.rootLow;
    let tableHigh = stage.rootHigh;
    for (let level = levels - 1; level >= 0; level--) {
      const widened = stage.isGuest && level === levels - 1;
      // A table is aligned to its size, so there is no carry.
      const entryAt = (tableLow | ((indexAt(level, low, high) & (widened ? 0x7ff : 0x1ff)) << 3)) >>> 0;
      // With V = 1 a table of the VS-stage is where the G-stage has it.
      const at = this.#place(stage, entryAt, tableHigh, 'read');
      if (at === faulted) return false;
      if (!this.#memory.isEntry(at, 'load')) return this.#denied();
      if (this.#memory.ram.poison.exist && this.#memory.ram.poison.first(at, 8) >= 0)
        return this.#hart.raised.hardwareError(this.#request, at, true);
      if (this.#request.cacheable)
        this.#memory.ram.willCache(at, level === 0 && !this.#request.V ? firstOfTable(low, high) : manyPages);
      const entryLow = this.#memory.ram.readWord(at);
      const entryHigh = this.#memory.ram.readWord(at + 4);
      if (!isWellFormed(entryLow, entryHigh, stage.shadowStacks)) return this.#fault(stage, low, high);
      if ((entryLow & (pte.R | pte.W | pte.X)) === 0) {
        if ((entryLow & (pte.U | pte.A | pte.D)) !== 0 || (entryHigh & (N | PBMT)) !== 0)
          return this.#fault(stage, low, high);
        tableLow = addressLow(entryLow);
        tableHigh = addressHigh(entryLow, entryHigh);
        continue;
      }
      const offset = offsetBits(stage, entryLow, entryHigh, level);
      if (offset === 0) return this.#fault(stage, low, high);
      if (!this.#isPermitted(stage, entryLow, low, high)) return false;
      const marks = stage.store ? pte.A | pte.D : pte.A;
      if ((entryLow & marks) !== marks) {
        if (!stage.updatesAD) return this.#fault(stage, low, high);
        const again = this.#place(stage, entryAt, tableHigh, 'write');
        if (again === faulted) return false;
        if (!this.#memory.isEntry(again, 'store')) return this.#denied();
        if (!this.#request.peeks) this.#mark(again, entryLow | marks);
      }
      return this.#found(
        join(addressLow(entryLow), low, lowMask(offset)),
        join(addressHigh(entryLow, entryHigh), high, highMask(offset)),
      );
    }
    return this.#fault(stage, low, high);
  }

  /** Sets A, or A and D, in the low half of an entry. */
  #mark(at: number, low: number): void {
    this.#memory.markEntry(at, low);
    this.#hart.state.commit?.accessed('walk', at % 2 ** 32, Math.floor(at / 2 ** 32), at, -1, 4, low, 0);
  }

  #found(low: number, high: number): true {
    this.#low = low;
    this.#high = high;
    return true;
  }

  /** Physical address of a page-table entry, which the VS-stage finds through the G-stage. */
  #place(stage: Stage, low: number, high: number, implicit: 'read' | 'write'): number {
    if (stage.isGuest || !this.#request.V) return high * 2 ** 32 + low;
    if (!this.#walk(this.#guestStage(implicit), low, high)) return faulted;
    return this.#high * 2 ** 32 + this.#low;
  }

  /** PMP, or that there is no RAM, keeps the walk from a table. */
  #denied(): false {
    return this.#hart.raised.accessFault(this.#request);
  }

  #accessFault(): typeof faulted {
    this.#denied();
    return faulted;
  }

  /** A stage does not map an address. */
  #fault({ isGuest, implicit }: Stage, low: number, high: number): false {
    const { raised } = this.#hart;
    return isGuest ? raised.guestPageFault(this.#request, low, high, implicit) : raised.pageFault(this.#request);
  }

  #isPermitted(stage: Stage, entry: number, low: number, high: number): boolean {
    const isUserPage = (entry & pte.U) !== 0;
    if (stage.isGuest) return (isUserPage && grants(stage, entry)) || this.#fault(stage, low, high);
    const { privilege, access, V } = this.#request;
    const { raised } = this.#hart;
    const supervisorMay = !isUserPage || (access !== 'fetch' && this.#hart.get((V ? vsstatus : mstatus).SUM) === 1);
    if (privilege === 'U' ? !isUserPage : !supervisorMay) return raised.pageFault(this.#request);
    if (violatesShadowStacks(entry, this.#request)) return raised.accessFault(this.#request);
    return grants(stage, isShadowStack(entry) ? entry | pte.R : entry) || raised.pageFault(this.#request);
  }

  /** The only stage with V = 0, the VS-stage with V = 1. */
  #firstStage(): Stage {
    const { access, V, execute, shadowStack } = this.#request;
    const hart = this.#hart;
    const stage = this.#first;
    const atp = V ? vsatp : satp;
    stage.mode = hart.get(atp.MODE);
    setRoot(stage, hart, atp.address);
    stage.updatesAD = hart.get(V ? henvcfg.ADUE : menvcfg.ADUE) === 1;
    stage.mayHaveN = hart.isa.has('Svnapot');
    stage.mayHavePBMT = hart.get(V ? henvcfg.PBMTE : menvcfg.PBMTE) === 1;
    stage.store = access === 'store' && shadowStack !== 'reads';
    stage.access = access;
    stage.execute = execute;
    stage.MXR = hart.get(mstatus.MXR) === 1 || (V && hart.get(vsstatus.MXR) === 1);
    stage.shadowStacks = hart.get(V ? henvcfg.SSE : menvcfg.SSE) === 1;
    return stage;
  }

  /**
   * The G-stage, for the access itself or for an implicit access to a VS-stage page-table entry. Every access is a
   * user-level one; an implicit one needs read or write permission, and MXR does not make pages readable for it
   * (priv "Guest Physical Address Translation").
   */
  #guestStage(implicit: 'read' | 'write' | undefined): Stage {
    const { access, execute, shadowStack } = this.#request;
    const hart = this.#hart;
    const stage = this.#guest;
    stage.mode = hart.get(hgatp.MODE);
    setRoot(stage, hart, hgatp.address);
    stage.updatesAD = hart.get(menvcfg.ADUE) === 1;
    stage.mayHaveN = hart.isa.has('Svnapot');
    stage.mayHavePBMT = hart.get(menvcfg.PBMTE) === 1;
    stage.access = implicit === undefined ? access : implicit === 'read' ? 'load' : 'store';
    stage.store = stage.access === 'store' && (implicit !== undefined || shadowStack !== 'reads');
    stage.execute = implicit === undefined && execute;
    stage.MXR = implicit === undefined && hart.get(mstatus.MXR) === 1;
    stage.implicit = implicit;
    return stage;
  }
}

/** The root table is the page whose number is the PPN of satp, vsatp or hgatp: 44 bits. */
function setRoot(stage: Stage, hart: HartView, address: number): void {
  const low = hart.half(address, 0);
  stage.rootLow = low << 12;
  stage.rootHigh = ((hart.half(address, 1) & 0xfff) << 12) | (low >>> 20);
}

/** The bits of an address that select an entry at a level: nine of them, with others above. */
const indexAt = (level: number, low: number, high: number): number => {
  if (level === 2) return (low >>> 30) | (high << 2);
  return level < 2 ? low >>> (12 + 9 * level) : high >>> (9 * level - 20);
};

/**
 * Whether the scheme covers the address: a virtual address repeats its highest bit in all bits above, a guest physical
 * one, of which there are two bits more, has zeros there.
 */
function isRepresentable({ isGuest }: Stage, levels: number, high: number): boolean {
  const bits = 12 + 9 * levels + (isGuest ? 2 : 0);
  if (isGuest) return high >>> (bits - 32) === 0;
  const unused = 64 - bits;
  return (high << unused) >> unused === (high | 0);
}

/**
 * How many bits of an address are its offset in the region to which a leaf entry maps; 0 for an encoding that is reserved.
 * The memory type that PBMT asks for makes no difference here: memory has no caches, and keeps its order.
 */
function offsetBits({ mayHaveN, mayHavePBMT }: Stage, low: number, high: number, level: number): number {
  const memoryType = high & PBMT;
  if (memoryType === PBMT || (memoryType !== 0 && !mayHavePBMT)) return 0;
  if (high & N) {
    // priv "Svnapot Extension for NAPOT Translation Contiguity": 64 KiB, encoded in PPN[3:0], is the only size.
    const is64KiB = level === 0 && ((low >>> 10) & 0xf) === 0x8;
    return mayHaveN && is64KiB ? 16 : 0;
  }
  const bits = 12 + 9 * level;
  const isAligned = (addressLow(low) & lowMask(bits)) === 0 && (addressHigh(low, high) & highMask(bits)) === 0;
  return isAligned ? bits : 0;
}

/** The virtual address to which the first entry leads of the last table on the way to an address: exact, as its low bits are 0. */
const firstOfTable = (low: number, high: number): number => (high | 0) * 2 ** 32 + ((low & ~0x1f_ffff) >>> 0);

/** The lowest so many bits of an address, in each half. */
const lowMask = (bits: number): number => (bits >= 32 ? -1 : (1 << bits) - 1);
const highMask = (bits: number): number => (bits <= 32 ? 0 : (1 << (bits - 32)) - 1);
const join = (region: number, offset: number, mask: number): number => ((region & ~mask) | (offset & mask)) >>> 0;

/** Valid, with no bits or combination of bits that are reserved. */
const isWellFormed = (low: number, high: number, shadowStacks: boolean): boolean =>
  (low & pte.V) !== 0 &&
  ((low & (pte.R | pte.W)) !== pte.W || (shadowStacks && isShadowStack(low))) &&
  (high & reserved) === 0;

const isShadowStack = (entry: number) => (entry & (pte.R | pte.W | pte.X)) === pte.W;

/** What the R, W and X bits of an entry say, with execute-only pages readable where MXR says so. */
function grants({ access, execute, MXR }: Stage, entry: number): boolean {
  if (access === 'fetch' || execute) return (entry & pte.X) !== 0;
  if (access === 'store') return (entry & pte.W) !== 0;
  return (entry & pte.R) !== 0 || (MXR && (entry & pte.X) !== 0);
}

/**
 * Whether shadow-stack memory protection makes an access fault for good: an ordinary store to a shadow-stack page, a fetch
 * from it or a cache-block operation on it, or an access of a shadow-stack instruction elsewhere. A page that is only readable may be one that the
 * supervisor is about to copy, so an access of a shadow-stack instruction there is an ordinary page fault.
 */
function violatesShadowStacks(entry: number, { access, shadowStack, cacheBlock }: TranslationRequest): boolean {
  if (isShadowStack(entry)) return !shadowStack && (access !== 'load' || cacheBlock);
  return shadowStack !== undefined && (entry & (pte.W | pte.X)) !== 0;
}
