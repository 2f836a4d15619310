import { OneOf } from './form.ts';
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

const bit = new OneOf(0, 1);
/** What every resume state is made as. */
export const resumeForm: Readonly<Record<keyof SupervisorState, unknown>> = {
  pc: 0n,
  privilege: bit,
  virtualization: bit,
  ELP: bit,
  SIE: bit,
  SPIE: bit,
  SPP: bit,
  SPELP: bit,
  SDT: bit,
  sepc: 0n,
  SPV: bit,
  SPVP: bit,
  hstatus: 0n,
  a6: 0n,
  a7: 0n,
};
