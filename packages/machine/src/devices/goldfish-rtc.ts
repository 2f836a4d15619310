import type { Width } from '@hartlab/isa';
import { NANOSECONDS_PER_TICK } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { Either } from '../plain-data.ts';
import type { Device, Wire } from './device.ts';
import type { DeviceRow } from './device-row.ts';

/*
 * Source: QEMU, hw/rtc/goldfish_rtc.c. Android's Goldfish virtual hardware, after which it is made, cannot be set.
 */
const TIME_LOW = 0x00;
const TIME_HIGH = 0x04;
const ALARM_LOW = 0x08;
const ALARM_HIGH = 0x0c;
const IRQ_ENABLED = 0x10;
const CLEAR_ALARM = 0x14;
const ALARM_STATUS = 0x18;
const CLEAR_INTERRUPT = 0x1c;
const END = 0x24;

/** What the clock shows when the machine starts: 2025-01-01T00:00:00Z, in seconds since 1970. */
export const RTC_START_SECONDS = 1_735_689_600n;
const START = RTC_START_SECONDS * 1_000_000_000n;

interface GoldfishRtcState {
  /** Nanoseconds since 1970 when the machine started, modulo 2^64: the guest can set the time. */
  readonly start: bigint;
  /** What TIME_HIGH reads: the upper half of the time whose lower half was read last. */
  readonly timeHigh: bigint;
  /** Nanoseconds since 1970, as the guest wrote it. */
  readonly alarm: bigint;
  /** Ticks that the machine will be up when the alarm rings; undefined when it is not set. */
  readonly rings: bigint | undefined;
  readonly pending: boolean;
  readonly interruptEnabled: boolean;
}

const reset: GoldfishRtcState = {
  start: START,
  timeHigh: 0n,
  alarm: 0n,
  rings: undefined,
  pending: false,
  interruptEnabled: false,
};

/** Goldfish real-time clock. It starts at a fixed time and goes with the machine, so it never shows the host's. */
export class GoldfishRtc implements Device<GoldfishRtcState> {
  readonly #clock: Clock;
  readonly #interrupt: Wire;
  #state = reset;

  constructor(clock: Clock, interrupt: Wire) {
    this.#clock = clock;
    this.#interrupt = interrupt;
  }

  /** Rings the alarm when it is due; otherwise the ticks until it will be. */
  update(): bigint | undefined {
    const { rings } = this.#state;
    if (rings === undefined) return undefined;
    const ticks = rings - this.#clock.uptime();
    if (ticks > 0n) return ticks;
    this.#change({ rings: undefined, pending: true });
    this.#drive();
    return undefined;
  }

  /** A doubleword is two words, the lower one first. */
  read(offset: number, width: Width): bigint | undefined {
    if (!isWords(offset, width)) return undefined;
    const low = BigInt.asUintN(32, this.#read(offset));
    return width === 4 ? low : low | (BigInt.asUintN(32, this.#read(offset + 4)) << 32n);
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (!isWords(offset, width)) return false;
    this.#write(offset, BigInt.asUintN(32, value));
    if (width === 8) this.#write(offset + 4, value >> 32n);
    return true;
  }

  readonly form: object = { ...reset, rings: new Either(undefined, 0n) };

  save(): GoldfishRtcState {
    return this.#state;
  }

  restore(state: GoldfishRtcState): void {
    this.#state = state;
    this.#clock.changed();
  }

  /** The time goes on, as the guest has set it. */
  reset(): void {
    const { start, timeHigh } = this.#state;
    this.#change({ ...reset, start, timeHigh });
  }

  #read(offset: number): bigint {
    switch (offset) {
      case TIME_LOW: {
        const now = this.#now();
        this.#change({ timeHigh: now >> 32n });
        return now;
      }
      case TIME_HIGH:
        return this.#state.timeHigh;
      case ALARM_LOW:
        return this.#state.alarm;
      case ALARM_HIGH:
        return this.#state.alarm >> 32n;
      case IRQ_ENABLED:
        return this.#state.interruptEnabled ? 1n : 0n;
      case ALARM_STATUS:
        return this.#state.rings === undefined ? 0n : 1n;
      default:
        return 0n;
    }
  }

  #write(offset: number, value: bigint): void {
    switch (offset) {
      case TIME_LOW:
        return this.#setNow(replaceLow(this.#now(), value));
      case TIME_HIGH:
        return this.#setNow(replaceHigh(this.#now(), value));
      case ALARM_LOW:
        return this.#setAlarm(replaceLow(this.#state.alarm, value));
      case ALARM_HIGH:
        return this.#change({ alarm: replaceHigh(this.#state.alarm, value) });
      case IRQ_ENABLED:
        this.#change({ interruptEnabled: (value & 1n) === 1n });
        return this.#drive();
      case CLEAR_ALARM:
        return this.#change({ rings: undefined });
      case CLEAR_INTERRUPT:
        this.#change({ pending: false });
        return this.#drive();
    }
  }

  #now(): bigint {
    return BigInt.asUintN(64, this.#state.start + this.#clock.uptime() * NANOSECONDS_PER_TICK);
  }

  /** An alarm that is set already still rings when it would have rung. */
  #setNow(now: bigint): void {
    this.#change({ start: BigInt.asUintN(64, this.#state.start + now - this.#now()) });
  }

  /** An alarm whose time has come rings at once. */
  #setAlarm(alarm: bigint): void {
    const ahead = alarm - this.#now();
    const ticks = ahead > 0n ? (ahead + NANOSECONDS_PER_TICK - 1n) / NANOSECONDS_PER_TICK : 0n;
    this.#change({ alarm, rings: this.#clock.uptime() + ticks });
    this.update();
    this.#clock.changed();
  }

  #change(change: Partial<GoldfishRtcState>): void {
    this.#state = { ...this.#state, ...change };
  }

  #drive(): void {
    this.#interrupt(this.#state.pending && this.#state.interruptEnabled);
  }
}

/** Words can be accessed, and two at a time. */
const isWords = (offset: number, width: Width): boolean => width >= 4 && offset % width === 0 && offset + width <= END;

const replaceLow = (old: bigint, low: bigint) => ((old >> 32n) << 32n) | low;
const replaceHigh = (old: bigint, high: bigint) => (high << 32n) | BigInt.asUintN(32, old);

export const goldfishRtc: DeviceRow<GoldfishRtc> = {
  base: 0x10_1000,
  size: 0x1000,
  irq: 11,
  node: { name: 'rtc', properties: { compatible: 'google,goldfish-rtc' } },
  make: ({ clock, interrupt }) => new GoldfishRtc(clock, interrupt),
};
