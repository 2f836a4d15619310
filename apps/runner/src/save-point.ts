import type { Breakpoint, Machine, PlacedMark, Stop } from '@hartlab/machine';
import type { Naming } from './naming.ts';
import { Refusal } from './refusal.ts';
import type { Where } from './where.ts';

/** Watches for the moment at which a run is to be saved. */
export class SavePoint {
  readonly where: Where;
  /** What the run is to stop at for it. */
  readonly breakpoints: readonly Breakpoint[];
  /** So many instructions may retire before it. */
  readonly instructions: number;
  #times = 0;
  #marked = false;

  constructor(where: Where, { placeOf }: Pick<Naming, 'placeOf'>) {
    const { place, instructions = Infinity } = where;
    this.where = where;
    this.instructions = instructions;
    this.breakpoints = place === undefined ? [] : [{ address: placeOf(place).address }];
  }

  /** @throws Refusal when the machine has come further already. */
  check({ instructions }: Machine): void {
    if (this.instructions <= instructions)
      throw new Refusal(`--at ${this.where.text} has passed: the run goes on after ${instructions} instructions`);
  }

  /** The guest has made a mark. True if the run is to pause there. */
  marked({ kind, name }: PlacedMark): boolean {
    const { mark, time } = this.where;
    if (mark?.kind === kind && mark.name === name && ++this.#times === time) this.#marked = true;
    return this.#marked;
  }

  /** Whether this is the moment at which the run has stopped. */
  isAt({ reason, breakpoint }: Stop, { instructions }: Machine): boolean {
    if (reason === 'breakpoint' && breakpoint === this.breakpoints[0]?.address)
      return ++this.#times === this.where.time;
    const goesOn = reason === 'paused' || reason === 'limit' || reason === 'idle' || reason === 'watchpoint';
    return goesOn && (this.#marked || instructions >= this.instructions);
  }
}
