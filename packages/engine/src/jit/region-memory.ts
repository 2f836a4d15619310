import { contextLayout, type MachineMemory, translationLayout } from '@hartlab/hart';
import type { Width } from '@hartlab/isa';
import { MemoryEmitter, type Obstacles, pageMask } from '../emit/memory.ts';
import type { Code, Variable } from '../wasm/code.ts';
import type { RegionVariables } from './registers.ts';

/** A page that the accesses by one register have found, and what leads from an address in it to where that is. */
interface KnownPage {
  readonly page: Variable;
  readonly addend: Variable;
}

/** No page has this address. */
const noPage = -1n;

/**
 * Writes accesses that look at the caches only where they leave the page in which they were before: as long as a region
 * runs, no page comes to lie elsewhere, and nothing comes to hang on one. Each base register has a page for loads and one
 * for stores.
 */
export class RegionMemory extends MemoryEmitter {
  /** The register by which the present instruction finds its address. */
  #base = 0;
  /** Whether its destination is a number in double precision. */
  #loadsDouble = false;
  readonly #known: Record<'load' | 'store', (KnownPage | undefined)[]> = { load: [], store: [] };

  constructor(code: Code, memory: MachineMemory, { block, caches }: RegionVariables, obstacles: Obstacles) {
    super(code, memory, block, caches, obstacles);
  }

  /** Accesses are from now on those of an instruction with this base register, and perhaps a number for its destination. */
  begin(base: number, loadsDouble: boolean): void {
    this.#base = base;
    this.#loadsDouble = loadsDouble;
  }

  /** Writes, apart, that no pages are known. */
  prepare(before: Code): void {
    for (const { page } of [...this.#known.load, ...this.#known.store].filter((each) => each !== undefined))
      before.i64(noPage).set(page);
  }

  override load(width: Width, address: () => void, atomic: boolean): void {
    super.load(width, address, atomic);
    if (this.#loadsDouble && width === 8) this.code.toDouble().op('i64.reinterpret_f64');
  }

  override store(width: Width, address: () => void, value: () => void, atomic: boolean): void {
    if (atomic) return super.store(width, address, value, atomic);
    this.reach('store', width, address, atomic);
    this.write(width, value);
  }

  protected override reach(access: 'load' | 'store', width: Width, address: () => void, atomic: boolean): void {
    if (atomic) return super.reach(access, width, address, atomic);
    const { code } = this;
    const known = this.#pageOf(access);
    address();
    code
      .tee(this.address)
      .i64(pageMask | BigInt(width - 1))
      .op('i64.and')
      .get(known.page)
      .op('i64.ne');
    code.when(() => {
      super.reach(access, width, () => code.get(this.address), atomic);
      if (access === 'store') this.makeDirty();
      code
        .get(this.entry)
        .access('i32.load', contextLayout[access] + translationLayout.addend)
        .set(known.addend);
      code.get(this.address).i64(pageMask).op('i64.and').set(known.page);
    });
    code.get(this.address).op('i32.wrap_i64').get(known.addend).op('i32.add').set(this.place);
  }

  #pageOf(access: 'load' | 'store'): KnownPage {
    return (this.#known[access][this.#base] ??= {
      page: this.code.local('i64', `${access}Page${this.#base}`),
      addend: this.code.local('i32', `${access}Addend${this.#base}`),
    });
  }
}
