import type { Commit, Hart } from '@hartlab/hart';

/** How far to run, and who watches. */
export interface RunOptions {
  /** Instructions to retire at most, of all harts together. No limit if absent. */
  readonly maxInstructions?: number;
  /** Traps and interrupts to take at most; as many as `maxInstructions` if absent, so that a run of traps alone ends. */
  readonly maxTraps?: number;
  /** The `position` at which to pause, exactly. None if absent. */
  readonly until?: number;
  /** Is asked often, after each trap and each hart's turn: true pauses there. The guest cannot tell. */
  readonly pause?: () => boolean;
  /** Is told all that each boundary did. The commit is valid until the next one. */
  readonly observe?: (hart: Hart, commit: Commit) => void;
}
