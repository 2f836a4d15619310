import { mtval, stval, vstval, type Hart, type Step } from '@hartlab/hart';
import { causeName } from './cause-name.ts';
import { hex } from './image.ts';

/** Traps in a row, each from the handler to itself, after which nothing in the hart changes any more. */
const FIXED_POINT = 3;

/** Watches one hart for a trap handler that traps to itself, so that no instruction ever retires again. */
export class StuckWatch {
  readonly #hart: Hart;
  /** The latest trap that went elsewhere: what led here. */
  #origin = { pc: 0n, cause: 0n, tval: 0n };
  #repeats = 0;
  #retired = 0;

  constructor(hart: Hart) {
    this.#hart = hart;
  }

  /**
   * To be told of every trap, once the firmware has handled it, and how many instructions have retired so far. True when
   * the trap has become a fixed point.
   */
  trapped({ pc, cause }: Step, retired: number): boolean {
    if (this.#hart.pc === pc && retired === this.#retired) return ++this.#repeats >= FIXED_POINT;
    this.#repeats = 0;
    this.#retired = retired;
    this.#origin = { pc, cause, tval: this.#hart.read(this.#tval) };
    return false;
  }

  /** One line: the trap that led here, and why its handler does not run. */
  describe({ pc, cause }: Step): string {
    const { pc: first, cause: why, tval } = this.#origin;
    const came = `${causeName(why)} at pc ${hex(first)} (${this.#tval.name} ${hex(tval)})`;
    return `hart ${this.#hart.hartid} is stuck: ${came}, and the trap handler at ${hex(pc)} traps to itself: ${causeName(cause)}`;
  }

  /** Where the mode that handles the hart's traps finds the value that comes with one. */
  get #tval() {
    const { privilege, V } = this.#hart;
    if (privilege === 'M') return mtval;
    return V ? vstval : stval;
  }
}
