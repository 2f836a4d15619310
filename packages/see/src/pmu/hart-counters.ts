import type { Hart } from '@hartlab/hart';
import { configFlags, firmwareEvents, type FirmwareEvent, type PmuEvent } from '@hartlab/sbi';
import type { Counter } from './counter.ts';
import { CounterMemory, type CounterMemorySnapshot } from './counter-memory.ts';
import { FirmwareCounter } from './firmware-counter.ts';
import { hardwareCounter, hardwareCounterNumbers } from './hardware-counter.ts';

/** As many firmware counters as OpenSBI has. */
const FIRMWARE_COUNTERS = 16;

/** Flags that ask for modes to be left out. M-mode is left out anyway. */
const { SET_VUINH, SET_VSINH, SET_UINH, SET_SINH } = configFlags;
const filterFlags = SET_VUINH | SET_VSINH | SET_UINH | SET_SINH;

/** The logical counters of one hart: first its own, by the numbers of their CSRs, then the firmware's. */
export class HartCounters {
  readonly memory: CounterMemory;
  /** By their `counter_idx`; undefined for one that is invalid. */
  readonly all: readonly (Counter | undefined)[];
  readonly #firmware: readonly FirmwareCounter[];
  readonly #canFilter: boolean;

  constructor(hart: Hart) {
    const numbers = hardwareCounterNumbers(hart.isa);
    const first = Math.max(-1, ...numbers) + 1;
    const memory = (this.memory = new CounterMemory(first + FIRMWARE_COUNTERS));
    this.#firmware = Array.from({ length: FIRMWARE_COUNTERS }, (_, n) => new FirmwareCounter(first + n, memory));
    const all: (Counter | undefined)[] = Array.from({ length: first }, () => undefined);
    for (const n of numbers) all[n] = hardwareCounter(n, hart, memory);
    this.all = [...all, ...this.#firmware];
    this.#canFilter = hart.isa.has('Sscofpmf');
  }

  /** The counter with this `counter_idx`, unless it is invalid. */
  find(counter_idx: bigint): Counter | undefined {
    return counter_idx < BigInt(this.all.length) ? this.all[Number(counter_idx)] : undefined;
  }

  /**
   * The counters of a set, in ascending order, and undefined if one is invalid or there is none: the specification is
   * silent on the empty set, which OpenSBI and KVM both refuse.
   */
  named(counter_idx_base: bigint, counter_idx_mask: bigint): readonly Counter[] | undefined {
    const set: Counter[] = [];
    for (let bit = 0n; counter_idx_mask >> bit !== 0n; bit += 1n) {
      if (((counter_idx_mask >> bit) & 1n) === 0n) continue;
      const counter = this.find(counter_idx_base + bit);
      if (!counter) return undefined;
      set.push(counter);
    }
    return set.length > 0 ? set : undefined;
  }

  /**
   * The counter of the set that is to count the event: rather one that can overflow, as the supervisor may want samples. One
   * that counts in all modes is no match for a supervisor that asks for less, on a hart that can do better.
   */
  match(set: readonly Counter[], event: PmuEvent, config_flags: bigint): Counter | undefined {
    const candidates = set.filter((counter) => counter.isFree && counter.canMonitor(event));
    const countsAll = (config_flags & filterFlags) === 0n || !this.#canFilter;
    return candidates.find(({ overflows }) => overflows) ?? candidates.find(({ filters }) => countsAll || filters);
  }

  /** Whether there is a counter that could count the event if it were free. */
  canMonitor(event: PmuEvent): boolean {
    return this.all.some((counter) => counter?.canMonitor(event));
  }

  /** The firmware has done, or met with, something that can be counted. */
  happened(event: FirmwareEvent): void {
    if (!this.memory.counts) return;
    const code = firmwareEvents[event];
    for (const counter of this.#firmware) if (counter.counts(code)) counter.value += 1n;
  }

  save(): CounterMemorySnapshot {
    return this.memory.save();
  }

  restore(saved: CounterMemorySnapshot): void {
    this.memory.restore(saved);
  }
}
