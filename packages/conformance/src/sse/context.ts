import { hex } from '@hartlab/isa';
import type { SupervisorExtensions, SupervisorState } from '@hartlab/sse';

/** What code in S-mode can see of itself and must find unchanged after an event: the port's state and the trap CSRs. */
export interface Context extends SupervisorState {
  readonly stvec: bigint;
  readonly scause: bigint;
  readonly stval: bigint;
  readonly htval: bigint;
  readonly htinst: bigint;
}

/** `hstatus.GVA`, bit 6 (priv "Hypervisor Status (hstatus) Register"). */
const GVA = 1n << 6n;

/** A trap into HS-mode had to be taken while sstatus.SDT was 1. */
export class DoubleTrap extends Error {}

/**
 * HS-mode takes an `ebreak` (priv "Hypervisor Status (hstatus) Register", "Supervisor Status (sstatus) Register",
 * priv "Preserving Expected Landing Pad State on Traps").
 *
 * @throws DoubleTrap when SDT is 1
 */
export function takeBreakpoint(context: Context): Context {
  if (context.SDT === 1) throw new DoubleTrap(`breakpoint at ${hex(context.pc)} with sstatus.SDT = 1`);
  return {
    ...context,
    sepc: context.pc,
    scause: 3n,
    stval: context.pc,
    htval: 0n,
    htinst: 0n,
    SPP: context.privilege,
    SPIE: context.SIE,
    SIE: 0,
    SPELP: context.ELP,
    ELP: 0,
    SPV: 0,
    hstatus: context.hstatus & ~GVA,
    pc: context.stvec,
  };
}

/** `sret` in HS-mode, to the instruction after the `ebreak` (priv "Trap-Return Instructions"). */
export const returnFromBreakpoint = (context: Context): Context => ({
  ...context,
  pc: context.sepc + 4n,
  privilege: context.SPP,
  SPP: 0,
  SIE: context.SPIE,
  SPIE: 1,
  ELP: context.SPELP,
  SPELP: 0,
  SDT: 0,
  virtualization: context.SPV,
  SPV: 0,
});

/** What `mret` does to the state that it returns to: SDT is for HS-mode only (priv "Double Trap Control in mstatus Register"). */
export const returnFromMachineMode = <S extends SupervisorState>(state: S): S =>
  state.privilege === 0 || state.virtualization === 1 ? { ...state, SDT: 0 } : state;

/** The state as the CSRs can hold it at an instruction boundary below M-mode, under these extensions. */
export function legal<S extends SupervisorState>(state: S, { H, Zicfilp, Ssdbltrp }: SupervisorExtensions): S {
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

/** Values that all differ from each other, from zero and from what a handler or a trap writes. */
const surroundings = {
  pc: 0xffff_ffff_8000_2220n,
  sepc: 0x1_0438n,
  a6: 0xa6a6n,
  a7: 0xa7a7n,
  stvec: 0xffff_ffff_8000_1000n,
  scause: 21n,
  stval: 0x8040_1000n,
  htval: 0x2010_0400n,
  htinst: 0x3000n,
};

/** hstatus with VTW, VGEIN = 3 and VSXL = 2. */
const HSTATUS_REST = 0x2_0020_3000n;

/**
 * Every legal combination of privilege, V, SIE, SPIE, SPP, SPV, SPVP, GVA, SDT, SPELP and ELP under these extensions:
 * 1152 with all of them.
 */
export function legalContexts(extensions: SupervisorExtensions): readonly Context[] {
  const found = new Map<string, Context>();
  for (let combination = 0; combination < 2 ** 11; combination += 1) {
    const bit = (position: number) => (combination >> position) & 1;
    const context = legal(
      {
        ...surroundings,
        privilege: bit(0),
        virtualization: bit(1),
        SIE: bit(2),
        SPIE: bit(3),
        SPP: bit(4),
        SDT: bit(5),
        SPELP: bit(6),
        ELP: bit(7),
        SPV: bit(8),
        SPVP: bit(9),
        hstatus: HSTATUS_REST | (bit(10) ? GVA : 0n),
      },
      extensions,
    );
    found.set(Object.values(context).join(), context);
  }
  return [...found.values()];
}

/** The names of the fields in which two contexts differ. */
export const differences = (expected: Context, got: Context): readonly string[] =>
  (Object.keys(expected) as (keyof Context)[]).filter((field) => expected[field] !== got[field]);
