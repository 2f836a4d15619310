import type { Decoded } from '@hartlab/isa';

/** What one step did. A hart has one of these and changes it on every step. */
export interface Step {
  /**
   * An instruction retired; it trapped; an interrupt was taken instead of one; the hart waits in WFI; or it is in the
   * critical-error state, and stays there.
   */
  readonly kind: 'retired' | 'trap' | 'interrupt' | 'waiting' | 'critical-error';
  /** pc before the step, whole and in halves, unsigned. */
  readonly pc: bigint;
  readonly pcLow: number;
  readonly pcHigh: number;
  /** The bits fetched, 16 or 32 of them, unsigned; 0 when nothing was fetched. */
  readonly word: number;
  /** The instruction, if one began to execute. */
  readonly decoded: Decoded | undefined;
  /** The trap's cause as in mcause, also of the trap that led to the critical-error state; 0 when nothing trapped. */
  readonly cause: bigint;
}

/** A value of 64 bits from its halves, signed or unsigned. */
export const join = (low: number, high: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

/** The record of one hart, used again for each step. */
export class StepRecord implements Step {
  kind: Step['kind'] = 'waiting';
  pcLow = 0;
  pcHigh = 0;
  word = 0;
  decoded: Decoded | undefined = undefined;
  cause = 0n;

  /** Most steps are never asked. */
  get pc(): bigint {
    return join(this.pcLow, this.pcHigh);
  }

  /** Becomes what another one is. */
  is({ kind, pcLow, pcHigh, word, decoded, cause }: Step): void {
    this.kind = kind;
    this.pcLow = pcLow;
    this.pcHigh = pcHigh;
    this.word = word;
    this.decoded = decoded;
    this.cause = cause;
  }

  /** A step begins here. */
  begin(pcLow: number, pcHigh: number): void {
    this.pcLow = pcLow;
    this.pcHigh = pcHigh;
    this.word = 0;
    this.decoded = undefined;
    this.cause = 0n;
  }
}
