import { hideleg, interrupt, mideleg, mie, mip, mtval, stval, vstval } from '@hartlab/hart';
import type { Hart, Register, Step } from '@hartlab/hart';
import { hex } from '@hartlab/isa';
import { causeName } from './cause-name.ts';
import { Either } from './plain-data.ts';

/**
 * Traps in a row, each from the handler to itself, after which nothing in the hart changes any more. The first ones may
 * come from less privileged modes that ran at the address of the handler.
 */
const FIXED_POINT = 3;

/** A trap or an interrupt: where it was taken, why, what its tval says, and where it led. */
interface Taken {
  readonly pc: bigint;
  readonly cause: bigint;
  readonly tval: bigint;
  readonly handler: bigint;
}

interface StuckWatchState {
  /** The latest that led to another pc. */
  readonly latest?: Taken;
  /** What led to the latest handler that trapped to itself. */
  readonly loop?: Taken;
  /** How often in a row a handler has trapped to itself. */
  readonly repeats: number;
  /** Instructions of all harts that had retired then. */
  readonly retired: number;
}

const takenForm = new Either(undefined, { pc: 0n, cause: 0n, tval: 0n, handler: 0n } satisfies Taken);
const watchForm: Readonly<Record<keyof StuckWatchState, unknown>> = {
  latest: takenForm,
  loop: takenForm,
  repeats: 0,
  retired: 0,
};

/** The latest trap or interrupt that led to another pc, in numbers: there are many, and few are asked for. */
class Latest {
  /** pc, tval and the handler, in halves. */
  readonly #halves = new Uint32Array(6);
  #cause: bigint | undefined;

  take({ pcLow, pcHigh, cause }: Step, { state }: Hart): void {
    const halves = this.#halves;
    const tval = tvalIn[state.mode]!.address;
    halves[0] = pcLow;
    halves[1] = pcHigh;
    halves[2] = state.signedHalf(tval, 0);
    halves[3] = state.signedHalf(tval, 1);
    halves[4] = state.pcLow;
    halves[5] = state.pcHigh;
    this.#cause = cause;
  }

