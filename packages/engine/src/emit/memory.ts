import {
  cacheBlockBytes,
  contextLayout,
  hartLayout,
  type MachineMemory,
  noReservation,
  pageBytes,
  reservationBytes,
  translationLayout,
} from '@hartlab/hart';
import type { Width } from '@hartlab/isa';
import type { Code, Variable } from '../wasm/code.ts';

/** What a hart may do with a page, each with a cache of its own. */
export type Access = keyof Omit<typeof contextLayout, 'size'>;

/** What to do with an instruction whose access cannot be made: nothing of the instruction has been done. */
export interface Obstacles {
  /**
   * Leaves the instruction if the value on the stack is not zero: no cache knows the page of `address`, or that is not a
   * multiple of `width`, which only an access that is `atomic` has to be.
   */
  leaveUnknown(access: 'load' | 'store', width: Width, address: Variable, atomic: boolean): void;
  /** Leaves it to the reference if the value on the stack is not zero. */
  leaveWhen(): void;
}

const loads = { 1: 'i64.load8_u', 2: 'i64.load16_u', 4: 'i64.load32_u', 8: 'i64.load' } as const;
const stores = { 1: 'i64.store8', 2: 'i64.store16', 4: 'i64.store32', 8: 'i64.store' } as const;

/** How many bits an offset has in a whole of so many bytes, a power of two. */
export const bitsOf = (bytes: number): number => 31 - Math.clz32(bytes);

/** Bits of an offset in a page, and in an entry of a cache. */
const pageBits = bitsOf(pageBytes);
const entryBits = bitsOf(translationLayout.entryBytes);
export const pageMask: bigint = BigInt(-pageBytes);

/**
 * Writes accesses of the hart to RAM, by the caches of translations of its context. One comparison checks page, permission
 * and alignment, since an address that is not aligned has low bits that no entry has.
 */
export class MemoryEmitter {
  protected readonly code: Code;
  readonly #memory: MachineMemory;
  /** The hart's block, and the caches of the context that it is in. */
  readonly #block: Variable;
  readonly #caches: Variable;
  readonly #obstacles: Obstacles;
  /** The virtual address of the latest access, and where its entry would be in a cache, but for the offset of the cache. */
  protected readonly address: Variable;
  protected readonly entry: Variable;
  /** Where in the machine's memory the latest access goes that can be made. */
  readonly place: Variable;
  /** What the latest SC answers. */
  readonly #failed: Variable;

  constructor(code: Code, memory: MachineMemory, block: Variable, caches: Variable, obstacles: Obstacles) {
    this.code = code;
    this.#memory = memory;
    this.#block = block;
    this.#caches = caches;
    this.#obstacles = obstacles;
    this.address = code.local('i64', 'address');
    this.entry = code.local('i32', 'entry');
    this.place = code.local('i32', 'place');
    this.#failed = code.local('i64');
  }

  /** Leaves the bytes, zero-extended. Only an access that is `atomic` has to be to a multiple of its width. */
  load(width: Width, address: () => void, atomic: boolean): void {
    this.reach('load', width, address, atomic);
    this.code.get(this.place).access(loads[width]);
  }

  store(width: Width, address: () => void, value: () => void, atomic: boolean): void {
    this.reach('store', width, address, atomic);
    this.makeDirty();
    this.write(width, value);
  }

  /** Has the old bytes taken from the stack, and then stores the value, which may name them. */
  modify(width: Width, address: () => void, take: () => void, value: () => void): void {
    this.reach('store', width, address, true);
    this.makeDirty();
    this.code.get(this.place).access(loads[width]);
    take();
    this.write(width, value);
  }

  /** Stores zeros to the cache block around an address. */
  zeroCacheBlock(address: () => void): void {
    const block = () => {
      address();
      this.code.i64(BigInt(-cacheBlockBytes)).op('i64.and');
    };
    this.reach('store', 8, block, true);
    this.makeDirty();
    for (let offset = 0; offset < cacheBlockBytes; offset += 8)
      this.code.get(this.place).i64(0n).access('i64.store', offset);
  }

