import type { Hart } from '@hartlab/hart';
import { ComparedState } from './compared-state.ts';
import type { EventStep } from './forced-event.ts';
import { stateFields } from './state-field.ts';

/** What a step of an event has made of a field. */
export interface FieldChange {
  readonly field: string;
  readonly before: bigint;
  readonly after: bigint;
}

/** A step of an event that has changed the hart, and how; the pc is where it was made. */
export interface ToldStep extends EventStep {
  readonly changes: readonly FieldChange[];
}

/** What changes with each step. */
const usual: ReadonlySet<string> = new Set(['pc', 'mcycle', 'minstret']);
const told = stateFields.filter(({ name }) => !usual.has(name));

/** Tells of the steps of an event, of what each changes in all that a hart holds, also in what only M-mode sees. */
export class StepTeller {
  readonly steps: ToldStep[] = [];
  readonly #hart: Hart;
  readonly #before: ComparedState;
  readonly #after = ComparedState.blank();

  constructor(hart: Hart) {
    this.#hart = hart;
    this.#before = ComparedState.of(hart);
  }

  readonly note = ({ agent, pc, decoded }: EventStep): void => {
    const [before, after] = [this.#before, this.#after];
    after.take(this.#hart);
    const changes = told.flatMap((field) => {
      const change = { field: field.name, before: before.value(field), after: after.value(field) };
      return change.before === change.after ? [] : [change];
    });
    before.become(after);
    if (changes.length > 0) this.steps.push({ agent, pc, ...(decoded && { decoded }), changes });
  };
}
