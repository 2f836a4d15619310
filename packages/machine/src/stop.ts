import type { Hart, Step } from '@hartlab/hart';
import { hex } from '@hartlab/isa';
import { causeName } from './cause-name.ts';
import { Either, OneOf } from './plain-data.ts';

/** All reasons why a machine may no longer run. */
export const stopReasons = [
  /** The guest asked the firmware to power off. */
  'poweroff',
  /** The guest asked for a reboot. */
  'reset',
  /** The guest reported success to the test finisher or through HTIF. */
  'pass',
  /** The guest reported a failure; `code` is its own. */
  'fail',
  /** As many instructions, or traps, as the caller allowed have passed. The machine can go on. */
  'limit',
  /** A hart is at a breakpoint of the caller's, before the instruction. The machine can go on. */
  'breakpoint',
  /** An instruction has accessed what the caller watches. The machine can go on. */
  'watchpoint',
  /** The caller asked for a pause. The machine can go on. */
  'paused',
  /** All harts wait and only console input that has not come yet can wake one. The machine can go on. */
  'idle',
  /** All harts wait or are stopped, and nothing can wake one. */
  'halted',
  /** A hart traps to a handler that traps to itself, for ever. */
  'stuck',
  /** A hart could take a trap neither in M-mode nor as an RNMI, and has stopped for good. */
  'critical-error',
] as const;
/** Why a machine no longer runs. */
export type StopReason = (typeof stopReasons)[number];

/** The end of a run. */
export interface Stop {
  readonly reason: StopReason;
  /** The guest's own failure code; 0 for every other reason. */
  readonly code: number;
  /** One line for people. */
  readonly message: string;
  /** The breakpoint that a hart is at; absent for every other reason. */
  readonly breakpoint?: bigint;
}

/** What the end of a run, if it has ended, is made as. */
export const stopForm: unknown = new Either(undefined, {
  reason: new OneOf(...stopReasons),
  code: 0,
  message: '',
  breakpoint: new Either(undefined, 0n),
} satisfies Record<keyof Stop, unknown>);

/** The caller wanted a pause. The machine can go on. */
export const paused: Stop = { reason: 'paused', code: 0, message: 'the run pauses' };

/** The end of a hart that has stopped for good (priv "Double Trap Control in mstatus Register"). */
export function criticalError({ hartid, pc }: Hart, { cause }: Step): Stop {
  const where = `${causeName(cause)} at pc ${hex(pc)}`;
  const message = `hart ${hartid} is in the critical-error state: ${where}, while M-mode could take no trap`;
  return { reason: 'critical-error', code: 0, message };
}