  get taken(): Taken | undefined {
    if (this.#cause === undefined) return undefined;
    const [pc, tval, handler] = new BigUint64Array(this.#halves.slice().buffer) as unknown as [bigint, bigint, bigint];
    return { pc, cause: this.#cause, tval, handler };
  }

  set taken(taken: Taken | undefined) {
    this.#cause = taken?.cause;
    if (taken) new BigUint64Array(this.#halves.buffer).set([taken.pc, taken.tval, taken.handler]);
  }
}

/** Watches one hart for a trap handler that traps to itself, so that no instruction of it ever retires again. */
export class StuckWatch {
  readonly #hart: Hart;
  readonly #latest = new Latest();
  #loop: Taken | undefined;
  #repeats = 0;
  #retired = 0;
  /** The state, if it has been saved or restored and no trap has come since. */
  #saved: StuckWatchState | undefined;

  constructor(hart: Hart) {
    this.#hart = hart;
  }

  /**
   * To be told of every trap and interrupt, once the firmware has handled it, and how many instructions have retired so
   * far. True when it is a trap of a loop.
   */
  trapped(step: Step, retired: number): boolean {
    this.#saved = undefined;
    const hart = this.#hart;
    const { state } = hart;
    if (state.pcLow !== step.pcLow || state.pcHigh !== step.pcHigh) {
      this.#latest.take(step, hart);
      this.#repeats = 0;
      this.#retired = retired;
      return false;
    }
    // An interrupt that has left pc alone is one that the built-in firmware answered.
    if (step.kind !== 'trap') return false;
    this.#loop = this.#origin(step, retired);
    this.#repeats++;
    this.#retired = retired;
    return this.loops(retired);
  }

  /**
   * What led to the handler that has trapped to itself. Where something else ran in between and the hart is back in the
   * same loop, that is still the same.
   */
  #origin({ pc, cause }: Step, retired: number): Taken {
    const latest = this.#latest.taken;
    if (latest?.handler === pc && retired === this.#retired) return latest;
    if (this.#loop?.handler === pc) return this.#loop;
    return { pc, cause, tval: this.#hart.read(tvalOf(this.#hart)), handler: pc };
  }

  /**
   * Whether the hart only traps from its handler to the same handler, and nothing but an interrupt for a more privileged
   * mode can end that: trap entry clears the interrupt enable of the handler's own mode (priv "Trap Entry").
   */
  loops(retired: number): boolean {
    return this.#repeats >= FIXED_POINT && retired === this.#retired;
  }

  /** One line on a hart that loops: the trap that led here, and why its handler does not run. */
  describe({ cause }: Step): string {
    const { pc, cause: why, tval, handler } = this.#loop!;
    const came = `${causeName(why)} at pc ${hex(pc)} (${tvalOf(this.#hart).name} ${hex(tval)})`;
    return `hart ${this.#hart.hartid} is stuck: ${came}, and the trap handler at ${hex(handler)} traps to itself: ${causeName(cause)}`;
  }

  /** The same object as long as no trap comes: at most boundaries of a sweep none has. */
  save(): StuckWatchState {
    if (this.#saved) return this.#saved;
    const latest = this.#latest.taken;
    return (this.#saved = {
      ...(latest && { latest }),
      ...(this.#loop && { loop: this.#loop }),
      repeats: this.#repeats,
      retired: this.#retired,
    });
  }

  restore(state: StuckWatchState): void {
    if (state === this.#saved) return;
    const { latest, loop, repeats, retired } = state;
    this.#latest.taken = latest;
    this.#loop = loop;
    this.#repeats = repeats;
    this.#retired = retired;
    this.#saved = state;
  }
}

/** Where the mode that handles the hart's traps finds the value that comes with one; by the numbers of modes. */
const tvalIn: readonly Register[] = [stval, stval, stval, mtval, vstval, vstval];
const tvalOf = ({ state }: Hart): Register => tvalIn[state.mode]!;

const bits = (...interrupts: readonly number[]): bigint => interrupts.reduce((all, n) => all | (1n << BigInt(n)), 0n);
const { MTI, STI, VSTI, MEI, SEI, SGEI, VSEI, LCOFI } = interrupt;
const timerInterrupts = bits(MTI, STI, VSTI);
const deviceInterrupts = bits(MEI, SEI, SGEI, VSEI);

/** What may happen although no hart executes an instruction. */
export interface Surroundings {
  /** Some timer will go off: that of a hart, or a device's. */
  readonly timers: boolean;
  /** Console input may come. */
  readonly input: boolean;
  /** M-mode belongs to the built-in firmware. */
  readonly firmware: boolean;
}

/**
 * Whether an interrupt may yet bring `hart`, which waits in WFI or loops in traps, to execute an instruction. A wait ends
 * with every interrupt that is enabled; a loop with one for a mode above the handler's, unless that is the built-in
 * firmware, which goes back to where the hart was. Interrupts between harts are the other harts' doing.
 */
export function mayBeInterrupted(hart: Hart, { timers, input, firmware }: Surroundings): boolean {
  const coming = hart.read(mip) | (timers ? timerInterrupts : 0n) | (timers || input ? deviceInterrupts : 0n);
  const enabled = hart.read(mie);
  if (hart.waiting) return (enabled & coming) !== 0n;
  if (hart.privilege === 'M') return false;
  const forM = firmware ? 0n : enabled & ~hart.read(mideleg);
  const forHS = hart.V ? enabled & hart.read(mideleg) & ~hart.read(hideleg) : 0n;
  // A counter of exceptions counts the loop's.
  return ((forM | forHS) & (coming | bits(LCOFI))) !== 0n;
}

/** The watches of all harts: a machine is stuck when no hart will execute an instruction again. */
export class StuckWatches {
  readonly #harts: readonly Hart[];
  readonly #watches: readonly StuckWatch[];

  constructor(harts: readonly Hart[]) {
    this.#harts = harts;
    this.#watches = harts.map((hart) => new StuckWatch(hart));
  }

  /** To be told of every trap as a `StuckWatch` is. One line when the machine is stuck by it. */
  trapped(hart: Hart, step: Step, retired: number, surroundings: () => Surroundings): string | undefined {
    const watch = this.#watches[hart.index];
    return watch?.trapped(step, retired) && this.#nothingHelps(retired, surroundings())
      ? watch.describe(step)
      : undefined;
  }

  /** Whether each hart is stopped, or waits or loops where no interrupt comes. */
  #nothingHelps(retired: number, surroundings: Surroundings): boolean {
    return this.#harts.every((hart, index) => {
      if (hart.stopped) return true;
      const isIdle = hart.waiting || this.#watches[index]?.loops(retired) === true;
      return isIdle && !mayBeInterrupted(hart, surroundings);
    });
  }

  get form(): unknown {
    return this.#watches.map(() => watchForm);
  }

  save(): readonly StuckWatchState[] {
    return this.#watches.map((watch) => watch.save());
  }

  restore(states: readonly StuckWatchState[]): void {
    for (const [index, state] of states.entries()) this.#watches[index]?.restore(state);
  }
}
