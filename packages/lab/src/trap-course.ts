import type { Hart } from '@hartlab/hart';
import type { ChangedMemory } from '@hartlab/machine';
import { ComparedState } from './compared-state.ts';
import type { Difference } from './hart-difference.ts';
import type { MachineMode } from './machine-mode.ts';
import { trapName } from './trap-name.ts';

/**
 * What comes of the trap that a hart takes next where no event comes in between: whoever makes one ready while the firmware handles
 * the trap has to leave the hart's software with the same. The machine stands at the boundary before it again and again.
 */
export class TrapCourse {
  /** What trapped, in words. */
  readonly name: string;
  /** Where the hart is at each boundary of M-mode that it passes, from the one where it comes there. */
  readonly steps: readonly bigint[];
  /** The hart behind it, and where it is then; undefined where it does not come back, because it sleeps or for good. */
  readonly after: ComparedState | undefined;
  readonly pc: bigint;
  readonly #machineMode: MachineMode;
  readonly #hart: Hart;
  /** What it changes of memory. */
  readonly #memory = new Map<string, Difference>();

  private constructor(machineMode: MachineMode, hart: Hart, name: string, arrived: () => void) {
    this.#machineMode = machineMode;
    this.#hart = hart;
    this.name = name;
    const steps: bigint[] = [];
    const isBack = machineMode.handle(hart, (pc) => steps.push(pc));
    this.steps = steps;
    this.after = isBack ? ComparedState.of(hart) : undefined;
    this.pc = hart.pc;
    if (isBack) arrived();
  }

  /**
   * Follows the trap that `hart` takes with its next step, and comes back; undefined if it takes none.
   *
   * @param arrived is called behind it
   * @param differences what of memory is compared
   */
  static of(
    machineMode: MachineMode,
    hart: Hart,
    arrived: () => void,
    differences: (changed: ChangedMemory) => readonly Difference[],
  ): TrapCourse | undefined {
    const { machine } = machineMode;
    hart.step();
    const course = hart.privilege === 'M' ? new TrapCourse(machineMode, hart, trapName(hart), arrived) : undefined;
    machine.rollback((changed) => {
      if (course) for (const each of differences(changed)) course.#memory.set(each.field, each);
    });
    return course;
  }

  /** Brings the hart into the trap, past so many boundaries of M-mode. */
  comeTo(step: number): void {
    this.#hart.step();
    this.#machineMode.advance(this.#hart, step);
  }

  /** Brings the hart behind it. */
  pass(): void {
    this.comeTo(0);
    this.#machineMode.handle(this.#hart);
  }

  /** What differs of memory from what it should be behind the trap, where it differs in this from what it was before. */
  differing(changed: readonly Difference[]): Difference[] {
    const unchanged = new Map(this.#memory);
    const differing = changed.map(({ field, expected, got }) => {
      const own = unchanged.get(field);
      unchanged.delete(field);
      return { field, expected: own?.got ?? expected, got };
    });
    const missing = Array.from(unchanged.values(), ({ field, expected, got }) => ({
      field,
      expected: got,
      got: expected,
    }));
    return [...differing, ...missing].filter(({ expected, got }) => expected !== got);
  }
}
