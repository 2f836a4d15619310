import { extract, fromHalves, type HartView } from './csr.ts';
import { henvcfg, hgatp, menvcfg, mstatus, satp, vsatp, vsstatus } from './csrs.ts';
import type { Privilege } from './hart-state.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import { accessFault, guestPageFault, pageFault, type Access, type FaultingAccess, type Trap } from './trap.ts';

/** One address to translate, and as whom. */
export interface TranslationRequest extends FaultingAccess {
  readonly privilege: Privilege;
  /** Execute permission takes the place of read permission, as for HLVX. */
  readonly execute?: boolean;
  /** The access is to a shadow stack. `access` is then 'store' even where it only reads (priv "Shadow Stack Memory Protection"). */
  readonly shadowStack?: 'reads' | 'writes';
}

/** Bits of a page-table entry (priv "Sv39: Page-Based 39-bit Virtual-Memory System"). */
const pte = { V: 1n, R: 2n, W: 4n, X: 8n, U: 16n, A: 64n, D: 128n, PBMT: 3n << 61n, N: 1n << 63n } as const;
/** Bits 60:54 must be zero; so must N and PBMT be where Svnapot and Svpbmt do not give them a meaning. */
const reserved = 0x7fn << 54n;
const physicalPage = (entry: bigint) => ((entry >> 10n) & ((1n << 44n) - 1n)) << 12n;

/** One stage of translation: which tables, how their entries are reached, what an entry must permit. */
interface Stage {
  /** The MODE field of satp, vsatp or hgatp: 0 is Bare, 8 to 10 are 3 to 5 levels. */
  readonly mode: bigint;
  /** Physical address of the root table, for this stage's idea of physical. */
  readonly root: bigint;
  /** Bits by which the address is wider than in the ordinary scheme: 2 for Sv39x4 and its kin. */
  readonly widening: 0n | 2n;
  /** Whether A and D are set by hardware (Svadu) or fault when clear (Svade). */
  readonly updatesAD: boolean;
  /** Whether N (Svnapot) and PBMT (Svpbmt) may be set in a leaf. */
  readonly leafMay: { readonly N: boolean; readonly PBMT: boolean };
  readonly store: boolean;
  /** Whether a page that can be written but not read is a shadow-stack page; otherwise that is reserved. */
  readonly shadowStacks: boolean;
  /** The trap of an access that the page does not permit. */
  readonly refuses: (entry: bigint) => Trap | undefined;
  readonly readEntry: (address: bigint) => bigint;
  readonly writeEntry: (address: bigint, entry: bigint) => void;
  readonly fault: () => Trap;
}

/**
 * Translates a virtual address to a physical one: through satp with V = 0, through vsatp and hgatp with V = 1
 * (priv "Two-Stage Address Translation"). M-mode addresses are physical already. PMP is not asked for the final
 * address, only for the page tables.
 *
 * @throws Trap when the access faults on the way.
 */
export function translate(hart: HartView, memory: PhysicalMemory, request: TranslationRequest): bigint {
  if (request.shadowStack && !isTranslated(hart, request)) throw accessFault(request);
  if (request.privilege === 'M') return request.address;
  if (!request.V) return walk(firstStage(hart, memory, request), request.address);
  const guestPhysical = walk(firstStage(hart, memory, request), request.address);
  return walk(guestStage(hart, memory, request, guestPhysical), guestPhysical);
}

/** Without page tables nothing is a shadow stack (priv "Shadow Stack Memory Protection"). */
const isTranslated = (hart: HartView, { privilege, V }: TranslationRequest) =>
  privilege !== 'M' && hart.get((V ? vsatp : satp).MODE) !== 0;

