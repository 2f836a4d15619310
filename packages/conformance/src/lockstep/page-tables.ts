import type { Random } from '@hartlab/models';
import {
  CODE,
  DATA,
  DATA_PAGES,
  FIRST_CODE_PAGE,
  HOLE,
  SUPERPAGE,
  TABLES,
  USER_ALIAS,
  WINDOW,
  WINDOW_PAGES,
} from './memory-map.ts';
import type { Peer, Target } from './peer.ts';

/** The bits of a page-table entry (priv "Sv39: Page-Based 39-bit Virtual-Memory System"). */
const V = 1n;
const R = 2n;
const W = 4n;
const X = 8n;
const U = 16n;
const A = 64n;
const D = 128n;
/** priv "Svnapot Extension for NAPOT Translation Contiguity" */
const N = 1n << 63n;
export const ACCESSED_AND_DIRTY: bigint = A | D;
export const isLeaf = (entry: bigint): boolean => (entry & (R | W | X)) !== 0n;
const everything = V | R | W | X | A | D;

const GIBIBYTE = 2 ** 30;
const page = 4096;

/** The tables of one stage. The window's are random; those above them map code, tables and data where they lie. */
interface Stage {
  /** Its root for Sv39 or Sv39x4. */
  readonly root: number;
  /** The table of the window's pages of 2 MiB, and below it the table of its pages of 4 KiB. */
  readonly middle: number;
  readonly leaves: number;
  /** Roots for Sv48 and Sv57, whose first entry leads to the next. */
  readonly root48: number;
  readonly root57: number;
  /** Bits that the leaves which map code for S-mode have besides: a guest's physical memory is all U. */
  readonly code: bigint;
}

/** G-stage roots take four pages (priv "Guest Physical Address Translation"). */
const stageAt = (base: number, rootPages: number, code: bigint): Stage => ({
  root: base,
  root48: base + rootPages * page,
  root57: base + 2 * rootPages * page,
  middle: base + 3 * rootPages * page,
  leaves: base + (3 * rootPages + 1) * page,
  code,
});

export const stages = {
  satp: stageAt(TABLES + 0x1_0000, 1, 0n),
  vsatp: stageAt(TABLES + 0x1_8000, 1, 0n),
  hgatp: stageAt(TABLES, 4, U),
} as const;
export type Atp = keyof typeof stages;

/** Numbers of satp.MODE with the tables that they walk. */
const modes = [
  [8n, 'root'],
  [9n, 'root48'],
  [10n, 'root57'],
] as const;

const ppn = (address: number) => BigInt(Math.floor(address / page));
const pointer = (address: number) => (ppn(address) << 10n) | V;
const leaf = (address: number, bits: bigint) => (ppn(address) << 10n) | everything | bits;

/** A legal value of an address-translation register: off, or one of the modes with this stage's tables. */
export function randomAtp(random: Random, atp: Atp, peer: Peer): bigint {
  // With both stages off, QEMU 7.2 takes addresses that do not exist for guest-page faults.
  if (random.oneIn(4) && !(peer === 'QEMU' && atp === 'hgatp')) return 0n;
  const [mode, root] = random.oneIn(2) ? modes[0] : random.of(modes);
  // ASID or VMID.
  const space = BigInt(random.below(16)) << 44n;
  return (mode << 60n) | space | ppn(stages[atp][root]);
}

/** An entry for a page of 4 KiB, mostly one that permits something. */
export function randomLeaf(random: Random, { isa, peer }: Target): bigint {
  if (random.oneIn(12)) return random.word();
  // W without R is reserved, or a page of a shadow stack; A and D clear fault or are set.
  const shadowStack = isa.has('Zicfiss') ? [W, W, W] : [];
  const permissions = random.of([R, R | W, R | W, R | W, R | X, R | X, X, X, R | W | X, W, W | X, 0n, ...shadowStack]);
  let entry = V | A | D | permissions;
  if (random.oneIn(2)) entry |= U;
  if (random.oneIn(6)) entry &= ~A;
  // Without D, Spike does not even pop from a shadow stack.
  const keepsD = peer === 'Spike' && permissions === W;
  if (random.oneIn(6) && !keepsD) entry &= ~D;
  if (random.oneIn(16)) entry &= ~V;
  if (random.oneIn(16)) entry |= 1n << BigInt(54 + random.below(10));
  if (isa.has('Svpbmt') && random.oneIn(4)) entry |= BigInt(random.below(4)) << 61n;
  // Of a range of 64 KiB what is executed may be stored to, and is not fenced.
  if (isa.has('Svnapot') && (permissions & X) === 0n && random.oneIn(5))
    return (
      entry | N | ((randomPage(random, false) & ~0xfn) << 10n) | (random.of([8n, 8n, 8n, random.word() & 0xfn]) << 10n)
    );
  return (
    entry |
    BigInt(random.below(4) << 8) |
    BigInt(random.below(2) << 5) |
    (randomPage(random, (permissions & X) !== 0n) << 10n)
  );
}

/** Mostly a data page, by its own address or by the window's, which a guest's G-stage translates further. What is
 * executed is rarely stored to, so that little runs that the generator has not thought of. */
function randomPage(random: Random, executable: boolean): bigint {
  switch (random.below(10)) {
    case 0:
      return ppn(HOLE);
    case 1:
      return random.word() & ((1n << 44n) - 1n);
    case 2:
    case 3:
    case 4:
      return ppn(WINDOW) + BigInt(random.below(WINDOW_PAGES));
    default:
      return (
        ppn(DATA) +
        BigInt(
          executable ? random.below(DATA_PAGES - FIRST_CODE_PAGE) + FIRST_CODE_PAGE : random.below(FIRST_CODE_PAGE),
        )
      );
  }
}

/** An entry of the window's pages of 2 MiB: the way to its leaves, one of them misplaced, or memory that nothing uses. */
function randomMiddle(random: Random, { leaves }: Stage, target: Target): bigint {
  if (random.oneIn(3)) return randomLeaf(random, target);
  if (random.oneIn(2)) return pointer(leaves);
  return V | A | D | U | random.of([R, R | W, R | W | X]) | (ppn(SUPERPAGE) << 10n);
}

/** Writes the tables of all stages; `put` stores an entry. */
export function writePageTables(random: Random, target: Target, put: (address: number, entry: bigint) => void): void {
  for (const stage of Object.values(stages)) {
    const { root, root48, root57, middle, leaves, code } = stage;
    const entry = (table: number, index: number, value: bigint) => put(table + 8 * index, value);
    entry(root57, 0, pointer(root48));
    entry(root48, 0, pointer(root));
    entry(root, WINDOW / GIBIBYTE, pointer(middle));
    entry(root, CODE / GIBIBYTE, leaf(CODE, code));
    entry(root, (CODE + USER_ALIAS) / GIBIBYTE, leaf(CODE, U));
    for (const index of [0, 1, 5, 511]) entry(root, index, randomLeaf(random, target) | A);
    entry(middle, 0, pointer(leaves));
    for (let index = 1; index < 8; index++) entry(middle, index, randomMiddle(random, stage, target));
    for (let index = 0; index < WINDOW_PAGES; index++) entry(leaves, index, randomLeaf(random, target));
  }
}

/** The address of a random entry of the window's leaves. */
export const randomLeafAddress = (random: Random): number =>
  random.of(Object.values(stages)).leaves + 8 * random.below(WINDOW_PAGES);