  /** LR: leaves the bytes, and reserves their line. */
  loadReserved(width: 4 | 8, address: () => void): void {
    this.reach('load', width, address, true);
    this.code.get(this.#block);
    this.#lineOfPlace();
    this.code.access('i64.store', hartLayout.reservation);
    this.code.get(this.place).access(loads[width]);
  }

  /** SC: leaves 0 if it has stored the value, otherwise 1. The reservation is over. */
  storeConditional(width: 4 | 8, address: () => void, value: () => void): void {
    const code = this.code;
    this.reach('store', width, address, true);
    this.#lineOfPlace();
    code
      .get(this.#block)
      .access('i64.load', hartLayout.reservation)
      .op('i64.ne', 'i64.extend_i32_u')
      .tee(this.#failed)
      .op('i64.eqz');
    code.when(() => {
      this.makeDirty();
      this.write(width, value);
    });
    code.get(this.#block).i64(noReservation).access('i64.store', hartLayout.reservation);
    code.get(this.#failed);
  }

  /** Leaves whether a cache knows the page of an address, which is a multiple of `width`; `locate` says where it is then. */
  isKnown(access: Access, address: Variable, width: Width): void {
    const code = this.code;
    code
      .get(address)
      .op('i32.wrap_i64')
      .i32(pageBits - entryBits)
      .op('i32.shr_u');
    code.i32((translationLayout.entries - 1) << entryBits).op('i32.and');
    code.get(this.#caches).op('i32.add').tee(this.entry);
    code.access('i64.load', contextLayout[access] + translationLayout.tag);
    code
      .get(address)
      .i64(pageMask | BigInt(width - 1))
      .op('i64.and', 'i64.eq');
  }

  /** Sets `place` to where the byte at an address is that a cache knows. */
  locate(access: Access, address: Variable): void {
    const code = this.code;
    code.get(address).op('i32.wrap_i64').get(this.entry);
    code
      .access('i32.load', contextLayout[access] + translationLayout.addend)
      .op('i32.add')
      .set(this.place);
  }

  /** Leaves where a map has what it says of the page in which `place` is: 1 << `shift` bytes for each page. */
  ofPage(map: number, shift: number): void {
    const code = this.code;
    code.get(this.place).i32(this.#memory.layout.ram).op('i32.sub').i32(pageBits).op('i32.shr_u');
    if (shift !== 0) code.i32(shift).op('i32.shl');
    code.i32(map).op('i32.add');
  }

  /** Sets `place` to where an access goes that can be made here. */
  protected reach(access: 'load' | 'store', width: Width, address: () => void, atomic: boolean): void {
    const code = this.code;
    address();
    code.set(this.address);
    this.isKnown(access, this.address, width);
    code.op('i32.eqz');
    this.#obstacles.leaveUnknown(access, width, this.address, atomic);
    this.locate(access, this.address);
    if (access === 'load') return;
    // Something hangs on the page of which others have to be told.
    this.ofPage(this.#memory.layout.flags, 0);
    code.access('i32.load8_u');
    this.#obstacles.leaveWhen();
  }

  protected makeDirty(): void {
    this.ofPage(this.#memory.layout.dirty, 0);
    this.code.i32(1).access('i32.store8');
  }

  protected write(width: Width, value: () => void): void {
    this.code.get(this.place);
    value();
    this.code.access(stores[width]);
  }

  /** Leaves the physical address of the line that may be reserved in which `place` is. */
  #lineOfPlace(): void {
    const { layout, ramBase } = this.#memory;
    const code = this.code;
    code.get(this.place).i32(-reservationBytes).op('i32.and', 'i64.extend_i32_u');
    code.i64(BigInt(ramBase - layout.ram)).op('i64.add');
  }
}
