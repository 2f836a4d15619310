import type { FileNumber } from '@hartlab/hart';
import type { Width } from '@hartlab/isa';
import type { TimerSource } from '../clock.ts';

/**
 * A device on the bus. Offsets are from its base; values are unsigned, and fit the width. It holds no host time and no
 * randomness. One that has times of its own says when with `update`. It drives its wires when it is accessed or looks at the
 * time or outside, and neither while it is made nor when it is restored: what they lead to is restored as well.
 *
 * `State` is plain data that `structuredClone` can copy.
 */
export interface Device<State = unknown> extends Partial<TimerSource> {
  /** The value at `offset`, zero-extended; undefined is an access fault. */
  read(offset: number, width: Width): bigint | undefined;
  /** False is an access fault. */
  write(offset: number, width: Width, value: bigint): boolean;
  /**
   * What the device holds. It never changes: what happens to the device makes another, so that a state that is still the
   * same object is the same state, and at most boundaries of a sweep nothing has to be copied.
   */
  save(): State;
  /**
   * What every state of it is made as (`misshapen`). It is the state that it is made with, if absent: of one whose states have
   * neither lists that grow nor members that may be absent.
   */
  readonly form?: unknown;
  /** From then on `save` answers with this state, until something happens. */
  restore(state: State): void;
  /** The machine is reset: of one to which that does more or less than to restore what it held when it was made. */
  reset?(): void;
  /** Looks for what has come from outside. Whoever has this is asked when a hart's turn ends, and when all harts wait. */
  poll?(): void;
  /** Whether it would interrupt for console input, so that harts that wait may wait for that. */
  readonly listens?: boolean;
  /** Whether message-signalled interrupts may be stored in it, which it must take without sending any itself. */
  readonly takesMessages?: true;
  /** An interrupt controller's: the level of interrupt source `source`. */
  setSource?(source: number, level: boolean): void;
}

/**
 * A wire from a device to whatever listens: an interrupt controller, or a hart. To raise one that is high is no change of its
 * level, but a PLIC counts it (docs/decisions/interrupts-come-as-on-qemu.md): a device raises its interrupt when QEMU's does.
 */
export type Wire = (level: boolean) => void;

/** Where a hart takes message-signaled interrupts: an identity, for one of its interrupt files. */
export type Receive = (file: FileNumber, identity: number) => void;

/** The other end of a serial device. */
export interface SerialLine {
  transmit(byte: number): void;
  /** The next byte, or -1. Asked when the guest polls, or, while the received-data interrupt is enabled, by `poll`. */
  receive(): number;
}
