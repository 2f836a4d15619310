import type { HartState } from '../state/hart-state.ts';
import type { MachineMemory } from '../state/machine-memory.ts';
import { Breakpoints } from './breakpoints.ts';
import { type Watched, Watchpoints } from './watchpoints.ts';

/** Where somebody outside wants a hart to stop. It does nothing else by that. */
export class Stops {
  readonly breakpoints: Breakpoints;
  readonly watchpoints: Watchpoints;
  readonly #state: HartState;
  readonly #forget: () => void;

  /** @param forget makes the hart forget where pages lie */
  constructor(state: HartState, memory: MachineMemory, forget: () => void) {
    this.breakpoints = new Breakpoints(memory.breakpoints);
    this.watchpoints = new Watchpoints(memory.run, () => state.pc);
    this.#state = state;
    this.#forget = forget;
  }

  /** Whether the next instruction is at a breakpoint. */
  get isAtBreakpoint(): boolean {
    return this.breakpoints.exist && this.breakpoints.has(this.#state.pcLow, this.#state.pcHigh);
  }

  /**
   * From now on a slice ends before the instruction at one of these virtual addresses, unless it begins there; and after an
   * instruction that accesses what is watched, which `watchpoints` then tells.
   */
  set(breakpoints: Iterable<bigint>, watched: readonly Watched[]): void {
    this.breakpoints.set(breakpoints);
    this.watchpoints.set(watched);
    // What is not cached is seen when it is used next.
    this.#forget();
  }
}
