import { SPV, SPVP, type SupervisorState } from './supervisor.ts';

/** INTERRUPTED_FLAGS[5:0]; the other bits are reserved (sbi "Software Event Attributes"). */
export const INTERRUPTED_FLAGS_MASK = 0x3fn;

/** The value of INTERRUPTED_FLAGS for a state: sbi "Software Event Injection", steps 1.1.1 to 1.1.9. */
export const interruptedFlags = (state: SupervisorState): bigint =>
  BigInt(
    flag(state.SPP, 0) |
      flag(state.SPIE, 1) |
      flag(SPV.of(state), 2) |
      flag(SPVP.of(state), 3) |
      flag(state.SPELP, 4) |
      flag(state.SDT, 5),
  );

const flag = (value: bigint, position: number): number => (value ? 1 << position : 0);

/** A state with the fields that INTERRUPTED_FLAGS names: sbi "Software Event Completion", steps 3, 4, 5.2, 5.3, 7, 8. */
export const withInterruptedFlags = (state: SupervisorState, flags: bigint): SupervisorState => {
  const bits = Number(flags);
  return {
    ...state,
    SPP: bit(bits, 0),
    SPIE: bit(bits, 1),
    hstatus: SPVP.in(SPV.in(state.hstatus, bit(bits, 2)), bit(bits, 3)),
    SPELP: bit(bits, 4),
    SDT: bit(bits, 5),
  };
};

const bit = (bits: number, position: number): bigint => ((bits >> position) & 1 ? 1n : 0n);
