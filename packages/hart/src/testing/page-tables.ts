import { bareHart, ramBase } from './bare-hart.ts';
import { hgatp, satp, vsatp } from '../csrs/csrs.ts';
import type { MachineMemory } from '../state/machine-memory.ts';

/** Bits of a page-table entry. */
export const pte = { V: 1n, R: 2n, W: 4n, X: 8n, U: 16n, G: 32n, A: 64n, D: 128n } as const;
/** Everything a supervisor page can allow. */
export const all: bigint = pte.V | pte.R | pte.W | pte.X | pte.A | pte.D;

const base = BigInt(ramBase);
/** Where the root of the first stage lies, that of the G-stage (16 KiB), and a page that is no table. */
export const root: bigint = base + 0x1000n;
export const guestRoot: bigint = base + 0x4000n;
export const data: bigint = base + 0x9_0000n;

/** Writes page tables into RAM, one table after another from `free` on. */
export class PageTables {
  readonly #memory: MachineMemory;
  #free: bigint;

  constructor(memory: MachineMemory, free: bigint) {
    this.#memory = memory;
    this.#free = free;
  }

  /** Maps the page of `address` at `depth` (0 is a 4 KiB page) to `to`; returns the address of the leaf entry. */
  map(levels: number, table: bigint, address: bigint, to: bigint, flags: bigint, depth = 0): bigint {
    let at = 0n;
    for (let level = levels - 1; level >= depth; level--) {
      const wide = table === guestRoot ? 0x7ffn : 0x1ffn;
      at = table + 8n * ((address >> BigInt(12 + 9 * level)) & wide);
      if (level === depth) break;
      const entry = this.#memory.read(Number(at), 8);
      table = entry === 0n ? this.#next() : (entry >> 10n) << 12n;
      this.#memory.write(Number(at), 8, ((table >> 12n) << 10n) | pte.V);
    }
    this.#memory.write(Number(at), 8, ((to >> 12n) << 10n) | flags);
    return at;
  }

  #next(): bigint {
    const table = this.#free;
    this.#free += 0x1000n;
    return table;
  }
}

/** A hart in S-mode whose satp names an empty root table. */
export function supervisor(levels = 3, isa = 'max_svade') {
  const { hart, memory } = bareHart([], { isa });
  hart.write(satp, (BigInt(levels + 5) << 60n) | (root >> 12n));
  hart.enter('S', false);
  return { hart, memory, tables: new PageTables(memory, base + 0x1_0000n) };
}

/** A hart in VS-mode whose G-stage maps all of RAM to itself, VS-stage tables in it. */
export function guest(levels = 3, guestLevels = 3) {
  const { hart, memory } = bareHart();
  const tables = new PageTables(memory, base + 0x1_0000n);
  hart.write(vsatp, (BigInt(levels + 5) << 60n) | (root >> 12n));
  hart.write(hgatp, (BigInt(guestLevels + 5) << 60n) | (guestRoot >> 12n));
  for (let page = 0n; page < 256n; page++)
    tables.map(guestLevels, guestRoot, base + (page << 12n), base + (page << 12n), all | pte.U);
  hart.enter('S', true);
  return { hart, memory, tables };
}