/** The virtual address translation process (priv "Virtual Address Translation Process"), for either stage. */
function walk(stage: Stage, address: bigint): bigint {
  if (stage.mode === 0n) return address;
  const levels = stage.mode - 5n;
  if (!representable(address, 12n + 9n * levels + stage.widening, stage.widening)) throw stage.fault();

  let table = stage.root;
  for (let level = levels - 1n; level >= 0n; level--) {
    const indexBits = level === levels - 1n ? 9n + stage.widening : 9n;
    const index = (address >> (12n + 9n * level)) & ((1n << indexBits) - 1n);
    const entryAddress = table + 8n * index;
    const entry = stage.readEntry(entryAddress);
    if (!wellFormed(entry, stage.shadowStacks)) throw stage.fault();
    if ((entry & (pte.R | pte.W | pte.X)) === 0n) {
      if ((entry & (pte.U | pte.A | pte.D | pte.N | pte.PBMT)) !== 0n) throw stage.fault();
      table = physicalPage(entry);
      continue;
    }
    const mapping = leaf(entry, level, stage);
    if (!mapping) throw stage.fault();
    const refusal = stage.refuses(entry);
    if (refusal) throw refusal;
    const marks = stage.store ? pte.A | pte.D : pte.A;
    if ((entry & marks) !== marks) {
      if (!stage.updatesAD) throw stage.fault();
      stage.writeEntry(entryAddress, entry | marks);
    }
    return mapping.page | (address & mapping.offset);
  }
  throw stage.fault();
}

/**
 * Where the region begins to which a leaf entry maps, and its size less one; undefined for an encoding that is reserved.
 * The memory type that PBMT asks for makes no difference here: memory has no caches, and keeps its order.
 */
function leaf(entry: bigint, level: bigint, { leafMay }: Stage): { page: bigint; offset: bigint } | undefined {
  const page = physicalPage(entry);
  const memoryType = entry & pte.PBMT;
  if (memoryType === pte.PBMT || (memoryType !== 0n && !leafMay.PBMT)) return undefined;
  if (entry & pte.N) {
    // priv "Svnapot Extension for NAPOT Translation Contiguity": 64 KiB, encoded in PPN[3:0], is the only size.
    const is64KiB = level === 0n && (page & 0xf000n) === 0x8000n;
    return leafMay.N && is64KiB ? { page: page & ~0xffffn, offset: 0xffffn } : undefined;
  }
  const offset = (1n << (12n + 9n * level)) - 1n;
  return page & offset ? undefined : { page, offset };
}

/** Valid, with no bits or combination of bits that are reserved. */
const wellFormed = (entry: bigint, shadowStacks: boolean) =>
  (entry & pte.V) !== 0n &&
  ((entry & (pte.R | pte.W)) !== pte.W || (shadowStacks && isShadowStack(entry))) &&
  (entry & reserved) === 0n;

const isShadowStack = (entry: bigint) => (entry & (pte.R | pte.W | pte.X)) === pte.W;

/**
 * Whether the scheme covers the address: a virtual address repeats its highest bit in all bits above, a guest physical
 * one has zeros there.
 */
const representable = (address: bigint, bits: bigint, widening: bigint) =>
  widening ? address >> bits === 0n : BigInt.asUintN(64, BigInt.asIntN(Number(bits), address)) === address;

/** What the R, W and X bits of an entry say, with execute-only pages readable where `mxr` says so. */
function grants(entry: bigint, access: Access, execute: boolean, mxr: boolean): boolean {
  if (access === 'fetch' || execute) return (entry & pte.X) !== 0n;
  if (access === 'store') return (entry & pte.W) !== 0n;
  return (entry & pte.R) !== 0n || (mxr && (entry & pte.X) !== 0n);
}

/**
 * Whether shadow-stack memory protection makes an access fault for good: an ordinary store to a shadow-stack page or a
 * fetch from it, or an access of a shadow-stack instruction elsewhere. A page that is only readable may be one that the
 * supervisor is about to copy, so an access of a shadow-stack instruction there is an ordinary page fault.
 */
function violatesShadowStacks(entry: bigint, { access, shadowStack }: TranslationRequest): boolean {
  if (isShadowStack(entry)) return !shadowStack && access !== 'load';
  return shadowStack !== undefined && (entry & (pte.W | pte.X)) !== 0n;
}

