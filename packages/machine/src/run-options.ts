import type { Commit, Hart } from '@hartlab/hart';
import type { Breakpoint, Watchpoint } from './stop-points.ts';

/** How far to run, and who watches. */
export interface RunOptions {
  /** Instructions to retire at most, of all harts together. No limit if absent. */
  readonly maxInstructions?: number;
  /** Traps and interrupts to take at most; as many as `maxInstructions` if absent, so that a run of traps alone ends. */
  readonly maxTraps?: number;
  /** The `position` at which to pause, exactly. None if absent. */
  readonly until?: number;
  /**
   * Where to stop: before a hart passes its next boundary while pc is there. The next run, if nothing has happened since, goes
   * on with it. What runs in between runs as fast as ever, if the list is the same object each time.
   */
  readonly breakpoints?: readonly Breakpoint[] | undefined;
  /**
   * What to watch: the run stops after the boundary at which an instruction accessed some of it. Fetching is no access, nor
   * is what page walks, the firmware and devices do.
   */
  readonly watchpoints?: readonly Watchpoint[] | undefined;
  /** Is asked often, after each hart's turn: true pauses there. The guest cannot tell. */
  readonly pause?: () => boolean;
  /** Is told of each trap to M-mode that no built-in firmware handles, at that boundary. */
  readonly trappedToM?: (hart: Hart) => void;
  /** Is told all that each boundary did. The commit is valid until the next one. */
  readonly observe?: (hart: Hart, commit: Commit) => void;
}
