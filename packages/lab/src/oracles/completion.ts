import type { Outcome } from '../forced-event.ts';
import type { Violation } from '../violation.ts';

/**
 * Completion: a handler comes to its `complete`. One that never does was derailed; it is reported as the pc at which its
 * own code was left for good (`expected` to go on there), and the one to which that led.
 */
export const completion = (outcome: Outcome): Violation[] =>
  outcome.kind === 'completed'
    ? []
    : [
        {
          oracle: 'completion',
          field: 'pc',
          expected: outcome.leaving.pc,
          got: outcome.to,
          writer: { agent: outcome.leaving.agent, step: outcome.leaving },
        },
      ];
