import { type MachineMemory, pageBytes } from '@hartlab/hart';
import { bitsOf, MemoryEmitter, pageMask } from '../emit/memory.ts';
import { special } from '../interpreter/operations.ts';
import { record, recordOffset } from '../interpreter/record.ts';
import type { Code, Variable } from '../wasm/code.ts';
import type { RegionVariables } from './registers.ts';

/** Where the code is to which a region may lead. */
export interface NextSurroundings {
  readonly memory: MachineMemory;
  /** Where the map is from pages of RAM to their records. */
  readonly pages: number;
  /** The number of the type of regions. */
  readonly type: number;
  /** Where a page of the region is in the machine's memory, by its number from that in which the region begins. */
  placeOf(page: number): number;
}

/** Writes how a hart that is in a region goes on in another page, or in another region. */
export class NextRegion {
  readonly #code: Code;
  readonly #at: NextSurroundings;
  readonly #variables: RegionVariables & { readonly left: Variable };
  readonly #memory: MemoryEmitter;
  readonly #address: Variable;

  constructor(code: Code, at: NextSurroundings, variables: RegionVariables & { readonly left: Variable }) {
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

  /** Goes on in the region that begins at an address, if there is one and the hart may fetch there. */
  enter(target: Variable): void {
    const code = this.#code;
    const { block, caches, left } = this.#variables;
    const { place } = this.#memory;
    this.#memory.isKnown('fetch', target, 1);
    code.when(() => {
      this.#memory.locate('fetch', target);
      this.#memory.ofPage(this.#at.pages, 2);
      code.access('i32.load').tee(place);
      code.when(() => {
        code
          .get(target)
          .op('i32.wrap_i64')
          .i32(pageBytes - 1)
          .op('i32.and')
          .i32(bitsOf(recordOffset(1)))
          .op('i32.shl');
        code.get(place).op('i32.add').tee(place);
        code.access('i32.load16_u', record.operation).i32(special.region).op('i32.eq');
        code.when(() => {
          code.get(block).get(caches).get(target).i64(pageMask).op('i64.and').get(left);
          code.get(place).access('i32.load16_u', record.region).returnCallIndirect(this.#at.type);
        });
      });
    });
  }
}
