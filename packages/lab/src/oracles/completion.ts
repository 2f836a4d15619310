import type { Outcome } from '../forced-event.ts';
import type { Violation } from '../violation.ts';

/** What a firmware that does not come back is reported as: the pc at which it is. */
export const strandedField = 'pc in M-mode';

/**
 * Completion: a handler comes to its `complete`. One that never does was derailed; it is reported as the pc at which its
 * own code was left for good (`expected` to go on there), and the one to which that led.
 * So is a firmware that does not come back from M-mode.
 */
export const completion = (outcome: Outcome): Violation[] =>
  outcome.kind === 'completed' || outcome.kind === 'ignored'
    ? []
    : [
        {
          oracle: 'completion',
          field: outcome.kind === 'stranded' ? strandedField : 'pc',
          expected: outcome.leaving.pc,
          got: outcome.to,
          writer: { agent: outcome.leaving.agent, step: outcome.leaving },
        },
      ];
