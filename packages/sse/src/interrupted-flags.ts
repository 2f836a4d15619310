import { SPV, SPVP, type SupervisorState } from './supervisor.ts';

/** INTERRUPTED_FLAGS[5:0]; the other bits are reserved (sbi "Software Event Attributes"). */
export const INTERRUPTED_FLAGS_MASK = 0x3fn;

/** The value of INTERRUPTED_FLAGS for a state: sbi "Software Event Injection", steps 1.1.1 to 1.1.9. */
export const interruptedFlags = (state: SupervisorState): bigint =>
  state.SPP |
  (state.SPIE << 1n) |
  (SPV.of(state) << 2n) |
  (SPVP.of(state) << 3n) |
  (state.SPELP << 4n) |
  (state.SDT << 5n);

/** A state with the fields that INTERRUPTED_FLAGS names: sbi "Software Event Completion", steps 3, 4, 5.2, 5.3, 7, 8. */
export const withInterruptedFlags = (state: SupervisorState, flags: bigint): SupervisorState => {
  const flag = (position: bigint) => (flags >> position) & 1n;
  return {
    ...state,
    SPP: flag(0n),
    SPIE: flag(1n),
    hstatus: SPVP.in(SPV.in(state.hstatus, flag(2n)), flag(3n)),
    SPELP: flag(4n),
    SDT: flag(5n),
  };
};
