import type { Isa, FloatOperation, Width } from '@hartlab/isa';
import { type MachineMemory, sstatus, statusBitsOf } from '@hartlab/hart';
import { emitMayNotZero } from '../emit/cache-block.ts';
import { emitCsrAccess } from '../emit/csr.ts';
import type { CsrOperation } from '../emit/effects.ts';
import { floatCsrs, loadControl, modifyControl, storeControl } from '../emit/float-control.ts';
import { emitIsFloatDirty } from '../emit/float-state.ts';
import { emitStatusAccess } from '../emit/status.ts';
import { MemoryEmitter, type Obstacles } from '../emit/memory.ts';
import type { Code, Variable } from '../wasm/code.ts';
import type { FloatFunctions } from './float-functions.ts';
import type { Operation } from './operations.ts';
import { record } from './record.ts';
import { RecordOperands } from './record-operands.ts';

/** Writes what instructions do that records describe, but for where they go on. */
export abstract class RecordInstructions extends RecordOperands implements Obstacles {
  readonly memory: MemoryEmitter;
  /** Where the caches are of the context in which the hart is. */
  protected readonly caches: Variable;
  /** The operation that is written. */
  protected present!: Operation;
  readonly #isa: Isa;
  readonly #memory: MachineMemory;
  readonly #floats: FloatFunctions;
  /** What fcsr held, and any other CSR. */
  readonly #control: Variable;
  readonly #old: Variable;

  constructor(code: Code, isa: Isa, memory: MachineMemory, floats: FloatFunctions) {
    super(code, code.parameter(0), code.parameter(1));
    this.caches = code.parameter(2);
    this.#isa = isa;
    this.#memory = memory;
    this.#floats = floats;
    this.#control = code.local('i32');
    this.#old = code.local('i64');
    this.memory = new MemoryEmitter(code, memory, this.block, this.caches, this);
  }

  abstract leaveUnknown(access: 'load' | 'store', width: Width, address: Variable, atomic: boolean): void;
  abstract leaveWhen(): void;

  override setX(value: () => void): void {
    if (!this.present.dropsResult) super.setX(value);
  }

  accessCsr(op: CsrOperation, source: () => void): void {
    const { code } = this;
    const { csr } = this.present;
    const place = { code, block: this.block, old: this.#old, leaveWhen: () => this.leaveWhen() };
    if (csr === sstatus.address) {
      const address = () => code.i32(csr);
      return emitStatusAccess(op, source, statusBitsOf(this.#isa)!, this.#memory, { ...place, address });
    }
    if (csr !== 'plain') return this.#accessFloatCsr(op, source, csr!);
    const address = () => code.get(this.record).access('i32.load16_u', record.csr);
    emitCsrAccess(op, source, {
      ...place,
      address,
      cell: () => {
        address();
        code.i32(3).op('i32.shl').get(this.block).op('i32.add');
      },
      writable: () => code.get(this.record).access('i64.load8_s', record.writable),
    });
  }

  #accessFloatCsr(op: CsrOperation, source: () => void, csr: number): void {
    const { code } = this;
    this.requireDirtyFloat();
    loadControl(code, this.block).set(this.#control);
    modifyControl(code, floatCsrs.get(csr)!, op, source, this.#control);
    storeControl(code, this.block, this.#control);
  }

  requireZeroing(): void {
    emitMayNotZero(this.code, this.block);
    this.leaveWhen();
  }

  requireDirtyFloat(): void {
    const { code } = this;
    emitIsFloatDirty(code, this.block, this.#isa);
    code.op('i32.eqz');
    this.leaveWhen();
  }

  float(operation: FloatOperation, operands: readonly (() => void)[]): void {
    const { code } = this;
    code.get(this.block);
    this.roundingMode();
    for (const operand of operands) operand();
    code.call(this.#floats.get(operation)!);
    this.leaveWhen();
  }
}
