import { parseIsa, type Isa } from '@hartlab/isa';
import { extract, insert, isView, type Csr, type Field, type HartView } from './csr.ts';
import { csrMap, csrs } from './csrs.ts';
import type { Denial } from './csr-access.ts';
import { readCsr, resetValue, valueToModify, writeCsr } from './csr-value.ts';
import type { Privilege } from './hart-state.ts';

/** A hart that is nothing but cells and a mode: what the tests of the declarations need of one. */
export class PlainHart implements HartView {
  privilege: Privilege = 'M';
  V = false;
  interruptLines = 0n;
  mtime = 0n;
  readonly isa: Isa;
  readonly hartid: bigint;
  readonly #cells = new Map<number, bigint>();

  constructor(isa = 'max', hartid = 0n) {
    this.isa = parseIsa(isa);
    this.hartid = hartid;
    for (const csr of csrs) if (!isView(csr)) this.#cells.set(csr.address, resetValue(csr, this));
  }

  /** The five modes by their names in the specification. */
  enter(mode: 'M' | 'HS' | 'U' | 'VS' | 'VU'): this {
    this.V = mode.startsWith('V');
    this.privilege = mode === 'M' ? 'M' : mode.endsWith('S') ? 'S' : 'U';
    return this;
  }

  time(): bigint {
    return this.mtime;
  }
  cell(address: number): bigint {
    return this.#cells.get(address) ?? 0n;
  }
  setCell(address: number, value: bigint): void {
    this.#cells.set(address, value);
  }
  get(field: Field): bigint {
    return extract(field, this.cell(field.csr.address));
  }
  set(field: Field, value: bigint): void {
    this.setCell(field.csr.address, insert(field, value, this.cell(field.csr.address)));
  }

  read(csr: Csr): bigint {
    return readCsr(csr, this);
  }
  write(csr: Csr, wanted: bigint): void {
    for (const { register, value } of writeCsr(csr, wanted, this)) this.setCell(register.address, value);
  }
  /** CSRRS: what rd gets. */
  setBits(csr: Csr, bits: bigint): bigint {
    const old = this.read(csr);
    this.write(csr, valueToModify(csr, this) | bits);
    return old;
  }
  /** CSRRC: what rd gets. */
  clearBits(csr: Csr, bits: bigint): bigint {
    const old = this.read(csr);
    this.write(csr, valueToModify(csr, this) & ~bits);
    return old;
  }

  /** `ok`, or the exception that the access raises. */
  attempt(address: number, write = false): 'ok' | Denial {
    const answer = csrMap.access(address, write, this);
    return typeof answer === 'string' ? answer : 'ok';
  }
}
