import type { Hart } from '@hartlab/hart';
import type { Breakpoint } from '@hartlab/machine';
import { isForFirmware, type MachineMode } from './machine-mode.ts';
import { SweepError } from './sweep-error.ts';
import type { WindowBorders } from './window-borders.ts';

/** Boundaries between two times at which somebody is told how far the run has come. */
const chunk = 10_000_000;

/** What a run is given. */
interface SweptRunOptions {
  /** The payload, for messages. */
  readonly name: string;
  /** Boundaries of all harts within which it must come to its window, and out of it. */
  readonly patience: number;
  /** Is told now and then how many boundaries the run has passed on the way to its window. */
  readonly coming?: ((boundaries: number) => void) | undefined;
}

/** The run that a sweep is of, between the events: to its window as fast as the machine can, and from there step by step. */
export class SweptRun {
  readonly #machineMode: MachineMode;
  readonly #hart: Hart;
  readonly #borders: WindowBorders;
  readonly #options: SweptRunOptions;
  /** How far the machine was when it was given. */
  readonly #from: number;
  /** Whether all boundaries are this hart's. */
  readonly #isAlone: boolean;
  readonly #breakpoints: readonly Breakpoint[];

  constructor(machineMode: MachineMode, hart: Hart, borders: WindowBorders, options: SweptRunOptions) {
    const { boundaries, harts, hand } = machineMode.machine;
    const { begin } = borders;
    this.#machineMode = machineMode;
    this.#hart = hart;
    this.#borders = borders;
    this.#options = options;
    this.#from = boundaries;
    this.#isAlone = harts.every((each) => each === hart || each === hand);
    this.#breakpoints = 'address' in begin ? [{ address: begin.address, hart: hart.index }] : [];
  }

  get #passed(): number {
    return this.#machineMode.machine.boundaries - this.#from;
  }

  get #patience(): number {
    return this.#options.patience - this.#passed;
  }

  /** Until the window begins. @throws SweepError when it never does */
  comeToWindow(): void {
    const { begin } = this.#borders;
    let own = 0;
    while (!this.#borders.begins(this.#hart, own)) {
      this.goOn('the beginning');
      own++;
      if (!('boundary' in begin)) this.#run();
      else if (this.#isAlone) own += this.#run(begin.boundary - own);
    }
    // Nothing is to stop at the place any more.
    this.#machineMode.machine.run({ maxInstructions: 0 });
  }

  /**
   * Lets the machine go on until the hart has passed a boundary; others may have their turns before. Answers whether it has: it has
   * not where `toCall`, and others have called it to M-mode.
   */
  goOn(to: string, toCall = false): boolean {
    const wasCalled = isForFirmware(this.#hart);
    const { machine } = this.#machineMode;
    return this.#borders.during(() => {
      for (let step; step !== this.#hart.latest;) {
        if (step && toCall && !wasCalled && isForFirmware(this.#hart)) return false;
        step = this.#patience > 0 ? machine.step() : undefined;
        if (!step) throw this.#neverComes(to);
        this.#machineMode.settle(step);
      }
      return true;
    });
  }

  /**
   * Lets the machine go on to the next moment at which the window may begin, or for so many boundaries. Answers how many it has
   * passed.
   */
  #run(most = Infinity): number {
    const { machine } = this.#machineMode;
    const begun = machine.boundaries;
    const left = () => most - (machine.boundaries - begun);
    const pause = () => this.#machineMode.called !== undefined;
    while (left() > 0 && !this.#borders.isMarked) {
      const { position } = machine;
      const stop = this.#borders.during(() =>
        machine.run({
          maxInstructions: this.#patience,
          until: position + Math.min(left(), chunk),
          breakpoints: this.#breakpoints,
          pause,
          trappedToM: () => machine.pause(),
        }),
      );
      const { called } = this.#machineMode;
      if (called) this.#machineMode.settle(called.latest);
      if (stop.reason === 'breakpoint') break;
      if (stop.reason !== 'paused') throw this.#neverComes('the beginning');
      this.#options.coming?.(this.#passed);
    }
    return machine.boundaries - begun;
  }

  #neverComes(to: string): SweepError {
    const { ended } = this.#machineMode.machine;
    const why = ended ? `: the machine has ended, ${ended.message}` : '';
    return new SweepError(`${this.#options.name} does not come to ${to} of ${this.#borders.inWords}${why}`);
  }
}
