import { hartLayout } from '@hartlab/hart';
import { once, regionSignature } from './region-type.ts';
import type { Code, Label, Variable } from '../wasm/code.ts';
import type { Module } from '../wasm/module.ts';
import { record } from './record.ts';

/** Code of another kind that the interpreter enters, of the type `regionSignature`. */
export interface Regions {
  /** Its functions, by the numbers of regions. */
  readonly table: WebAssembly.Table;
  /** Where the numbers are of the operations that the first instructions of regions are, 16 bits each. */
  readonly operations: number;
  /** Where indirect jumps are noted that are no returns: the records of so many, and of where each led. */
  readonly jumps: number;
  /** How often the hart lands at an instruction before `hot` is told, a power of two; it is told again each time. */
  readonly landings: number;
  /** Is told the place of the record, the virtual address of the page, and where the caches of the context are. */
  readonly hot: (record: number, page: bigint, caches: number) => void;
}

/** Indirect jumps that are noted, a power of two; and bytes of such a note: the two records. */
export const jumpsNoted = 4096;
export const jumpBytes = 8;

/** The interpreter's variables: see there. */
interface Variables {
  readonly block: Variable;
  readonly caches: Variable;
  readonly left: Variable;
  readonly record: Variable;
  readonly page: Variable;
  readonly target: Variable;
  readonly operation: Variable;
}

/** Imports what the interpreter needs for regions: the numbers of `Regions.hot`, and of the type of regions. */
export function importRegions(module: Module, regions: Regions): { readonly hot: number; readonly type: number } {
  module.importTable(regions.table.length);
  return {
    hot: module.import('hot', { parameters: ['i32', 'i64', 'i32'], results: [] }),
    type: module.type(regionSignature),
  };
}

/** Writes how the interpreter counts where the hart comes often, and enters the regions that begin there. */
export class RegionEntry {
  readonly #code: Code;
  readonly #regions: Regions;
  readonly #numbers: ReturnType<typeof importRegions>;
  readonly #at: Variables;
  /** How often the hart has landed at the record. */
  readonly #landings: Variable;
  readonly #place: Variable;
  /** The record of the latest jump if it was an indirect one, and no return; or else 0. */
  readonly #from: Variable;
  /** The address of an instruction at which no region is to be entered. */
  readonly #refused: Variable;

  constructor(code: Code, regions: Regions, numbers: ReturnType<typeof importRegions>, at: Variables) {
    this.#code = code;
    this.#regions = regions;
    this.#numbers = numbers;
    this.#at = at;
    this.#landings = code.local('i32');
    this.#place = code.local('i32');
    this.#from = code.local('i32');
    this.#refused = code.local('i64');
  }

  begin(): void {
    this.#code.i64(-1n).set(this.#refused);
  }

  /** At a record where a region begins: does the operation `again` that it was, if the region must not be entered. */
  refuse(pc: () => void, again: Label): void {
    const code = this.#code;
    pc();
    code.get(this.#refused).op('i64.eq');
    code.when(() => {
      code.i64(-1n).set(this.#refused);
      this.look();
      code.br(again);
    });
  }

  /** At a record where a region begins: sets `operation` to what it was. */
  look(): void {
    this.#number().i32(1).op('i32.shl').access('i32.load16_u', this.#regions.operations).set(this.#at.operation);
  }

  /** Lets the region go on; the hart is at the variable `target` then. No instruction of it has been counted. */
  enter(): void {
    const code = this.#code;
    const { block, caches, page, left, target } = this.#at;
    code.get(block).get(caches).get(page).get(left);
    this.#number().callIndirect(this.#numbers.type).set(left);
    code.get(block).access('i64.load', hartLayout.pc).set(target);
    code.get(target).i64(-1n).get(left).i32(once).op('i32.and', 'select').set(this.#refused);
    code
      .get(left)
      .i32(once - 1)
      .op('i32.and')
      .set(left);
    this.forgetJump();
  }

  /** Where the hart comes to next it has not come by a jump. */
  forgetJump(): void {
    this.#code.i32(0).set(this.#from);
  }

  /** Leaves the number of the region that begins at the record. */
  #number(): Code {
    return this.#code.get(this.#at.record).access('i32.load16_u', record.region);
  }

  /** The hart is about to jump. One to x1 or x5 without a link is a return, which is not noted. */
  noteJump(isIndirect: boolean): void {
    const code = this.#code;
    const { record: at } = this.#at;
    if (isIndirect) {
      code.get(at).i32(0);
      code.get(at).access('i32.load8_u', record.rd);
      // Of x1 and x5 the bytes differ in one bit.
      code.get(at).access('i32.load8_u', record.rs1).i32(~0x20).op('i32.and').i32(8).op('i32.ne');
      code.op('i32.or', 'select');
    } else code.i32(0);
    code.set(this.#from);
  }

  /** The hart has come to the record otherwise than from the one before it. */
  land(): void {
    const code = this.#code;
    const { record: at, page, caches } = this.#at;
    const { jumps, landings } = this.#regions;
    code.get(at).get(at).access('i32.load16_u', record.landings).i32(1).op('i32.add').tee(this.#landings);
    code.access('i32.store16', record.landings);
    code.get(this.#from).when(() => {
      code.get(this.#from).i32(5).op('i32.shl').get(this.#from).op('i32.sub').get(at).op('i32.add');
      code
        .i32(1)
        .op('i32.shr_u')
        .i32((jumpsNoted - 1) * jumpBytes)
        .op('i32.and')
        .tee(this.#place);
      code
        .get(this.#from)
        .access('i32.store', jumps)
        .get(this.#place)
        .get(at)
        .access('i32.store', jumps + 4);
    });
    code
      .get(this.#landings)
      .i32(landings - 1)
      .op('i32.and', 'i32.eqz');
    code.when(() => code.get(at).get(page).get(caches).call(this.#numbers.hot));
  }
}
