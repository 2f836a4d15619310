import {
  countedEvents,
  mcountinhibit,
  mcycle,
  mcyclecfg,
  mhpmcounters,
  mhpmevents,
  minstret,
  minstretcfg,
  mip,
  programmableCounters,
  type Hart,
  type Register,
} from '@hartlab/hart';
import type { Isa } from '@hartlab/isa';
import { configFlags, pmuEvent, type PmuEvent } from '@hartlab/sbi';
import type { Counter } from './counter.ts';
import type { CounterMemory } from './counter-memory.ts';

/** A counter that always counts one event, and what says in which modes. */
interface FixedRegisters {
  readonly counter: Register;
  readonly configuration: Register;
  readonly event_idx: number;
}

/** The fixed counters by their logical numbers. */
const fixed: Readonly<Record<0 | 2, FixedRegisters>> = {
  0: { counter: mcycle, configuration: mcyclecfg, event_idx: countedEvents.cycles },
  2: { counter: minstret, configuration: minstretcfg, event_idx: countedEvents.instructions },
};
const fixedNumbers = [0, 2] as const;

/** Logical counters have the numbers of the CSRs, hpmcounter n being 0xC00 + n; 1, which would be time, is none. */
export function hardwareCounterNumbers(isa: Isa): readonly number[] {
  return [...(isa.has('Zicntr') ? fixedNumbers : []), ...(isa.has('Zihpm') ? programmableCounters : [])];
}

/** What `mhpmevent` can hold to count something. */
const selectors: ReadonlySet<number> = new Set(Object.values(countedEvents));

/**
 * The events of the SBI that programmable counters count, by their `event_idx`, which is the selector as well: "for
 * simplicity" (sbi "Event: Hardware raw events v2 (Type #3)").
 */
export const standardEvents: readonly number[] = [...selectors].filter((event_idx) => pmuEvent(BigInt(event_idx), 0n));

/** The bits of a configuration that keep a counter from counting in a mode, by the flag that asks for it. */
const filters = [
  [configFlags.SET_VUINH, 'VUINH'],
  [configFlags.SET_VSINH, 'VSINH'],
  [configFlags.SET_UINH, 'UINH'],
  [configFlags.SET_SINH, 'SINH'],
] as const;

/**
 * What keeps a counter from counting where the flags say, and in M-mode whatever they say: what the firmware does is not
 * for the supervisor to see. All of these registers have the same bits for it.
 */
const inhibitions = (config_flags: bigint): bigint =>
  filters.reduce(
    (bits, [flag, name]) => (config_flags & flag ? bits | mcyclecfg[name].mask : bits),
    mcyclecfg.MINH.mask,
  );

/** A counter of the hart: what it counts and whether it does is in the CSRs. */
export abstract class HardwareCounter implements Counter {
  readonly index: number;
  readonly info: bigint;
  readonly isFirmware = false;
  protected readonly hart: Hart;
  protected readonly memory: CounterMemory;
  abstract readonly overflows: boolean;
  abstract readonly overflowed: boolean;
  abstract readonly filters: boolean;
  abstract readonly isConfigured: boolean;
  abstract value: bigint;

  constructor(index: number, hart: Hart, memory: CounterMemory) {
    this.index = index;
    this.hart = hart;
    this.memory = memory;
    this.info = BigInt(0xc00 + index) | (63n << 12n);
  }

  get isFree(): boolean {
    return !this.started && this.memory.at(this.index).event === undefined;
  }

  get started(): boolean {
    return ((this.hart.half(mcountinhibit.address, 0) >>> this.index) & 1) === 0;
  }

  configure(event: PmuEvent, config_flags: bigint): void {
    this.memory.put(this.index, { ...this.memory.at(this.index), event });
    this.program(event, inhibitions(config_flags));
  }

  forget(): void {
    const { started, value } = this.memory.at(this.index);
    this.memory.put(this.index, { started, value });
    this.release();
  }

