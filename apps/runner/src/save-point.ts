import type { Breakpoint, Machine, PlacedMark, Stop } from '@hartlab/machine';
import type { Naming } from './naming.ts';
import { count, QuantityError } from './quantity.ts';
import { Refusal } from './refusal.ts';

/** Where a run is saved, as `--at` says it. */
export interface Where {
  /** As it was written. */
  readonly text: string;
  /** Instructions of all harts together. */
  readonly instructions?: number;
  /** A symbol or an address. */
  readonly place?: string;
  /** A mark of the guest's. */
  readonly mark?: { readonly kind: PlacedMark['kind']; readonly name: string };
  /** The how manieth time it is, from 1. */
  readonly time: number;
}

const most = 2 ** 32;
const marks = { phase: 'phase', window: 'window begins' } as const;

/** Reads the value of `--at`. */
export const whereOf = (text: string): Where => {
  if (/^\d[\d_]*$/.test(text)) return { text, instructions: count(1)(text), time: 1 };
  const [, what = '', digits] = /^(.*?)(?:#(\d+))?$/s.exec(text) ?? [];
  const time = digits === undefined ? 1 : count(1, most)(digits);
  const [, kind, name = ''] = /^(phase|window):(.+)$/s.exec(what) ?? [];
  if (kind !== undefined) return { text, mark: { kind: marks[kind as keyof typeof marks], name }, time };
  if (what === '')
    throw new QuantityError(
      'give a symbol or 0x…, #N behind it where it is the N-th time, instructions, phase:NAME or window:NAME',
    );
  return { text, place: what, time };
};

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
