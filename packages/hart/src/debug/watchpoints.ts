import { fromHalves } from '../csr/csr.ts';
import { pageBytes } from '../state/layout.ts';
import type { RunCells } from '../state/run-cells.ts';

/** Bytes of a hart's virtual memory that somebody outside watches. */
export interface Watched {
  readonly address: bigint;
  /** How many, at least 1. */
  readonly length: number;
  /** The accesses that are watched; both kinds if absent. */
  readonly access?: 'load' | 'store';
}

/** An access that an instruction made to something that is watched. */
export interface WatchedAccess {
  readonly access: 'load' | 'store';
  /** Of the lowest byte. */
  readonly address: bigint;
  readonly width: number;
  /** Where the instruction was. */
  readonly pc: bigint;
}

/**
 * What somebody outside watches of a hart's memory, by virtual address. It is no state of the hart, and none of its
 * triggers. Pages with something that is watched are kept out of the caches of translations, so that only the reference
 * accesses them, and shows it here; and the slice ends after an instruction that accessed what is watched.
 */
export class Watchpoints {
  readonly #run: RunCells;
  readonly #pc: () => bigint;
  #all: readonly Watched[] = [];
  #seen: WatchedAccess | undefined;

  /** @param pc the address of the instruction that is being executed */
  constructor(run: RunCells, pc: () => bigint) {
    this.#run = run;
    this.#pc = pc;
  }

  /** Whether there are any. */
  get exist(): boolean {
    return this.#all.length !== 0;
  }

  /** These instead of those before. Nothing of them has been accessed. */
  set(all: readonly Watched[]): void {
    this.#all = all;
    this.#seen = undefined;
  }

  /** The first access since the last call, if there was one. */
  take(): WatchedAccess | undefined {
    const seen = this.#seen;
    this.#seen = undefined;
    return seen;
  }

  /** Whether an access to the page of this virtual address, in halves, may be one that is watched. AMOs load as stores do. */
  mayBeIn(access: 'load' | 'store', low: number, high: number): boolean {
    const first = fromHalves((low & -pageBytes) >>> 0, high);
    const end = first + BigInt(pageBytes);
    return this.#all.some((one) => (access === 'store' || one.access !== 'store') && reaches(one, first, end));
  }

  /** An instruction accesses so many bytes from a virtual address, in halves. */
  accessed(access: 'load' | 'store', low: number, high: number, width: number): void {
    const address = fromHalves(low, high);
    const isWatched = this.#all.some(
      (one) => (one.access ?? access) === access && reaches(one, address, address + BigInt(width)),
    );
    if (!isWatched) return;
    this.#seen ??= { access, address, width, pc: this.#pc() };
    this.#run.end();
  }
}

/** Whether some of what is watched lies from the first of these addresses to before the other. */
const reaches = ({ address, length }: Watched, first: bigint, end: bigint): boolean =>
  address < end && address + BigInt(length) > first;
