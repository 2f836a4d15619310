/**
 * Where everything lies in a machine's one `WebAssembly.Memory`: the blocks of the harts, which `cells.ts` describes, and
 * RAM. The reference interpreter, the firmware, snapshots and the fast engine all read this file.
 */
import { type CellName, cells, rows } from './cells.ts';
import { runCellBytes } from './run-cells.ts';

/** Bytes of one cell. */
const cell = 8;

/** CSR addresses have twelve bits. */
export const csrCount: number = cells.csrs.cells;

/**
 * Byte offsets within one hart's block: where each row of the table of cells begins, and the size of the whole. The cell
 * of the CSR with address a is at `csrs + 8 * a`.
 */
export const hartLayout: Readonly<Record<CellName | 'size', number>> = {
  ...(Object.fromEntries(rows.map(({ name, first }) => [name, first * cell])) as Record<CellName, number>),
  size: rows.reduce((total, row) => total + row.cells, 0) * cell,
};

/** Bytes of a reservation set (unpriv "Zalrsc Extension for Load-Reserved/Store-Conditional Instructions"). */
export const reservationBytes = 64;

/** Bytes of a cache block (unpriv "Zic64b Extension for 64-byte Cache Blocks"). */
export const cacheBlockBytes = 64;

/** Bytes of the smallest page, and of the RAM that one byte of the dirty map, or of the flags, stands for. */
export const pageBytes = 4096;

/** The number of the page of RAM at this offset, which is below 2^32. */
export const pageOf = (offset: number): number => offset >>> 12;

/**
 * Caches of translations, which engines read as well: each hart has some contexts, each context one cache for each kind of
 * access, and a cache this many entries, a power of two. The entry of a virtual page is in the slot of its low bits.
 */
export const translationLayout = {
  contexts: 8,
  entries: 4096,
  /** Bytes of an entry: the page's virtual address, 64 bits; and what, added to the low half of an address, says where it is. */
  entryBytes: 16,
  tag: 0,
  addend: 8,
} as const;

const cacheBytes = translationLayout.entries * translationLayout.entryBytes;

/** Byte offsets of the caches within one context's, and the size of all of them. */
export const contextLayout = { fetch: 0, load: cacheBytes, store: 2 * cacheBytes, size: 3 * cacheBytes } as const;

const wasmPageBytes = 65536;
const roundUp = (value: number, unit: number) => Math.ceil(value / unit) * unit;

/** Byte offsets of the parts of a whole machine's memory. */
export interface MachineLayout {
  /** The first hart's block; the others follow, `hartLayout.size` apart. */
  readonly harts: number;
  /** The cells of `RunCells`. */
  readonly run: number;
  /** One byte per RAM page. */
  readonly dirty: number;
  /**
   * One byte per RAM page: the engines' own, for what hangs on the page outside of the state. It is neither saved nor
   * hashed nor compared, and nothing that a guest can see depends on it.
   */
  readonly flags: number;
  /** The caches of the first hart's contexts; those of the others follow. */
  readonly translations: number;
  /** What an engine has for itself. */
  readonly engine: number;
  /** RAM, aligned to a WebAssembly page. */
  readonly ram: number;
  /** The whole, in WebAssembly pages of 64 KiB. */
  readonly wasmPages: number;
}

/** The layout of a machine with `harts` harts, `ramSize` bytes of RAM and an engine that needs so many bytes. */
export function machineLayout(harts: number, ramSize: number, engineBytes = 0): MachineLayout {
  const run = harts * hartLayout.size;
  const dirty = roundUp(run + runCellBytes, pageBytes);
  const flags = dirty + ramSize / pageBytes;
  const translations = roundUp(flags + ramSize / pageBytes, translationLayout.entryBytes);
  const engine = translations + harts * translationLayout.contexts * contextLayout.size;
  const ram = roundUp(engine + engineBytes, wasmPageBytes);
  const wasmPages = roundUp(ram + ramSize, wasmPageBytes) / wasmPageBytes;
  return { harts: 0, run, dirty, flags, translations, engine, ram, wasmPages };
}
