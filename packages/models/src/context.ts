/** The extensions of a hart that change what an event does to it. */
export interface SupervisorExtensions {
  readonly H: boolean;
  readonly Zicfilp: boolean;
  readonly Ssdbltrp: boolean;
}

/**
 * What code in S-mode can see of itself and must find unchanged after an event. One-bit fields are the numbers 0 and 1, all
 * others unsigned 64-bit integers.
 */
export interface Context {
  readonly pc: bigint;
  /** 1 for S-mode (HS, VS), 0 for U-mode (VU). */
  readonly privilege: number;
  /** V. */
  readonly virtualization: number;
  /** 1 when a landing pad is expected. Zicfilp. */
  readonly ELP: number;
  readonly SIE: number;
  readonly SPIE: number;
  readonly SPP: number;
  /** Zicfilp. */
  readonly SPELP: number;
  /** Ssdbltrp. */
  readonly SDT: number;
  readonly sepc: bigint;
  /** `hstatus.SPV`. H. */
  readonly SPV: number;
  /** `hstatus.SPVP`. H. */
  readonly SPVP: number;
  /** The rest of the register: SPV and SPVP are 0 in it. H. */
  readonly hstatus: bigint;
  readonly a6: bigint;
  readonly a7: bigint;
  readonly stvec: bigint;
  readonly scause: bigint;
  readonly stval: bigint;
  readonly htval: bigint;
  readonly htinst: bigint;
}

/** What `mret` does to the state that it returns to: SDT is for HS-mode only (priv "Double Trap Control in mstatus Register"). */
export const returnFromMachineMode = (state: Context): Context =>
  state.privilege === 0 || state.virtualization === 1 ? { ...state, SDT: 0 } : state;

/** The state as the CSRs can hold it at an instruction boundary below M-mode, under these extensions. */
export function legal(state: Context, { H, Zicfilp, Ssdbltrp }: SupervisorExtensions): Context {
  const { virtualization, SPV, SPVP, hstatus, ELP, SPELP } = state;
  const SDT = Ssdbltrp ? state.SDT : 0;
  return returnFromMachineMode({
    ...state,
    virtualization: H ? virtualization : 0,
    SPV: H ? SPV : 0,
    SPVP: H ? SPVP : 0,
    hstatus: H ? hstatus : 0n,
    ELP: Zicfilp ? ELP : 0,
    SPELP: Zicfilp ? SPELP : 0,
    SDT,
    SIE: SDT === 1 ? 0 : state.SIE,
  });
}

/** The names of the fields in which two contexts differ. */
export const differences = (expected: Context, got: Context): readonly string[] =>
  (Object.keys(expected) as (keyof Context)[]).filter((field) => expected[field] !== got[field]);
