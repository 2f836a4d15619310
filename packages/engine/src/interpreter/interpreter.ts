import {
  contextLayout,
  fcsr,
  hartLayout,
  type MachineLayout,
  mstatus,
  pageBytes,
  translationLayout,
  vsstatus,
} from '@hartlab/hart';
import type { FloatOperation, Isa, Local, Width } from '@hartlab/isa';
import { defineArithmetic } from '../emit/arithmetic.ts';
import { emitEffects, type Target } from '../emit/effects.ts';
import type { Code, Label, Variable } from '../wasm/code.ts';
import { Module } from '../wasm/module.ts';
import { defineFloats, type FloatFunctions } from './float-functions.ts';
import { type Operations, special } from './operations.ts';
import { record, recordOffset } from './record.ts';

/** Where the interpreter works. */
export interface Surroundings {
  readonly memory: WebAssembly.Memory;
  readonly layout: MachineLayout;
  /** Where the map is from pages of RAM to their records, 0 for none, four bytes each. */
  readonly pages: number;
}

/**
 * Lets a hart go on at pc as long as it can, at most `left` instructions, and answers how many of them are left. pc, the
 * registers and memory are then as after the last one. `block` is the hart's block, `records` the place of the records of
 * the page in which pc lies, `caches` the caches of the context that the hart is in.
 */
export type RunInterpreter = (block: number, records: number, caches: number, left: number) => number;

const loads = { 1: 'i64.load8_u', 2: 'i64.load16_u', 4: 'i64.load32_u', 8: 'i64.load' } as const;
const stores = { 1: 'i64.store8', 2: 'i64.store16', 4: 'i64.store32', 8: 'i64.store' } as const;
/** How many bits an offset has in a whole of so many bytes, a power of two. */
function bitsOf(bytes: number): number {
  return 31 - Math.clz32(bytes);
}
/** Bits of an offset in a page, and in an entry of a cache. */
const pageBits = bitsOf(pageBytes);
const entryBits = bitsOf(translationLayout.entryBytes);
/** What a byte of a page is shifted by to be an offset among its records. */
const recordBits = bitsOf(recordOffset(1));
const pageMask = BigInt(-pageBytes);
/** The rounding mode of an instruction for which frm counts. */
const dynamicRounding = 7;

/** Emits an interpreter of these operations and makes it work in a machine's memory. */
export function makeInterpreter(isa: Isa, operations: Operations, surroundings: Surroundings): RunInterpreter {
  const module = new Module(surroundings.memory.buffer.byteLength / 65536);
  const functions = defineArithmetic(module);
  const floats = defineFloats(module, operations);
  module.define(
    { parameters: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] },
    (code) => new Emitter(code, isa, surroundings, floats).emit(operations, functions),
    'run',
  );
  return module.instantiate(surroundings.memory)['run'] as RunInterpreter;
}

type Access = keyof Omit<typeof contextLayout, 'size'>;
type Functions = ReturnType<typeof defineArithmetic>;

/** Writes the one function of the interpreter. */
class Emitter implements Target {
  readonly code: Code;
  readonly #isa: Isa;
  readonly #at: Surroundings;
  readonly #floats: FloatFunctions;
  readonly #block: Variable;
  readonly #records: Variable;
  readonly #caches: Variable;
  readonly #left: Variable;
  /** The record of the present instruction. */
  readonly #record: Variable;
  /** The virtual address of the page. */
  readonly #page: Variable;
  /** A virtual address: of an access, or where a jump leads. */
  readonly #address: Variable;
  readonly #target: Variable;
  readonly #locals: readonly [Variable, Variable];
  readonly #entry: Variable;
  readonly #place: Variable;
  /** The reference is to do this instruction, of which nothing has been done. */
  #elsewhere!: Label;
  /** The next instruction is at `#target`. */
  #jump!: Label;
  /** The next instruction is at `#record`. */
  #next!: Label;

  constructor(code: Code, isa: Isa, at: Surroundings, floats: FloatFunctions) {
    this.code = code;
    this.#isa = isa;
    this.#at = at;
    this.#floats = floats;
    this.#block = code.parameter(0);
    this.#records = code.parameter(1);
    this.#caches = code.parameter(2);
    this.#left = code.parameter(3);
    this.#record = code.local('i32');
    this.#page = code.local('i64');
    this.#address = code.local('i64');
    this.#target = code.local('i64');
    this.#locals = [code.local('i64'), code.local('i64')];
    this.#entry = code.local('i32');
    this.#place = code.local('i32');
  }

