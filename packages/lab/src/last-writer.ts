import type { Agent, EventStep } from './forced-event.ts';

/** Who gave a field the value that it has: the last step of the event that changed it. */
export interface LastWriter {
  /** `interrupted software` when no step of the event changed the field. */
  readonly agent: Agent | 'interrupted software';
  readonly step?: EventStep;
  /** Where the step took the value from, a CSR, a register or memory, and who wrote that. */
  readonly source?: { readonly field: string; readonly writer: LastWriter };
}
