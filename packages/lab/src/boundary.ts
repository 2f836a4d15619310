import type { ComparedState } from './compared-state.ts';
import type { Mode } from './mode.ts';
import type { ToldStep } from './told-step.ts';
import type { Violation } from './violation.ts';

/** One boundary of a sweep: the hart has executed some instruction and not begun the next. */
export interface Boundary {
  /** Counted from 0 at the window's beginning. */
  readonly number: number;
  /** The instruction that would have been next. */
  readonly pc: bigint;
  /** Its name, `switch_to_guest+0x1c`, if the payload has one for it. */
  readonly symbol: string | undefined;
  readonly mode: Mode;
  /** The trap, in words, at a step of M-mode of which the hart is: `before` is then what comes of it without an event. */
  readonly trap?: string | undefined;
  /** The phase that the hart has named last, over the lab channel of MPXY; undefined where it has named none. */
  readonly phase?: string | undefined;
  /** The interrupted hart. It is valid until the next boundary is examined: take a `copy` to keep it. */
  readonly before: ComparedState;
  /** Why no event could be delivered here; there are no violations then. */
  readonly skipped?: string | undefined;
  readonly violations: readonly Violation[];
  /**
   * The steps of the event that have changed the hart, each with what it changed: the event is forced once more. To be asked before
   * the sweep goes on; not of a step of M-mode.
   */
  readonly tell?: () => readonly ToldStep[];
}
