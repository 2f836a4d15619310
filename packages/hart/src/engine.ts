/** Why a hart has stopped running. */
export type Why =
  /** It has passed as many boundaries as it was to, or as the engine does at once. */
  | 'budget'
  /** It waits in WFI, with no interrupt to end the wait. */
  | 'waiting'
  /** At the last boundary it could take a trap neither in M-mode nor as an RNMI and has stopped for good, or it had before. */
  | 'critical-error';

/**
 * What lets the harts of a machine run. There may be several kinds, and a machine does the same with each, to the bit.
 *
 * A *boundary* is passed by an instruction that retires, or by a trap or an interrupt that is taken. An interrupt that is
 * due is taken at the very next one. A hart that waits passes none, nor does one that is stopped for good.
 *
 * A *slice* is what one call of `run` does: some boundaries of one hart, in which nothing changes but by this hart, and
 * during which the machine has nothing to do. So who calls chooses the budget such that no timer goes off, no turn ends
 * and no limit is reached before the slice ends. What the hart does in the slice may change that, by an access to a
 * device or by writing a timer's CSR: who hears of it calls `RunCells.end`, and the slice ends at that boundary.
 *
 * Whoever must act after a trap or an interrupt, firmware above all, is told within its boundary (`HartOptions.trapped`).
 *
 * A slice ends before a boundary at which pc is at a breakpoint of the hart (`Stops`), unless it is the slice's first.
 *
 * `RunCells.done` counts the boundaries that are passed. Within the slice it is right whenever the engine calls something,
 * a device or `HartOptions.time`: the boundary being passed does not count yet, so that it has the time at which it
 * began. After the slice all of the hart's block is right, counters included. The machine then advances what is its own,
 * its time and its turns, by `done`, and tells so (`RunCells.settled`).
 */
export interface Engine {
  /**
   * Lets the hart of this index pass at least one boundary, if it can pass one, and at most `budget`, which is from 1 to
   * `LONGEST_SLICE`.
   */
  run(hart: number, budget: number): Why;
  /**
   * Forgets all that is kept of RAM and of harts' blocks: to be called when they were replaced, as by a restore. Not by a
   * rollback, which stores what is different, and tells whom it concerns (`LiveCells`, `MachineMemory.stored`).
   */
  flush(): void;
}

/** Boundaries of the longest slice. An engine may enter faster code only where a slice begins. */
export const LONGEST_SLICE = 4_194_304;
