import type { Outcome } from '../forced-event.ts';
import type { Violation } from '../violation.ts';

/** What a firmware that does not come back is reported as: the pc at which it is, or was when it trapped itself. */
export const strandedField = 'pc in M-mode';

/** What an event is reported as that the firmware owes the hart and does not deliver: the pc. */
export const undeliveredField = 'pc for delivery';

/**
 * Completion: a handler comes to its `complete`. One that never does was derailed; it is reported as the pc at which its
 * own code was left for good (`expected` to go on there), and the one to which that led.
 * So is a firmware that does not come back from M-mode, and how, and one that does not deliver the event.
 *
 * @param owed the entry of the handler of an event that the firmware ignores, if it owes it
 */
export function completion(outcome: Outcome, owed?: bigint): Violation[] {
  const oracle = 'completion';
  switch (outcome.kind) {
    case 'completed':
      return [];
    case 'ignored':
      return owed === undefined
        ? []
        : [{ oracle, field: undeliveredField, expected: owed, got: outcome.at, writer: { agent: 'firmware' } }];
    case 'derailed': {
      const { leaving, to } = outcome;
      return [{ oracle, field: 'pc', expected: leaving.pc, got: to, writer: { agent: leaving.agent, step: leaving } }];
    }
    case 'stranded': {
      const { leaving, stranding } = outcome;
      const writer = { agent: leaving.agent, step: leaving };
      return [{ oracle, field: strandedField, expected: leaving.pc, got: stranding.pc, stranding, writer }];
    }
  }
}
