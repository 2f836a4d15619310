import type { AccessKind, Width } from '@hartlab/isa';
import type { Core } from '../core.ts';
import { fromHalves } from '../csr/csr.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import { faulted } from '../memory/translation.ts';
import { type Pair, VirtualMemory } from '../memory/virtual-memory.ts';
import { cacheBlockBytes } from '../state/layout.ts';
import type { Triggers } from './triggers.ts';

/**
 * Memory of a hart that has triggers: each access is shown to those that watch its kind, before it is made, and loads
 * again when their data is known (debug "Match Control Type 6 (mcontrol6, at 0x7a1)", debug "Memory Access Triggers").
 */
export class WatchedMemory extends VirtualMemory {
  readonly #hart: Core;
  readonly #triggers: Triggers;

  constructor(hart: Core, memory: PhysicalMemory, triggers: Triggers) {
    super(hart, memory);
    this.#hart = hart;
    this.#triggers = triggers;
  }

  /** How long the instruction is, and what it is, is known only once it was fetched. */
  override fetch(): number {
    if (!this.#triggers.watches.execute) return super.fetch();
    const access = { kind: 'execute', address: this.#hart.pc, V: this.#hart.V } as const;
    if (!this.#triggers.before({ ...access, length: 2 })) return faulted;
    const bits = super.fetch();
    if (bits === faulted) return faulted;
    const size = (bits & 3) === 3 ? 4 : 2;
    return this.#triggers.before({ ...access, length: size, size, data: BigInt(bits) }) ? bits : faulted;
  }

  override load(low: number, high: number, width: Width, kind: AccessKind, aligned = false): boolean {
    return (
      this.#loading(low, high, width, kind) &&
      super.load(low, high, width, kind, aligned) &&
      this.#loaded(low, high, width, kind)
    );
  }

  override store(
    low: number,
    high: number,
    width: Width,
    valueLow: number,
    valueHigh: number,
    kind: AccessKind,
    aligned = false,
  ): boolean {
    const storing = this.#storing(low, high, width, kind, valueLow, valueHigh);
    return storing && super.store(low, high, width, valueLow, valueHigh, kind, aligned);
  }

  override loadReserved(low: number, high: number, width: 4 | 8): boolean {
    return (
      this.#loading(low, high, width, 'own') &&
      super.loadReserved(low, high, width) &&
      this.#loaded(low, high, width, 'own')
    );
  }

  override storeConditional(low: number, high: number, width: 4 | 8, valueLow: number, valueHigh: number): boolean {
    const storing = this.#storing(low, high, width, 'own', valueLow, valueHigh);
    return storing && super.storeConditional(low, high, width, valueLow, valueHigh);
  }

  /** The data that an AMO stores does not match (debug "A Extension"). */
  override loadToModify(low: number, high: number, width: Width, kind: AccessKind): boolean {
    return (
      this.#storing(low, high, width, kind) &&
      this.#loading(low, high, width, kind) &&
      super.loadToModify(low, high, width, kind) &&
      this.#loaded(low, high, width, kind)
    );
  }

  /** No data: it is wider than a trigger's. */
  override compareAndSwapPair(low: number, high: number, expected: Pair, replacement: Pair): Pair | undefined {
    const watched = this.#storing(low, high, 16, 'own') && this.#loading(low, high, 16, 'own');
    return watched ? super.compareAndSwapPair(low, high, expected, replacement) : undefined;
  }

  override zeroCacheBlock(low: number, high: number): boolean {
    return this.#cacheBlock(low, high) && super.zeroCacheBlock(low, high);
  }

  override manageCacheBlock(low: number, high: number): boolean {
    return this.#cacheBlock(low, high) && super.manageCacheBlock(low, high);
  }

  #loading(low: number, high: number, width: number, kind: AccessKind): boolean {
    if (!this.#triggers.watches.load) return true;
    return this.#triggers.before(this.#access('load', low, high, width, kind));
  }

  #loaded(low: number, high: number, width: Width, kind: AccessKind): true {
    if (this.#triggers.watches.load)
      this.#triggers.after({
        ...this.#access('load', low, high, width, kind),
        data: fromHalves(this.low, this.high),
      });
    return true;
  }

  #storing(low: number, high: number, width: number, kind: AccessKind, valueLow?: number, valueHigh?: number): boolean {
    if (!this.#triggers.watches.store) return true;
    const access = this.#access('store', low, high, width, kind);
    if (valueLow === undefined || valueHigh === undefined) return this.#triggers.before(access);
    return this.#triggers.before({ ...access, data: BigInt.asUintN(8 * width, fromHalves(valueLow, valueHigh)) });
  }

  #access(kind: 'load' | 'store', low: number, high: number, width: number, as: AccessKind) {
    return {
      kind,
      address: fromHalves(low, high),
      length: width,
      size: width,
      V: this.addresses.isVirtual(as),
    } as const;
  }

  /** A store of no particular size and data to all of the block (debug "Cache Operations"). */
  #cacheBlock(low: number, high: number): boolean {
    if (!this.#triggers.watches.store) return true;
    const block = fromHalves(low, high) & ~BigInt(cacheBlockBytes - 1);
    return this.#triggers.before({
      kind: 'store',
      address: block,
      length: cacheBlockBytes,
      V: this.addresses.isVirtual('own'),
    });
  }
}
