import type { SupervisorState } from './supervisor.ts';

declare const sealed: unique symbol;

/**
 * What the SEE remembers of the interrupted supervisor from injection to completion, and the supervisor can neither
 * read nor write. It is opaque: no property of it can be named, so no attribute can show it. Only inject.ts seals and
 * opens one.
 */
export interface ResumeState {
  readonly [sealed]: never;
}

/** Seals the state as it was before injection rewrote anything. */
export const seal = (interrupted: SupervisorState) => interrupted as unknown as ResumeState;

export const open = (resume: ResumeState) => resume as unknown as SupervisorState;
