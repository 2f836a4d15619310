import { type Bits, toHalves, valueIn, withValue } from '../csr/csr.ts';
import { etrigger, icount, itrigger, mcontrol6, triggers, tselect, type TriggerType, typeOf } from '../csrs/csrs.ts';
import type { Core } from '../core.ts';
import { interruptBit, resumableNmi } from '../csrs/causes.ts';
import { isMasked, isReentrant, matches, mayMatch } from './trigger-match.ts';

/** What a trigger can watch of an instruction. */
export type Watched = 'execute' | 'load' | 'store';

/** An access that the instruction makes, or is about to make. */
export interface WatchedAccess {
  readonly kind: Watched;
  /** The lowest virtual address. */
  readonly address: bigint;
  /** How many bytes from there. */
  readonly length: number;
  /** Bytes of one access, where the size is known and only one is made. */
  readonly size?: number;
  /** What is stored, was loaded, or is to be executed, zero-extended, where it is known. */
  readonly data?: bigint;
  /** Whether the address is a guest virtual one. */
  readonly V: boolean;
}

/** When a trigger fires, as mcontrol6's hit1 and hit0 tell it. */
const hit = { before: { hit1: 0, hit0: 1 }, immediatelyAfter: { hit1: 1, hit0: 1 } } as const;
type Hit = (typeof hit)[keyof typeof hit];

/** mcontrol6.size of an access of so many bytes. */
const sizes: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 2],
  [4, 3],
  [8, 5],
]);

const indices: readonly number[] = triggers.map((_, index) => index);

/** tdata1 of a trigger. */
const register = (index: number) => triggers[index]!.tdata1;

/**
 * The triggers of a hart while it runs: `begin` before each step, the accesses of an instruction, `trapped` after a trap
 * and `end` after the step. Nothing needs to be asked while `armed` is false.
 */
export class Triggers {
  readonly #hart: Core;
  /** Whether triggers fire where they would re-enter a handler. */
  readonly #mayReenter: boolean;
  /** Whether a trigger can match or fire. */
  armed = false;
  /** The accesses that a trigger watches. */
  readonly watches: Record<Watched, boolean> = { execute: false, load: false, store: false };
  /** The triggers that may match in this step, because of the mode in which it began. */
  #enabled: readonly number[] = [];
  /** Those that have matched the instruction. */
  readonly #matched = new Set<number>();
  /** The trigger whose registers this step has written. */
  #written: number | undefined;

  constructor(hart: Core, mayReenter: boolean) {
    this.#hart = hart;
    this.#mayReenter = mayReenter;
  }

  /** To be called when a register of the selected trigger was written. */
  changed(): void {
    this.#written = this.#hart.half(tselect.address, 0);
    this.look();
  }

  /** Looks anew which triggers are there. To be called after a restore. */
  look(): void {
    const { watches } = this;
    watches.execute = watches.load = watches.store = false;
    let others = false;
    for (const index of indices) {
      const type = this.#type(index);
      others ||= type === icount || type === itrigger || type === etrigger;
      if (type !== mcontrol6) continue;
      watches.execute ||= this.#get(index, mcontrol6.execute) === 1;
      watches.load ||= this.#get(index, mcontrol6.load) === 1;
      watches.store ||= this.#get(index, mcontrol6.store) === 1;
    }
    const { execute, load, store } = watches;
    this.armed = execute || load || store || others || this.#hart.state.breakpoint !== 'none';
  }

  /** Begins a step. Answers whether no breakpoint is due before anything else happens. */
  begin(): boolean {
    this.#matched.clear();
    this.#written = undefined;
    this.#enabled = this.#isHeldBack() ? [] : indices.filter((index) => mayMatch(index, this.#type(index), this.#hart));
    return this.#isFree();
  }

