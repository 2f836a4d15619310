import { parseIsa, type Isa } from '@hartlab/isa';
import {
  type CellHolder,
  type Csr,
  type Field,
  fromHalves,
  type Half,
  insert,
  isView,
  type Register,
  toHalves,
  type Plans,
} from '../csr/csr.ts';
import { plansOf } from '../csr/csr-plan.ts';
import { csrMap, csrs } from '../csrs/csrs.ts';
import type { Denial } from '../csrs/csr-map.ts';
import { acting, halfToModify, readCsr } from '../csr/csr-value.ts';
import { resetValue, writeHalves } from '../csr/csr-write.ts';
import type { Privilege } from '../state/hart-state.ts';

/** A hart that is nothing but cells and a mode: what the tests of the declarations need of one. */
export class PlainHart implements CellHolder {
  privilege: Privilege = 'M';
  V = false;
  interruptLines = 0n;
  mtime = 0n;
  readonly isa: Isa;
  readonly hartid: bigint;
  guestFiles: number | undefined;
  readonly plans: Plans;
  readonly #cells = new Map<number, bigint>();

  constructor(isa = 'max', hartid = 0n) {
    this.isa = parseIsa(isa);
    this.hartid = hartid;
    this.plans = plansOf(this.isa);
    for (const csr of csrs) if (!isView(csr)) this.#cells.set(csr.address, resetValue(csr, this));
  }

  /** The five modes by their names in the specification. */
  enter(mode: 'M' | 'HS' | 'U' | 'VS' | 'VU'): this {
    this.V = mode.startsWith('V');
    this.privilege = mode === 'M' ? 'M' : mode.endsWith('S') ? 'S' : 'U';
    return this;
  }

  time(half: Half): number {
    return toHalves(this.mtime)[half];
  }
  lines(half: Half): number {
    return toHalves(this.interruptLines)[half];
  }
  half(address: number, half: Half): number {
    return toHalves(this.cell(address))[half];
  }
  store(register: Register, low: number, high: number): void {
    this.setCell(register.address, fromHalves(low, high));
  }
  cell(address: number): bigint {
    return this.#cells.get(address) ?? 0n;
  }
  setCell(address: number, value: bigint): void {
    this.#cells.set(address, value);
  }
  get(field: Field): number {
    return acting(field, this);
  }
  set(field: Field, value: number): void {
    this.setCell(field.csr.address, insert(field, BigInt(value), this.cell(field.csr.address)));
  }

  read(csr: Csr): bigint {
    return readCsr(csr, this);
  }
  write(csr: Csr, wanted: bigint): void {
    writeHalves(csr, ...toHalves(wanted), this);
  }
  /** CSRRS: what rd gets. */
  setBits(csr: Csr, bits: bigint): bigint {
    const old = this.read(csr);
    const [low, high] = toHalves(bits);
    writeHalves(csr, halfToModify(csr, 0, this) | low, halfToModify(csr, 1, this) | high, this);
    return old;
  }
  /** CSRRC: what rd gets. */
  clearBits(csr: Csr, bits: bigint): bigint {
    const old = this.read(csr);
    const [low, high] = toHalves(bits);
    writeHalves(csr, halfToModify(csr, 0, this) & ~low, halfToModify(csr, 1, this) & ~high, this);
    return old;
  }

  /** `ok`, or the exception that the access raises. */
  attempt(address: number, write = false): 'ok' | Denial {
    const answer = csrMap.access(address, write, this);
    return typeof answer === 'string' ? answer : 'ok';
  }
}
