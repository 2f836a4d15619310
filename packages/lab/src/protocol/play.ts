import type { Choice, Difference, Protocol, Step } from '@hartlab/models';
import { SweepError } from '../sweep-error.ts';
import type { Stage } from './stage.ts';

/** What is said of a firmware that does not come back. */
const lost = {
  spec: 'sbi "Binary Encoding"',
  item: 'SBI functions must return a pair of values in a0 and a1',
  expected: 'the firmware comes back',
} as const;

/** What came of a sequence. */
export interface Played {
  /** The steps that were made. */
  readonly steps: readonly Step[];
  readonly differences: readonly Difference[];
  readonly choices: readonly Choice[];
}

/** The same for the same kind of difference, whatever the numbers in it. */
export const kindOf = ({ spec, item, what }: Difference): string => `${spec}\n${item}\n${what}`;

/** A protocol on a stage: its sequences begin where only hart 0 runs. */
export class Play<State> {
  readonly protocol: Protocol<State>;
  readonly stage: Stage;
  readonly begun: State;

  constructor(protocol: Protocol<State>, stage: Stage) {
    stage.reset();
    this.protocol = protocol;
    this.stage = stage;
    this.begun = protocol.begin(stage.ground, stage.see());
  }

  /** Makes the steps of a list, those that can be made. */
  all(steps: readonly Step[]): Played {
    let next = 0;
    return this.some((state) => {
      while (next < steps.length && !this.protocol.isPossible(state, steps[next]!)) next++;
      return steps[next++];
    });
  }

  /** Makes steps as long as there are any, and as the model still knows what the firmware's state is. */
  some(nextStep: (state: State) => Step | undefined): Played {
    const { stage, protocol } = this;
    const steps: Step[] = [];
    const differences: Difference[] = [];
    const choices: Choice[] = [];
    stage.reset();
    let state = this.begun;
    let before = stage.see();
    for (let step = nextStep(state); step; step = nextStep(state)) {
      steps.push(step);
      try {
        stage.perform(step);
      } catch (error) {
        if (!(error instanceof SweepError)) throw error;
        const name = step.kind === 'call' ? step.name : step.kind;
        differences.push({ ...lost, what: `whether the firmware comes back from ${name}`, got: error.message });
        break;
      }
      const after = stage.see();
      const judged = protocol.judge(state, step, before, after);
      choices.push(...judged.choices);
      if (judged.difference) differences.push(judged.difference);
      if (judged.goesOn === false) break;
      ({ state } = judged);
      before = after;
    }
    return { steps, differences, choices };
  }
}
