import { type MachineMemory, pageBytes } from '@hartlab/hart';
import { MemoryEmitter } from '../emit/memory.ts';
import type { Code, Variable } from '../wasm/code.ts';
import type { RegionVariables } from './registers.ts';

/** Where the code is to which a region may lead. */
export interface PageSurroundings {
  readonly memory: MachineMemory;
  /** Where a page of the region is in the machine's memory, by its number from that in which the region begins. */
  placeOf(page: number): number;
}

/** Writes how a hart that is in a region goes on in another page. */
export class OtherPage {
  readonly #code: Code;
  readonly #at: PageSurroundings;
  readonly #variables: RegionVariables;
  readonly #memory: MemoryEmitter;
  readonly #address: Variable;

  constructor(code: Code, at: PageSurroundings, variables: RegionVariables) {
    this.#code = code;
    this.#at = at;
    this.#variables = variables;
    this.#address = code.local('i64');
    const never = () => {
      throw new Error('fetches are not accesses');
    };
    const { block, caches } = variables;
    this.#memory = new MemoryEmitter(code, at.memory, block, caches, { leaveUnknown: never, leaveWhen: never });
  }

  /** Leaves whether the hart may not fetch from a page of the region, or finds another one there. */
  isElsewhere(page: number): void {
    const code = this.#code;
    code
      .get(this.#variables.page)
      .i64(BigInt(page * pageBytes))
      .op('i64.add')
      .set(this.#address);
    this.#memory.isKnown('fetch', this.#address, 1);
    code.op('i32.eqz');
    this.#memory.locate('fetch', this.#address);
    code.get(this.#memory.place).i32(this.#at.placeOf(page)).op('i32.ne', 'i32.or');
  }
}
