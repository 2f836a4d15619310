import { policies, type InterruptedAttributes, type ResumePolicy, type SupervisorState } from '@hartlab/sse';
import type { OracleId } from '../oracles.ts';

/** One deliberate fault in the handling of the supervisor's state. */
export interface Mutant {
  readonly id: `M${number}`;
  readonly title: string;
  /** The oracles that must notice it. */
  readonly expected: readonly OracleId[];
  /** No other oracle may notice it: without these the fault would go unseen. */
  readonly alone?: true;
  /** The policy with the fault in it, afresh: some faults are memories that outlive their event. */
  readonly mutate: () => ResumePolicy;
}

/** The policy that every mutant spoils. */
export const clean: ResumePolicy = policies.private;

/** A fault in what injection leaves: some fields come out differently. */
export const atEntry =
  (fault: (interrupted: SupervisorState) => Partial<SupervisorState>): (() => ResumePolicy) =>
  () => ({ ...clean, enter: (interrupted) => ({ ...clean.enter(interrupted), ...fault(interrupted) }) });

/** What a fault in completion may confuse with what. */
interface Completion {
  readonly resumed: SupervisorState;
  readonly live: SupervisorState;
  readonly was: SupervisorState;
  readonly attributes: InterruptedAttributes;
}

/** A fault in what completion leaves: some fields come out differently. */
export const atResume =
  (fault: (completion: Completion) => Partial<SupervisorState>): (() => ResumePolicy) =>
  () => ({
    ...clean,
    resume: (live, was, attributes) => {
      const resumed = clean.resume(live, was, attributes);
      return { ...resumed, ...fault({ resumed, live, was, attributes }) };
    },
  });

/** A fault in which completion takes other attributes for the event's own. */
export const withAttributes =
  (replaced: (was: SupervisorState) => Partial<InterruptedAttributes>): (() => ResumePolicy) =>
  () => ({
    ...clean,
    resume: (live, was, attributes) => clean.resume(live, was, { ...attributes, ...replaced(was) }),
  });
