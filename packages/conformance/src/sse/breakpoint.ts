import { hex } from '@hartlab/isa';
import type { Context } from '@hartlab/models';

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
