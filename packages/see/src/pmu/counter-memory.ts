import type { PmuEvent } from '@hartlab/sbi';
import { Either, OneOf } from '@hartlab/sse';

/** What is remembered of one logical counter. A hardware counter's value and whether it runs are in the hart's CSRs. */
interface CounterRecord {
  /** What it is configured to count. */
  readonly event?: PmuEvent;
  /** Of a firmware counter only. */
  readonly started: boolean;
  /** Of a firmware counter only; 64 bits. */
  readonly value: bigint;
}

/** All that the PMU extension remembers of one hart: a record that never changes. */
export interface CounterMemorySnapshot {
  /** By logical counter. */
  readonly counters: readonly CounterRecord[];
  /** How many firmware counters are started. */
  readonly running: number;
  /** The physical address of the snapshot shared memory. */
  readonly shmem?: bigint;
}

const atRest: CounterRecord = { started: false, value: 0n };
const eventForm = new Either(
  undefined,
  { kind: new OneOf('hardware'), event_idx: 0 },
  { kind: new OneOf('raw'), selector: 0n },
  { kind: new OneOf('firmware'), code: 0, event_data: 0n },
);
const recordForm: Readonly<Record<keyof CounterRecord, unknown>> = { ...atRest, event: eventForm };

/** The memory of one hart's counters. */
export class CounterMemory {
  #content: CounterMemorySnapshot;

  /** @param counters how many logical counters there are */
  constructor(counters: number) {
    this.#content = { counters: Array.from({ length: counters }, () => atRest), running: 0 };
  }

  /** No counter has an event, none of the firmware's runs, and there is no shared memory. */
  reset(): void {
    const { counters } = this.#content;
    this.#content = { counters: counters.map(() => atRest), running: 0 };
  }

  at(index: number): CounterRecord {
    return this.#content.counters[index]!;
  }

  put(index: number, record: CounterRecord): void {
    const { counters, running } = this.#content;
    const change = Number(record.started) - Number(counters[index]!.started);
    this.#content = { ...this.#content, counters: counters.with(index, record), running: running + change };
  }

  /** Whether a firmware counter is started, so that what happens may have to be counted. */
  get counts(): boolean {
    return this.#content.running > 0;
  }

  /** The physical address of the snapshot shared memory, if there is one. */
  get shmem(): bigint | undefined {
    return this.#content.shmem;
  }
  set shmem(shmem: bigint | undefined) {
    const { counters, running } = this.#content;
    this.#content = { counters, running, ...(shmem !== undefined && { shmem }) };
  }

  get form(): unknown {
    return { counters: this.#content.counters.map(() => recordForm), running: 0, shmem: new Either(undefined, 0n) };
  }

  save(): CounterMemorySnapshot {
    return this.#content;
  }

  restore(saved: CounterMemorySnapshot): void {
    this.#content = saved;
  }
}