/** The only stage with V = 0, the VS-stage with V = 1. */
function firstStage(hart: HartView, memory: PhysicalMemory, request: TranslationRequest): Stage {
  const { access, privilege, V, execute = false } = request;
  const atp = V ? vsatp : satp;
  const status = V ? vsstatus : mstatus;
  const mxr = hart.get(mstatus.MXR) === 1 || (V && hart.get(vsstatus.MXR) === 1);
  const supervisorMayUseUserPages = access !== 'fetch' && hart.get(status.SUM) === 1;
  const updates = hart.get(menvcfg.ADUE) === 1 && (!V || hart.get(henvcfg.ADUE) === 1);
  const place = (address: bigint, implicit: 'read' | 'write') =>
    V ? walk(guestStage(hart, memory, request, address, implicit), address) : address;
  return {
    mode: BigInt(hart.get(atp.MODE)),
    root: extract(atp.PPN, fromHalves(hart.half(atp.address, 0), hart.half(atp.address, 1))) << 12n,
    widening: 0n,
    updatesAD: updates,
    leafMay: {
      N: hart.isa.has('Svnapot'),
      PBMT: hart.get(menvcfg.PBMTE) === 1 && (!V || hart.get(henvcfg.PBMTE) === 1),
    },
    store: access === 'store' && request.shadowStack !== 'reads',
    shadowStacks: hart.get(V ? henvcfg.SSE : menvcfg.SSE) === 1,
    refuses: (entry) => {
      const userPage = (entry & pte.U) !== 0n;
      const rightMode = privilege === 'U' ? userPage : !userPage || supervisorMayUseUserPages;
      if (!rightMode) return pageFault(request);
      if (violatesShadowStacks(entry, request)) return accessFault(request);
      const readable = isShadowStack(entry) ? entry | pte.R : entry;
      return grants(readable, access, execute, mxr) ? undefined : pageFault(request);
    },
    readEntry: (address) => memory.readEntry(place(address, 'read')) ?? raise(accessFault(request)),
    writeEntry: (address, entry) => {
      if (!memory.writeEntry(place(address, 'write'), entry)) throw accessFault(request);
    },
    fault: () => pageFault(request),
  };
}

/**
 * The G-stage, for the access itself or for an implicit access to a VS-stage page-table entry. Every access is a
 * user-level one; an implicit one needs read or write permission, and MXR does not make pages readable for it
 * (priv "Guest Physical Address Translation").
 */
function guestStage(
  hart: HartView,
  memory: PhysicalMemory,
  request: TranslationRequest,
  guestPhysical: bigint,
  implicit?: 'read' | 'write',
): Stage {
  const access = implicit ? (implicit === 'read' ? 'load' : 'store') : request.access;
  const execute = !implicit && (request.execute ?? false);
  const mxr = !implicit && hart.get(mstatus.MXR) === 1;
  const fault = () => guestPageFault(request, guestPhysical, implicit);
  return {
    mode: BigInt(hart.get(hgatp.MODE)),
    root: extract(hgatp.PPN, fromHalves(hart.half(hgatp.address, 0), hart.half(hgatp.address, 1))) << 12n,
    widening: 2n,
    updatesAD: hart.get(menvcfg.ADUE) === 1,
    leafMay: { N: hart.isa.has('Svnapot'), PBMT: hart.get(menvcfg.PBMTE) === 1 },
    store: access === 'store' && (implicit !== undefined || request.shadowStack !== 'reads'),
    shadowStacks: false,
    refuses: (entry) => ((entry & pte.U) !== 0n && grants(entry, access, execute, mxr) ? undefined : fault()),
    readEntry: (address) => memory.readEntry(address) ?? raise(accessFault(request)),
    writeEntry: (address, entry) => {
      if (!memory.writeEntry(address, entry)) throw accessFault(request);
    },
    fault,
  };
}

function raise(trap: Trap): never {
  throw trap;
}
