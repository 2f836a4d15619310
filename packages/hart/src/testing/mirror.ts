import { Buffer } from 'node:buffer';
import { rowOf, rows } from '../state/cells.ts';
import type { Commit, MemoryAccess } from '../state/commit.ts';
import { pageBytes } from '../state/layout.ts';
import type { MachineMemory } from '../state/machine-memory.ts';

const { x, f, csrs } = rowOf;

/** Of the machine's cells, commits tell of these: integer and floating-point registers; CSRs, and all that comes behind them. */
const told = [x, f, { first: csrs.first, cells: rows.at(-1)!.first + rows.at(-1)!.cells - csrs.first }];

/** mcycle, minstret and the programmable counters, which count without being told of. */
const counters = { first: csrs.first + 0xb00, cells: 32 };

/**
 * A copy of the registers of a machine's only hart, and of its RAM, that changes by what commits tell and by nothing else.
 */
export class Mirror {
  readonly #memory: MachineMemory;
  readonly #live: BigUint64Array;
  readonly #cells: BigUint64Array;
  readonly #ram: Uint8Array;

  constructor(memory: MachineMemory) {
    this.#memory = memory;
    const { buffer, byteOffset, length } = memory.hartBlock(0);
    this.#live = new BigUint64Array(buffer, byteOffset, length / 8);
    this.#cells = this.#live.slice();
    this.#ram = memory.ram.slice();
    memory.dirty.fill(0);
  }

  /** Takes over what has changed otherwise. */
  follow(): void {
    this.#cells.set(this.#live);
    for (const page of this.#dirtyPages()) part(this.#ram, page).set(part(this.#memory.ram, page));
  }

  /** Does again what was done, and says what of the machine is now not as it is here. */
  replay({ registers, accesses }: Commit): string[] {
    this.#cells.set(part(this.#live, counters), counters.first);
    for (const { kind, number, value } of registers)
      this.#cells[number + (kind === 'csr' ? csrs : kind === 'x' ? x : f).first] = value;
    for (const access of accesses) if (access.kind !== 'load') this.#store(access);
    return [...this.#cellDifferences(), ...this.#pageDifferences()];
  }

  #store({ physical, nextPage, width, value }: MemoryAccess): void {
    for (let byte = 0; byte < width; byte++) {
      const left = pageBytes - (physical % pageBytes);
      const at = byte < left || nextPage < 0 ? physical + byte : nextPage + byte - left;
      // What goes to a device is in no memory.
      if (this.#memory.contains(at, 1))
        this.#ram[at - this.#memory.ramBase] = Number((value >> BigInt(8 * byte)) & 0xffn);
    }
  }

  #cellDifferences(): string[] {
    const found: string[] = [];
    for (const row of told) {
      if (Buffer.compare(bytes(part(this.#cells, row)), bytes(part(this.#live, row))) === 0) continue;
      for (let cell = row.first; cell < row.first + row.cells; cell++)
        if (this.#cells[cell] !== this.#live[cell])
          found.push(`cell ${cell - row.first} of ${row.cells}: ${this.#cells[cell]}, not ${this.#live[cell]}`);
    }
    return found;
  }

  /** Only pages that were stored to can differ. */
  #pageDifferences(): string[] {
    const { ram, ramBase } = this.#memory;
    return [...this.#dirtyPages()]
      .filter((page) => Buffer.compare(part(this.#ram, page), part(ram, page)) !== 0)
      .map(({ first }) => `the page at 0x${(ramBase + first).toString(16)}`);
  }

  *#dirtyPages(): Iterable<Range> {
    const { dirty } = this.#memory;
    for (let page = dirty.indexOf(1); page >= 0; page = dirty.indexOf(1, page)) {
      dirty[page] = 0;
      yield { first: page * pageBytes, cells: pageBytes };
    }
  }
}

interface Range {
  readonly first: number;
  readonly cells: number;
}

const part = <T extends BigUint64Array | Uint8Array>(of: T, { first, cells }: Range): T =>
  of.subarray(first, first + cells) as T;

const bytes = ({ buffer, byteOffset, byteLength }: BigUint64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
