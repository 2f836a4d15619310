import { csrAddresses } from '@hartlab/isa';
import type { HartState, Privilege } from './hart-state.ts';
import { pageBytes } from './layout.ts';
import type { Access } from './trap.ts';

/** Entries that the CSR address space has room for. An entry that is not implemented reads as OFF. */
const entries = 64;

/** One entry that is not OFF: bytes `from` to `to`, `to` excluded. */
interface Region {
  readonly from: number;
  readonly to: number;
  readonly fetch: boolean;
  readonly load: boolean;
  readonly store: boolean;
  readonly locked: boolean;
}

/**
 * Physical memory protection of one hart (priv "Physical Memory Protection"). The regions are read from the CSRs when
 * first needed after `flush`.
 *
 * Bounds above 2^53 lose their lowest bits in a number. No address that is checked lies there, and rounding keeps them
 * on their side of every one that is.
 */
export class Pmp {
  readonly #state: HartState;
  #regions: readonly Region[] | undefined;

  constructor(state: HartState) {
    this.#state = state;
  }

  /** To be called when the CSR at `address` was written. */
  written(address: number): void {
    if (address >= csrAddresses.pmpcfg0 && address <= csrAddresses.pmpaddr63) this.flush();
  }

  /** Forgets what was read from the CSRs. */
  flush(): void {
    this.#regions = undefined;
  }

  /** Whether `privilege` may make this access to `length` bytes at physical `address`. */
  allows(address: number, length: number, access: Access, privilege: Privilege): boolean {
    const last = address + length;
    const region = this.#read().find(({ from, to }) => address < to && last > from);
    if (!region) return privilege === 'M';
    if (address < region.from || last > region.to) return false;
    return (privilege === 'M' && !region.locked) || region[access];
  }

  /** Whether one answer holds for the whole page at `page`: no region begins or ends inside it. */
  uniform(page: number): boolean {
    const inside = (bound: number) => bound > page && bound < page + pageBytes;
    return !this.#read().some(({ from, to }) => inside(from) || inside(to));
  }

  #read(): readonly Region[] {
    return (this.#regions ??= readRegions(this.#state));
  }
}

const configuration = (state: HartState, entry: number): number => {
  const register = state.cell(csrAddresses.pmpcfg0 + 2 * Math.floor(entry / 8));
  return Number((register >> BigInt(8 * (entry % 8))) & 0xffn);
};

/** The regions in order of priority; an entry that matches no byte is left out. */
function readRegions(state: HartState): Region[] {
  const regions: Region[] = [];
  for (let entry = 0; entry < entries; entry++) {
    const bits = configuration(state, entry);
    const { from, to } = bounds(state, entry, (bits >> 3) & 3);
    if (from >= to) continue;
    regions.push({
      from,
      to,
      load: (bits & 1) !== 0,
      store: (bits & 2) !== 0,
      fetch: (bits & 4) !== 0,
      locked: (bits & 0x80) !== 0,
    });
  }
  return regions;
}

/** The bytes that an entry matches, by its A field: OFF, TOR, NA4 or NAPOT (priv "Address Matching"). */
function bounds(state: HartState, entry: number, A: number): { from: number; to: number } {
  const address = (n: number) => state.cell(csrAddresses.pmpaddr0 + n) << 2n;
  const top = address(entry);
  switch (A) {
    case 1:
      return { from: entry === 0 ? 0 : Number(address(entry - 1)), to: Number(top) };
    case 2:
      return { from: Number(top), to: Number(top) + 4 };
    case 3: {
      // The lowest zero of pmpaddr says how large the region is: y…y01…1 with n ones is 2^(n+3) bytes.
      const size = ((top | 3n) + 1n) & ~(top | 3n);
      const from = top & ~(2n * size - 1n);
      return { from: Number(from), to: Number(from + 2n * size) };
    }
    default:
      return { from: 0, to: 0 };
  }
}