  emit(operations: Operations, functions: Functions): void {
    const { code } = this;
    code.get(this.#block).access('i64.load', hartLayout.pc).tee(this.#target);
    code.i64(pageMask).op('i64.and').set(this.#page);
    this.#goWithinPage();
    code.block((out) => {
      code.block((elsewhere) => {
        this.#elsewhere = elsewhere;
        code.block((over) => {
          code.loop((next) => {
            this.#next = next;
            code.get(this.#left).op('i32.eqz').brIf(over);
            code.get(this.#left).i32(1).op('i32.sub').set(this.#left);
            code.block((jump) => {
              this.#jump = jump;
              this.#dispatch(operations, functions);
            });
            this.#goToTarget();
            // The jump is made, but nothing is known of where it leads.
            code.get(this.#block).get(this.#target).access('i64.store', hartLayout.pc).br(out);
          });
        });
        this.#storePc();
        code.br(out);
      });
      this.#uncount();
      this.#storePc();
    });
    code.get(this.#left);
  }

  /** One block for each operation, inside each other: the table leads to the end of the operation's block, and its code follows. */
  #dispatch({ all }: Operations, functions: Functions): void {
    const { code } = this;
    const bodies: (() => void)[] = [];
    bodies[special.undecoded] = bodies[special.elsewhere] = () => code.br(this.#elsewhere);
    bodies[special.pageEnd] = () => this.#leavePage();
    bodies[special.nothing] = () => this.#goOn();
    for (const { row, dropsResult } of all)
      bodies.push(() => {
        if (!emitEffects(row.does, this, functions, dropsResult)) this.#goOn();
      });
    const labels: Label[] = [];
    const nest = (number: number): void => {
      if (number < 0) {
        code.get(this.#record).access('i32.load16_u', record.operation).brTable(labels, this.#elsewhere);
        return;
      }
      code.block((label) => {
        labels[number] = label;
        nest(number - 1);
      });
      bodies[number]!();
    };
    nest(bodies.length - 1);
  }

  #goOn(): void {
    const { code } = this;
    code.get(this.#record).get(this.#record).access('i32.load8_u', record.step).op('i32.add').set(this.#record);
    code.br(this.#next);
  }

  /** No instruction was done: the next one is in the next page. */
  #leavePage(): void {
    this.#uncount();
    this.code.get(this.#page).i64(-pageMask).op('i64.add').set(this.#target).br(this.#jump);
  }

  #uncount(): void {
    this.code.get(this.#left).i32(1).op('i32.add').set(this.#left);
  }

  /** Goes on at `#target`, in this page or in one that the hart may fetch from and that has records; or else does nothing. */
  #goToTarget(): void {
    const { code } = this;
    code.get(this.#target).get(this.#page).op('i64.xor').i64(pageMask).op('i64.and', 'i64.eqz');
    code.when(() => {
      this.#goWithinPage();
      code.br(this.#next);
    });
    this.#isKnown('fetch', this.#target, 1);
    code.when(() => {
      this.#locate('fetch', this.#target);
      this.#ofPage(this.#at.pages, 2);
      code.access('i32.load').tee(this.#place);
      code.when(() => {
        code.get(this.#place).set(this.#records);
        code.get(this.#target).i64(pageMask).op('i64.and').set(this.#page);
        this.#goWithinPage();
        code.br(this.#next);
      });
    });
  }

  #goWithinPage(): void {
    const { code } = this;
    code
      .get(this.#target)
      .op('i32.wrap_i64')
      .i32(pageBytes - 1)
      .op('i32.and')
      .i32(recordBits)
      .op('i32.shl');
    code.get(this.#records).op('i32.add').set(this.#record);
  }

  #storePc(): void {
    this.code.get(this.#block);
    this.pc();
    this.code.access('i64.store', hartLayout.pc);
  }

  /** Leaves whether a cache knows the page of an address, which is a multiple of `width`; `#entry` is where it would be. */
  #isKnown(access: Access, address: Variable, width: Width): void {
    const { code } = this;
    code
      .get(address)
      .op('i32.wrap_i64')
      .i32(pageBits - entryBits)
      .op('i32.shr_u');
    code.i32((translationLayout.entries - 1) << entryBits).op('i32.and');
    code.get(this.#caches).op('i32.add').tee(this.#entry);
    code.access('i64.load', contextLayout[access] + translationLayout.tag);
    code
      .get(address)
      .i64(pageMask | BigInt(width - 1))
      .op('i64.and', 'i64.eq');
  }

  /** Sets `#place` to where the byte at an address is that a cache knows. */
  #locate(access: Access, address: Variable): void {
    const { code } = this;
    code.get(address).op('i32.wrap_i64').get(this.#entry);
    code
      .access('i32.load', contextLayout[access] + translationLayout.addend)
      .op('i32.add')
      .set(this.#place);
  }

  /** Leaves where a map has what it says of the page in which `#place` is: 1 << `shift` bytes for each page. */
  #ofPage(map: number, shift: number): void {
    const { code } = this;
    code.get(this.#place).i32(this.#at.layout.ram).op('i32.sub').i32(pageBits).op('i32.shr_u');
    if (shift !== 0) code.i32(shift).op('i32.shl');
    code.i32(map).op('i32.add');
  }

  /** Sets `#place` to where an access goes that can be made here. */
  #access(access: 'load' | 'store', width: Width, address: () => void): void {
    const { code } = this;
    address();
    code.set(this.#address);
    this.#isKnown(access, this.#address, width);
    code.op('i32.eqz').brIf(this.#elsewhere);
    this.#locate(access, this.#address);
    if (access === 'load') return;
    // Something hangs on the page of which others have to be told.
    this.#ofPage(this.#at.layout.flags, 0);
    code.access('i32.load8_u').brIf(this.#elsewhere);
    this.#ofPage(this.#at.layout.dirty, 0);
    code.i32(1).access('i32.store8');
  }

  load(width: Width, address: () => void): void {
    this.#access('load', width, address);
    this.code.get(this.#place).access(loads[width]);
  }

  store(width: Width, address: () => void, value: () => void): void {
    this.#access('store', width, address);
    this.code.get(this.#place);
    value();
    this.code.access(stores[width]);
  }

  modify(width: Width, address: () => void, into: Local, value: () => void): void {
    this.#access('store', width, address);
    this.code.get(this.#place).access(loads[width]);
    this.setLocal(into);
    this.code.get(this.#place);
    value();
    this.code.access(stores[width]);
  }

  requireDirtyFloat(): void {
    const { code } = this;
    this.#isDirty(mstatus.FS);
    code.op('i32.eqz').brIf(this.#elsewhere);
    if (!this.#isa.has('H')) return;
    code.get(this.#block).access('i32.load', hartLayout.V);
    code.when(() => {
      this.#isDirty(vsstatus.FS);
      code.op('i32.eqz').brIf(this.#elsewhere);
    });
  }

  /** Leaves whether a status field of two bits says Dirty. */
  #isDirty({ address, ones }: typeof mstatus.FS): void {
    this.code.get(this.#block).access('i32.load', hartLayout.csrs + 8 * address);
    this.code.i32(ones).op('i32.and').i32(ones).op('i32.eq');
  }

  float(operation: FloatOperation, operands: readonly (() => void)[]): void {
    const { code } = this;
    code.get(this.#block);
    this.#roundingMode();
    for (const operand of operands) operand();
    code.call(this.#floats.get(operation)!).brIf(this.#elsewhere);
  }

  /** Leaves the rounding mode: that of the record or, where it says so, frm. */
  #roundingMode(): void {
    const { code } = this;
    const { shift } = fcsr.frm;
    code.get(this.#block).access('i32.load', hartLayout.csrs + 8 * fcsr.address);
    code.i32(shift).op('i32.shr_u').i32(dynamicRounding).op('i32.and');
    code.get(this.#record).access('i32.load8_u', record.rounding);
    code.get(this.#record).access('i32.load8_u', record.rounding).i32(dynamicRounding).op('i32.eq', 'select');
  }

  jump(): void {
    this.noteJump();
    this.leave();
  }

  noteJump(): void {
    const { code } = this;
    code.set(this.#target);
    if (this.#isa.has('C')) return;
    // A target that instructions cannot have traps.
    code.get(this.#target).i64(2n).op('i64.and').i64(0n).op('i64.ne').brIf(this.#elsewhere);
  }

  leave(): void {
    this.code.br(this.#jump);
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
    if (typeof of === 'number') this.code.get(this.#block).access('i64.load', hartLayout.x + 8 * of);
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
    this.code.get(this.#block).get(this.#record).access('i32.load8_u', record[of]).op('i32.add');
  }

  immediate(): void {
    this.code.get(this.#record).access('i64.load32_s', record.immediate);
  }

  pc(): void {
    const { code } = this;
    code.get(this.#record).get(this.#records).op('i32.sub').i32(recordBits).op('i32.shr_u', 'i64.extend_i32_u');
    code.get(this.#page).op('i64.add');
  }

  length(): void {
    this.code.get(this.#record).access('i64.load8_u', record.step).i64(BigInt(recordBits)).op('i64.shr_u');
  }

  local({ index }: Local): void {
    this.code.get(this.#locals[index]);
  }
}
