import type { Implementation } from '@hartlab/sbi';
import type { SupervisedHart } from './supervised-hart.ts';

/**
 * An SBI extension with a memory of its own. What it remembers is plain data in records that never change: another takes
 * a record's place, so that a snapshot is a reference, and two snapshots share what did not change between them.
 */
export interface Service<Memory = unknown> {
  readonly implementation: Implementation<SupervisedHart>;
  /** The system resets: everything has its reset value before the first hart starts. */
  reset(): void;
  /** A hart's M-mode has been prepared for a supervisor that starts on it afresh: at boot and by hart_start. */
  hartStarts?(hart: SupervisedHart): void;
  /** A hart stops: what the service holds of it goes back to its reset value. */
  hartStops?(hart: SupervisedHart): void;
  save(): Memory;
  /** What every memory of it is made as (`Each`, `Either`, `OneOf` say what no example can). */
  readonly form: unknown;
  /** @param saved by a service of the same system */
  restore(saved: Memory): void;
}
