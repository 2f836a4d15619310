import type { AccessKind, Width } from '@hartlab/isa';
import type { HartView } from '../csr/csr.ts';
import type { HartState } from '../state/hart-state.ts';
import { cacheBlockBytes } from '../state/layout.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import type { Triggers } from './triggers.ts';
import { type Pair, VirtualMemory } from '../memory/virtual-memory.ts';

/**
 * Memory of a hart that has triggers: each access is shown to those that watch its kind, before it is made, and loads
 * again when their data is known (debug "Match Control Type 6 (mcontrol6, at 0x7a1)", debug "Memory Access Triggers").
 */
export class WatchedMemory extends VirtualMemory {
  readonly #hart: HartView;
  readonly #state: HartState;
  readonly #triggers: Triggers;

  constructor(hart: HartView, state: HartState, memory: PhysicalMemory, triggers: Triggers) {
    super(hart, state, memory);
    this.#hart = hart;
    this.#state = state;
    this.#triggers = triggers;
  }

  /** How long the instruction is, and what it is, is known only once it was fetched. */
  override fetch(): number {
    if (!this.#triggers.watches.execute) return super.fetch();
    const access = { kind: 'execute', address: this.#state.pc, V: this.#hart.V } as const;
    this.#triggers.before({ ...access, length: 2 });
    const bits = super.fetch();
    const size = (bits & 3) === 3 ? 4 : 2;
    this.#triggers.before({ ...access, length: size, size, data: BigInt(bits) });
    return bits;
  }

  override load(address: bigint, width: Width, kind: AccessKind, aligned = false): bigint {
    return this.#loading(address, width, kind, () => super.load(address, width, kind, aligned));
  }

  override store(address: bigint, width: Width, value: bigint, kind: AccessKind, aligned = false): void {
    this.#storing(address, width, kind, BigInt.asUintN(8 * width, value));
    super.store(address, width, value, kind, aligned);
  }

  override loadReserved(address: bigint, width: 4 | 8): bigint {
    return this.#loading(address, width, 'own', () => super.loadReserved(address, width));
  }

  override storeConditional(address: bigint, width: 4 | 8, value: bigint): boolean {
    this.#storing(address, width, 'own', BigInt.asUintN(8 * width, value));
    return super.storeConditional(address, width, value);
  }

  /** The data that an AMO stores does not match (debug "A Extension"). */
  override readModifyWrite(address: bigint, width: Width, modify: (old: bigint) => bigint, kind: AccessKind): bigint {
    this.#storing(address, width, kind);
    return this.#loading(address, width, kind, () => super.readModifyWrite(address, width, modify, kind));
  }

  /** No data: it is wider than a trigger's. */
  override compareAndSwapPair(address: bigint, expected: Pair, replacement: Pair): Pair {
    this.#storing(address, 16, 'own');
    if (this.#triggers.watches.load)
      this.#triggers.before({ kind: 'load', address, length: 16, size: 16, V: this.isVirtual('own') });
    return super.compareAndSwapPair(address, expected, replacement);
  }

  override zeroCacheBlock(address: bigint): void {
    this.#cacheBlock(address);
    super.zeroCacheBlock(address);
  }

  override manageCacheBlock(address: bigint): void {
    this.#cacheBlock(address);
    super.manageCacheBlock(address);
  }

  #loading(address: bigint, width: Width, kind: AccessKind, load: () => bigint): bigint {
    if (!this.#triggers.watches.load) return load();
    const access = { kind: 'load', address, length: width, size: width, V: this.isVirtual(kind) } as const;
    this.#triggers.before(access);
    const data = load();
    this.#triggers.after({ ...access, data });
    return data;
  }

  #storing(address: bigint, width: number, kind: AccessKind, data?: bigint): void {
    if (!this.#triggers.watches.store) return;
    const access = { kind: 'store', address, length: width, size: width, V: this.isVirtual(kind) } as const;
    this.#triggers.before(data === undefined ? access : { ...access, data });
  }

  /** A store of no particular size and data to all of the block (debug "Cache Operations"). */
  #cacheBlock(address: bigint): void {
    if (!this.#triggers.watches.store) return;
    const block = address & ~BigInt(cacheBlockBytes - 1);
    this.#triggers.before({ kind: 'store', address: block, length: cacheBlockBytes, V: this.isVirtual('own') });
  }
}
