import type { ResetType } from '@hartlab/sbi';
import type { Mark } from './mark.ts';
import type { ProtectedRegion } from './protection.ts';

/** An error that the board's hardware has logged and signalled, which the firmware has read and cleared. */
export interface ReportedError {
  /** That of the signal (reri "Control Register (`control_i`)"). */
  readonly priority: 'low' | 'high';
  /** The index of the hart that reports it; absent if it is not one's own, but of the whole system. */
  readonly hart?: number;
}

/** The error banks of a board. */
export interface ErrorHardware {
  /**
   * Lets hardware log errors, and signal corrected and deferred ones at low priority, critical ones at high: by the harts'
   * local interrupts for RAS events, or, `byController`, by external interrupts of M-mode.
   */
  enable(byController: boolean): void;
  /**
   * Reads and clears the errors that are signalled: those of the system, and those of the harts in their order. `hartid` is the
   * hart that asks, which completes what it has claimed of the interrupt controller.
   */
  take(hartid: bigint): readonly ReportedError[];
}

/**
 * What the firmware asks of the board. No method may touch a hart beyond the interrupt line that it names: the firmware
 * is in the middle of a trap.
 */
export interface Platform {
  /** The devices that are M-mode's alone, because the methods below rely on them: S-mode and below cannot touch them. */
  readonly machineDevices: readonly ProtectedRegion[];
  /** Sets the board up for a supervisor, when the firmware begins. */
  begin?(): void;
  /** Sends one byte, 0 to 255, to the console. */
  putchar(byte: number): void;
  /** The next byte from the console, or -1 when there is none. */
  getchar(): number;
  /** Sets the hart's `mtimecmp`, in ticks: MTIP is `mtime >= mtimecmp`. All ones is never. */
  setTimer(hartid: bigint, time: bigint): void;
  /** Whether the board has no MSWI, and IPIs are messages of `ipiIdentity` to the harts' machine-level interrupt files. */
  readonly hasMessageIpis?: boolean;
  /** Raises the hart's MSIP, or sends it such a message. */
  sendIpi(hartid: bigint): void;
  /** Lowers the hart's MSIP, or claims the message. */
  clearIpi(hartid: bigint): void;
  /** Where hardware errors are reported; a board without has none. */
  readonly errors?: ErrorHardware;
  /** Resets or stops the machine once `Firmware.trap` has returned. `reason` is SRST's `reset_reason`. */
  reset(type: ResetType, reason: number): void;
  /** Stops the machine once `Firmware.trap` has returned: the firmware cannot go on, and `line` says why. */
  halt(line: string): void;
  /** A guest tells whoever watches the machine. */
  mark(mark: Mark): void;
}
