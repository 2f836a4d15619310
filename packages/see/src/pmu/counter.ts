import type { PmuEvent } from '@hartlab/sbi';

/** One logical counter of a hart, as the nine functions see it. */
export interface Counter {
  readonly index: number;
  /** `counter_info` (sbi "Function: Get details of a counter (FID #1)"). */
  readonly info: bigint;
  /** Whether the firmware keeps it, so that no CSR shows its value. */
  readonly isFirmware: boolean;
  /** Whether it has something to count, and so can be started. */
  readonly isConfigured: boolean;
  /** Whether config_matching may take it: it is stopped, and no event is mapped to it. */
  readonly isFree: boolean;
  /** Whether it can ask for an interrupt when it wraps. */
  readonly overflows: boolean;
  /** Whether it can leave out the modes that `config_flags` name. */
  readonly filters: boolean;
  readonly started: boolean;
  /** Whether it has wrapped since it was started last, where the hart says so. */
  readonly overflowed: boolean;
  /** 64 bits. */
  value: bigint;
  /** Whether it can count this event. */
  canMonitor(event: PmuEvent): boolean;
  /** Maps an event that it can monitor to it, with `config_flags`. It runs on if it did. */
  configure(event: PmuEvent, config_flags: bigint): void;
  /** Takes the event from it. */
  forget(): void;
  start(): void;
  stop(): void;
}
