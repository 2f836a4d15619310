import type { CellHolder, Csr, Effect, Field } from './csr/csr.ts';
import type { Stops } from './debug/stops.ts';
import type { HartState } from './state/hart-state.ts';
import type { Trap, TrapRecord, TrapTarget } from './trap/trap.ts';

/** The addresses of the two handlers (priv "RNMI Handler Addresses"). */
export interface RnmiVectors {
  readonly interrupt: bigint;
  readonly exception: bigint;
}

/**
 * A hart as its own parts see it: traps, interrupts, counters, triggers and what executes instructions. `Hart` is one, and
 * puts the parts together; they do not know it by name.
 */
export interface Core extends CellHolder {
  readonly state: HartState;
  /** The exception that the present instruction has raised, and the trap that the hart is about to take. */
  readonly raised: TrapRecord;
  readonly rnmiVectors: RnmiVectors;
  /** As `HartOptions` says. */
  readonly semihosting: (() => boolean) | undefined;
  /** Where somebody outside wants the hart to stop. */
  readonly stops: Stops;
  /** Bit 0 is always zero. */
  pc: bigint;
  /** Whether the hart waits in WFI. */
  waiting: boolean;
  /** The platform's real-time counter, in ticks. */
  readonly mtime: () => bigint;

  x(n: number): bigint;
  setX(n: number, value: bigint): void;
  /** Changes one field of a register's cell, and tells whom that affects: no gate, no WARL rule. */
  set(field: Field, value: number): void;
  /** Tells whom it affects that these bits of the two halves of a cell have changed. */
  changed(effects: readonly Effect[], low: number, high: number): void;
  /** What the register's cell holds, whatever software reads in it. */
  cell(address: number): bigint;
  /** What software reads in this CSR; no gate is asked. */
  read(csr: Csr): bigint;
  /** Writes as an M-mode CSR instruction does, with all its effects; no gate is asked. */
  writeHalves(csr: Csr, low: number, high: number): void;

  /** Changes the mode to another of `modes`, and nothing else. */
  enterMode(mode: number): void;
  trap(trap: Trap, target?: TrapTarget): void;
  /** Takes the trap that is raised. */
  trapRaised(): void;
  /** Takes an interrupt in this mode, by the code that it has there. */
  interrupt(code: number, target: TrapTarget): void;
  sret(): void;
  mret(): void;
  mnret(): void;

  /** Brings mcycle and minstret up to date, before an instruction looks at them. */
  settleCounters(): void;
  /** Whether an interrupt is pending and individually enabled, which ends a WFI whatever the global enables say. */
  interruptPending(): boolean;
}
