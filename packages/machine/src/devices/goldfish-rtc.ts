import type { Width } from '@hartlab/isa';
import { TIMEBASE_FREQUENCY } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { Device, Wire } from './device.ts';

/*
 * Source: Android's Goldfish virtual hardware, "Goldfish real-time clock"; the registers are those that QEMU's virt and
 * Linux's rtc-goldfish agree on.
 */
const TIME_LOW = 0x00;
const TIME_HIGH = 0x04;
const ALARM_LOW = 0x08;
const ALARM_HIGH = 0x0c;
const IRQ_ENABLED = 0x10;
const CLEAR_ALARM = 0x14;
const ALARM_STATUS = 0x18;
const CLEAR_INTERRUPT = 0x1c;

const NANOSECONDS_PER_TICK = 1_000_000_000n / BigInt(TIMEBASE_FREQUENCY);
/** What the clock shows when the machine starts: 2025-01-01T00:00:00Z, in nanoseconds since 1970. */
const START = 1_735_689_600_000_000_000n;

interface GoldfishRtcState {
  /** Nanoseconds since 1970 at machine time 0. */
  readonly start: bigint;
  readonly alarm: bigint;
  readonly armed: boolean;
  readonly rang: boolean;
  readonly interruptEnabled: boolean;
}

/** Goldfish real-time clock. It runs on machine time from a fixed start, so it never shows the host's. */
export class GoldfishRtc implements Device<GoldfishRtcState> {
  readonly #clock: Clock;
  readonly #interrupt: Wire;
  #state: GoldfishRtcState = { start: START, alarm: 0n, armed: false, rang: false, interruptEnabled: false };

  constructor(clock: Clock, interrupt: Wire) {
    this.#clock = clock;
    this.#interrupt = interrupt;
  }

  /** Rings the alarm when it is due; otherwise the machine time at which it will be. */
  update(): bigint | undefined {
    const { alarm, armed, start } = this.#state;
    if (!armed) return undefined;
    if (this.#now() < alarm) return (alarm - start + NANOSECONDS_PER_TICK - 1n) / NANOSECONDS_PER_TICK;
    this.#change({ armed: false, rang: true });
    return undefined;
  }

  read(offset: number, width: Width): bigint | undefined {
    if (width !== 4) return undefined;
    switch (offset) {
      case TIME_LOW:
        return BigInt.asUintN(32, this.#now());
      case TIME_HIGH:
        return this.#now() >> 32n;
      case ALARM_LOW:
        return BigInt.asUintN(32, this.#state.alarm);
      case ALARM_HIGH:
        return this.#state.alarm >> 32n;
      case IRQ_ENABLED:
        return this.#state.interruptEnabled ? 1n : 0n;
      case ALARM_STATUS:
        return this.#state.armed ? 1n : 0n;
      default:
        return 0n;
    }
  }

  write(offset: number, width: Width, value: bigint): boolean {
    if (width !== 4) return false;
    switch (offset) {
      case TIME_LOW:
        this.#setNow(replaceLow(this.#now(), value));
        break;
      case TIME_HIGH:
        this.#setNow(replaceHigh(this.#now(), value));
        break;
      case ALARM_LOW:
        this.#change({ alarm: replaceLow(this.#state.alarm, value), armed: true });
        break;
      case ALARM_HIGH:
        this.#change({ alarm: replaceHigh(this.#state.alarm, value) });
        break;
      case IRQ_ENABLED:
        this.#change({ interruptEnabled: (value & 1n) === 1n });
        break;
      case CLEAR_ALARM:
        this.#change({ armed: false });
        break;
      case CLEAR_INTERRUPT:
        this.#change({ rang: false });
        break;
    }
    this.#clock.changed();
    return true;
  }

  save(): GoldfishRtcState {
    return this.#state;
  }

  restore(state: GoldfishRtcState): void {
    this.#change(state);
    this.#clock.changed();
  }

  #now(): bigint {
    return BigInt.asUintN(64, this.#state.start + this.#clock.time() * NANOSECONDS_PER_TICK);
  }

  #setNow(now: bigint): void {
    this.#change({ start: this.#state.start + now - this.#now() });
  }

  #change(change: Partial<GoldfishRtcState>): void {
    this.#state = { ...this.#state, ...change };
    this.#interrupt(this.#state.rang && this.#state.interruptEnabled);
  }
}

const replaceLow = (old: bigint, low: bigint) => ((old >> 32n) << 32n) | low;
const replaceHigh = (old: bigint, high: bigint) => (high << 32n) | BigInt.asUintN(32, old);
