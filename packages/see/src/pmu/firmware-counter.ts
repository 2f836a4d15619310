import { firmwareEvents, type PmuEvent } from '@hartlab/sbi';
import type { Counter } from './counter.ts';
import type { CounterMemory } from './counter-memory.ts';

const codes: ReadonlySet<number> = new Set(Object.values(firmwareEvents));

/** The type bit of `counter_info`; the width is there for those who look at it in spite of that, as OpenSBI's is. */
const info = (1n << 63n) | (63n << 12n);

/** A counter that the firmware keeps. It can count whatever the firmware counts, and never overflows. */
export class FirmwareCounter implements Counter {
  readonly index: number;
  readonly info = info;
  readonly isFirmware = true;
  readonly overflows = false;
  readonly overflowed = false;
  /** What the firmware does it does in no mode of the supervisor's. */
  readonly filters = true;
  readonly #memory: CounterMemory;

  constructor(index: number, memory: CounterMemory) {
    this.index = index;
    this.#memory = memory;
  }

  get isConfigured(): boolean {
    return this.#memory.at(this.index).event !== undefined;
  }

  get isFree(): boolean {
    return !this.isConfigured && !this.started;
  }

  get started(): boolean {
    return this.#memory.at(this.index).started;
  }

  get value(): bigint {
    return this.#memory.at(this.index).value;
  }
  set value(value: bigint) {
    this.#memory.put(this.index, { ...this.#memory.at(this.index), value: BigInt.asUintN(64, value) });
  }

  /** Whether it counts the event with this code now. */
  counts(code: number): boolean {
    const { event, started } = this.#memory.at(this.index);
    return started && event?.kind === 'firmware' && event.code === code;
  }

  canMonitor(event: PmuEvent): boolean {
    return event.kind === 'firmware' && codes.has(event.code);
  }

  configure(event: PmuEvent): void {
    this.#memory.put(this.index, { ...this.#memory.at(this.index), event });
  }

  forget(): void {
    const { started, value } = this.#memory.at(this.index);
    this.#memory.put(this.index, { started, value });
  }

  start(): void {
    this.#memory.put(this.index, { ...this.#memory.at(this.index), started: true });
  }

  stop(): void {
    this.#memory.put(this.index, { ...this.#memory.at(this.index), started: false });
  }
}