  /** Whether nothing may match or fire, because of the mode that the hart is in. */
  #isHeldBack(): boolean {
    return !this.#mayReenter && isReentrant(this.#hart);
  }

  /** Whether none waits for the instruction to end, or for a mode in which it may fire. */
  #isFree(): boolean {
    const { state } = this.#hart;
    const { breakpoint, breakpointAddress } = state;
    state.breakpoint = 'none';
    const steps = this.#enabled.filter((index) => this.#is(index, icount) && this.#get(index, icount.pending) === 1);
    for (const index of steps) {
      this.#set(index, icount.pending, 0);
      this.#set(index, icount.hit, 1);
    }
    if (breakpoint !== 'none' && !this.#isHeldBack())
      return this.#raise(breakpointAddress, breakpoint === 'guest address');
    return steps.length === 0 || this.#raise(0n, false);
  }

  /** An access before it is made. Answers whether no trigger fires. */
  before(access: WatchedAccess): boolean {
    return !this.#fires(access, hit.before) || this.#raise(access.address, access.V);
  }

  /** A load when its data is known: a trigger that fires does so when the instruction has retired. */
  after(access: WatchedAccess): void {
    if (!this.#fires(access, hit.immediatelyAfter)) return;
    this.#delay(access.address, access.V);
  }

  /** A trap was taken, with this cause in the cause register of the mode that took it. */
  trapped(cause: bigint): void {
    const matched = this.#enabled.filter((index) => this.#matchesTrap(index, cause));
    for (const index of matched) this.#set(index, this.#is(index, itrigger) ? itrigger.hit : etrigger.hit, 1);
    if (matched.length !== 0) this.#delay(0n, false);
  }

  #matchesTrap(index: number, cause: bigint): boolean {
    const isInterrupt = (cause & interruptBit) !== 0n;
    if (!this.#is(index, isInterrupt ? itrigger : etrigger)) return false;
    if (cause === resumableNmi) return this.#get(index, itrigger.nmi) === 1;
    return ((this.#hart.cell(triggers[index]!.tdata2.address) >> (cause & ~interruptBit)) & 1n) === 1n;
  }

  /** Ends the step: an instruction retired, or a trap was taken. A count that the instruction wrote stays as written. */
  end(): void {
    for (const index of this.#enabled) {
      if (!this.#is(index, icount) || index === this.#written) continue;
      const count = this.#get(index, icount.count);
      if (count === 1) this.#set(index, icount.pending, 1);
      if (count !== 0) this.#set(index, icount.count, count - 1);
    }
  }

  /** Whether a chain, which may be a single trigger, fires: all of it has matched, and this access made it so. */
  #fires(access: WatchedAccess, { hit1, hit0 }: Hit): boolean {
    const matching = this.#enabled.filter((index) => !this.#matched.has(index) && this.#matchesAccess(index, access));
    for (const index of matching) this.#matched.add(index);
    const firing = this.#chains().filter(
      (chain) => chain.some((index) => matching.includes(index)) && chain.every((index) => this.#matched.has(index)),
    );
    for (const index of firing.flat()) {
      this.#set(index, mcontrol6.hit0, hit0);
      this.#set(index, mcontrol6.hit1, hit1);
    }
    return firing.length !== 0;
  }

  /** The triggers from each that no other is chained to, up to the first without `chain`. One that never ends is not here. */
  #chains(): number[][] {
    const chains: number[][] = [];
    let chain: number[] = [];
    for (const index of indices) {
      chain.push(index);
      if (this.#is(index, mcontrol6) && this.#get(index, mcontrol6.chain) === 1) continue;
      chains.push(chain);
      chain = [];
    }
    return chains;
  }

  #matchesAccess(index: number, { kind, address, length, size, data }: WatchedAccess): boolean {
    if (!this.#is(index, mcontrol6) || this.#get(index, mcontrol6[kind]) === 0) return false;
    const wanted = this.#get(index, mcontrol6.size);
    if (wanted !== 0 && (size === undefined || wanted !== sizes.get(size))) return false;
    const tdata2 = this.#hart.cell(triggers[index]!.tdata2.address);
    const mode = this.#get(index, mcontrol6.match);
    if (this.#get(index, mcontrol6.select) === 0) {
      const values = Array.from({ length }, (_, byte) => BigInt.asUintN(64, address + BigInt(byte)));
      return matches(mode, values, tdata2);
    }
    if (data === undefined || size === undefined) return false;
    // The masks of match modes 4, 5, 12 and 13 are in the upper half of tdata2 whatever the size, as on Spike.
    const compared = isMasked(mode) ? tdata2 : BigInt.asUintN(8 * size, tdata2);
    return matches(mode, [data], compared);
  }

  /** The breakpoint is due at the next step: after this instruction, and before a trap handler's first. */
  #delay(address: bigint, V: boolean): void {
    const { state } = this.#hart;
    state.breakpoint = V ? 'guest address' : 'due';
    state.breakpointAddress = address;
  }

  #raise(address: bigint, V: boolean): false {
    return this.#hart.raised.breakpoint(...toHalves(address), V);
  }

  #type(index: number): TriggerType {
    return typeOf(this.#hart.half(register(index).address, 1));
  }

  #is(index: number, type: TriggerType): boolean {
    return this.#type(index) === type;
  }

  #get(index: number, field: Bits): number {
    return valueIn(field, this.#hart.half(register(index).address, field.half));
  }

  /** Hardware changes a field of a trigger; which triggers are there does not change by it. */
  #set(index: number, field: Bits, value: number): void {
    const { address } = register(index);
    const { half } = field;
    this.#hart.state.setHalf(address, half, withValue(field, value, this.#hart.half(address, half)));
  }
}