  start(): void {
    this.hart.write(mcountinhibit, this.hart.read(mcountinhibit) & ~(1n << BigInt(this.index)));
  }

  stop(): void {
    this.hart.write(mcountinhibit, this.hart.read(mcountinhibit) | (1n << BigInt(this.index)));
  }

  abstract canMonitor(event: PmuEvent): boolean;
  /** Makes the hart count the event, but for these modes. */
  protected abstract program(event: PmuEvent, inhibited: bigint): void;
  /** Makes the hart count as it did when it was reset. */
  protected abstract release(): void;
}

/** mcycle or minstret. It has its event by nature; where Smcntrpmf is missing it counts in all modes. */
export class FixedCounter extends HardwareCounter {
  readonly isConfigured = true;
  readonly overflows = false;
  readonly overflowed = false;
  readonly #fixed: FixedRegisters;

  constructor(index: keyof typeof fixed, hart: Hart, memory: CounterMemory) {
    super(index, hart, memory);
    this.#fixed = fixed[index];
  }

  get filters(): boolean {
    return this.hart.isa.has('Smcntrpmf');
  }

  get value(): bigint {
    return this.hart.read(this.#fixed.counter);
  }
  set value(value: bigint) {
    this.hart.write(this.#fixed.counter, value);
  }

  canMonitor(event: PmuEvent): boolean {
    return event.kind === 'hardware' && event.event_idx === this.#fixed.event_idx;
  }

  protected program(_event: PmuEvent, inhibited: bigint): void {
    if (this.filters) this.hart.write(this.#fixed.configuration, inhibited);
  }

  protected release(): void {
    if (this.filters) this.hart.write(this.#fixed.configuration, 0n);
  }
}

/** One of mhpmcounter3 and up. */
export class ProgrammableCounter extends HardwareCounter {
  get #event() {
    return mhpmevents[this.index - 3]!;
  }

  get isConfigured(): boolean {
    return this.memory.at(this.index).event !== undefined;
  }

  get overflows(): boolean {
    return this.hart.isa.has('Sscofpmf');
  }

  get filters(): boolean {
    return this.hart.isa.has('Sscofpmf');
  }

  get overflowed(): boolean {
    return this.isConfigured && this.hart.get(this.#event.OF) === 1;
  }

  get value(): bigint {
    return this.hart.read(mhpmcounters[this.index - 3]!);
  }
  set value(value: bigint) {
    this.hart.write(mhpmcounters[this.index - 3]!, value);
  }

  canMonitor(event: PmuEvent): boolean {
    if (event.kind === 'firmware') return false;
    return selectors.has(event.kind === 'raw' ? Number(event.selector) : event.event_idx);
  }

  override start(): void {
    this.#clearOverflow();
    super.start();
  }

  protected program(event: PmuEvent, inhibited: bigint): void {
    const selector = event.kind === 'raw' ? event.selector : event.kind === 'hardware' ? BigInt(event.event_idx) : 0n;
    this.#write(selector | inhibited);
  }

  protected release(): void {
    this.#write(inhibitions(0n));
  }

  /** Replaces all but OF. */
  #write(value: bigint): void {
    const { OF } = this.#event;
    this.hart.write(this.#event, value | (this.hart.read(this.#event) & OF.mask));
    this.#clearOverflow();
  }

  /**
   * OF stays while the interrupt that it asked for is pending: until the supervisor has seen both, nobody may forget which
   * counter it was. A counter whose OF is set asks for no further interrupt (priv "Count Overflow Control").
   */
  #clearOverflow(): void {
    if (this.hart.get(mip.LCOFIP) === 0) this.hart.set(this.#event.OF, 0);
  }
}

/** The hardware counter with this number, which the hart has. */
export const hardwareCounter = (index: number, hart: Hart, memory: CounterMemory): HardwareCounter =>
  index === 0 || index === 2 ? new FixedCounter(index, hart, memory) : new ProgrammableCounter(index, hart, memory);
