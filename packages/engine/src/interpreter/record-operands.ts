import { fcsr, hartLayout } from '@hartlab/hart';
import type { Local } from '@hartlab/isa';
import { dynamicRounding } from '../emit/float-place.ts';
import { bitsOf } from '../emit/memory.ts';
import type { Operands } from '../emit/operands.ts';
import type { Code, Variable } from '../wasm/code.ts';
import { record, recordOffset } from './record.ts';

/** What a byte of a page is shifted by to be an offset among its records. */
export const recordBits: number = bitsOf(recordOffset(1));

/** Writes where the operands of an instruction are that a record describes: in the hart's block, or in the record. */
export class RecordOperands implements Operands {
  readonly code: Code;
  /** The hart's block. */
  protected readonly block: Variable;
  /** The records of the page. */
  protected readonly records: Variable;
  /** The record of the present instruction. */
  protected readonly record: Variable;
  /** The virtual address of the page. */
  protected readonly page: Variable;
  readonly #locals: readonly [Variable, Variable];

  constructor(code: Code, block: Variable, records: Variable) {
    this.code = code;
    this.block = block;
    this.records = records;
    this.record = code.local('i32');
    this.page = code.local('i64');
    this.#locals = [code.local('i64'), code.local('i64')];
  }

  setX(value: () => void): void {
    this.#register('rd');
    value();
    this.code.access('i64.store', hartLayout.x);
  }

  setF(value: () => void): void {
    this.#register('rd');
    value();
    this.code.access('i64.store', hartLayout.f);
  }

  setLocal({ index }: Local): void {
    this.code.set(this.#locals[index]);
  }

  x(of: 'rs1' | 'rs2' | 'rd' | number): void {
    if (typeof of === 'number') this.code.get(this.block).access('i64.load', hartLayout.x + 8 * of);
    else {
      this.#register(of);
      this.code.access('i64.load', hartLayout.x);
    }
  }

  f(of: 'frs1' | 'frs2' | 'frs3'): void {
    this.#register(({ frs1: 'rs1', frs2: 'rs2', frs3: 'rs3' } as const)[of]);
    this.code.access('i64.load', hartLayout.f);
  }

  /** Leaves the block's address plus the offset of the register that the record names. */
  #register(of: 'rd' | 'rs1' | 'rs2' | 'rs3'): void {
    this.code.get(this.block).get(this.record).access('i32.load8_u', record[of]).op('i32.add');
  }

  immediate(): void {
    this.code.get(this.record).access('i64.load32_s', record.immediate);
  }

  pc(): void {
    const { code } = this;
    code.get(this.record).get(this.records).op('i32.sub').i32(recordBits).op('i32.shr_u', 'i64.extend_i32_u');
    code.get(this.page).op('i64.add');
  }

  length(): void {
    this.code.get(this.record).access('i64.load8_u', record.step).i64(BigInt(recordBits)).op('i64.shr_u');
  }

  local({ index }: Local): void {
    this.code.get(this.#locals[index]);
  }

  /** Leaves the rounding mode: that of the record or, where it says so, frm. */
  protected roundingMode(): void {
    const { code } = this;
    const { shift } = fcsr.frm;
    code.get(this.block).access('i32.load', hartLayout.csrs + 8 * fcsr.address);
    code.i32(shift).op('i32.shr_u').i32(dynamicRounding).op('i32.and');
    code.get(this.record).access('i32.load8_u', record.rounding);
    code.get(this.record).access('i32.load8_u', record.rounding).i32(dynamicRounding).op('i32.eq', 'select');
  }
}
