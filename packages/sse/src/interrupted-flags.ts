import type { SupervisorState } from './supervisor.ts';

/** INTERRUPTED_FLAGS[5:0]; the other bits are reserved (sbi "Software Event Attributes"). */
export const INTERRUPTED_FLAGS_MASK = 0x3fn;

/** The fields that INTERRUPTED_FLAGS names, in the order of their bits. */
type OuterFields = Pick<SupervisorState, 'SPP' | 'SPIE' | 'SPV' | 'SPVP' | 'SPELP' | 'SDT'>;

/** The value of INTERRUPTED_FLAGS for a state: sbi "Software Event Injection", steps 1.1.1 to 1.1.9. */
export const interruptedFlags = ({ SPP, SPIE, SPV, SPVP, SPELP, SDT }: OuterFields): number =>
  SPP | (SPIE << 1) | (SPV << 2) | (SPVP << 3) | (SPELP << 4) | (SDT << 5);

/** What INTERRUPTED_FLAGS says: sbi "Software Event Completion", steps 3, 4, 5.2, 5.3, 7 and 8. */
export const outerFields = (flags: number): OuterFields => ({
  SPP: flags & 1,
  SPIE: (flags >> 1) & 1,
  SPV: (flags >> 2) & 1,
  SPVP: (flags >> 3) & 1,
  SPELP: (flags >> 4) & 1,
  SDT: (flags >> 5) & 1,
});
