import type { Register } from './csr.ts';
import {
  hedeleg,
  hideleg,
  hstatus,
  htinst,
  htval,
  mcause,
  medeleg,
  mepc,
  mideleg,
  mstatus,
  mtinst,
  mtval,
  mtval2,
  mtvec,
  scause,
  sepc,
  stval,
  stvec,
  vscause,
  vsepc,
  vsstatus,
  vstval,
  vstvec,
} from './csrs.ts';
import type { Hart } from './hart.ts';
import { decodePrivilege, encodePrivilege } from './hart-state.ts';
import { noReservation } from './layout.ts';
import { interrupt, interruptBit, type Trap } from './trap.ts';

/** The mode that takes a trap. HS is S-mode where there is no hypervisor extension. */
export type TrapTarget = 'M' | 'HS' | 'VS';

/** Enters the mode to which the trap is delegated, or the one that is named (priv "Trap Entry"). */
export function enterTrap(hart: Hart, trap: Trap, target: TrapTarget = trapTarget(hart, trap.cause)): void {
  switch (target) {
    case 'M':
      return enterM(hart, trap);
    case 'HS':
      return enterHS(hart, trap);
    case 'VS':
      return enterVS(hart, trap);
  }
}

/** A trap never goes to a less privileged mode; each level of delegation counts for the modes below it only. */
export function trapTarget(hart: Hart, cause: bigint): TrapTarget {
  const isInterrupt = (cause & interruptBit) !== 0n;
  const code = cause & ~interruptBit;
  const delegated = (register: Register) => ((hart.read(register) >> code) & 1n) === 1n;
  if (hart.privilege === 'M' || !delegated(isInterrupt ? mideleg : medeleg)) return 'M';
  return hart.V && delegated(isInterrupt ? hideleg : hedeleg) ? 'VS' : 'HS';
}

function enterM(hart: Hart, trap: Trap): void {
  hart.set(mstatus.MPV, hart.V ? 1n : 0n);
  hart.set(mstatus.MPP, encodePrivilege(hart.privilege));
  hart.set(mstatus.GVA, trap.gva ? 1n : 0n);
  hart.set(mstatus.MPIE, hart.get(mstatus.MIE));
  hart.set(mstatus.MIE, 0n);
  hart.store(mepc, hart.pc);
  hart.store(mcause, trap.cause);
  hart.store(mtval, trap.tval ?? 0n);
  hart.store(mtval2, trap.tval2 ?? 0n);
  hart.store(mtinst, trap.tinst ?? 0n);
  hart.enter('M', false);
  hart.pc = handler(hart, mtvec, trap.cause);
}

function enterHS(hart: Hart, trap: Trap): void {
  hart.set(hstatus.SPV, hart.V ? 1n : 0n);
  if (hart.V) hart.set(hstatus.SPVP, encodePrivilege(hart.privilege));
  hart.set(hstatus.GVA, trap.gva ? 1n : 0n);
  hart.set(mstatus.SPP, encodePrivilege(hart.privilege));
  hart.set(mstatus.SPIE, hart.get(mstatus.SIE));
  hart.set(mstatus.SIE, 0n);
  hart.store(sepc, hart.pc);
  hart.store(scause, trap.cause);
  hart.store(stval, trap.tval ?? 0n);
  hart.store(htval, trap.tval2 ?? 0n);
  hart.store(htinst, trap.tinst ?? 0n);
  hart.enter('S', false);
  hart.pc = handler(hart, stvec, trap.cause);
}

function enterVS(hart: Hart, trap: Trap): void {
  const cause = causeInVS(trap.cause);
  hart.set(vsstatus.SPP, encodePrivilege(hart.privilege));
  hart.set(vsstatus.SPIE, hart.get(vsstatus.SIE));
  hart.set(vsstatus.SIE, 0n);
  hart.store(vsepc, hart.pc);
  hart.store(vscause, cause);
  hart.store(vstval, trap.tval ?? 0n);
  hart.enter('S', true);
  hart.pc = handler(hart, vstvec, cause);
}

/** VS-mode sees the VS-level interrupts as the supervisor-level ones (priv "Hypervisor Trap Delegation (`hedeleg` and `hideleg`) Registers"). */
function causeInVS(cause: bigint): bigint {
  const virtual = [interrupt.VSSI, interrupt.VSTI, interrupt.VSEI];
  const isVirtual = virtual.some((code) => cause === (interruptBit | BigInt(code)));
  return isVirtual ? cause - 1n : cause;
}

/** Where xtvec sends this cause: exceptions to BASE, interrupts to BASE + 4 * cause in Vectored mode. */
function handler(hart: Hart, tvec: typeof mtvec, cause: bigint): bigint {
  const base = hart.get(tvec.BASE) << 2n;
  const vectored = hart.get(tvec.MODE) === 1n && (cause & interruptBit) !== 0n;
  return vectored ? BigInt.asUintN(64, base + 4n * (cause & ~interruptBit)) : base;
}

/** MRET's effect (priv "Trap Return"). */
export function returnFromM(hart: Hart): void {
  const privilege = decodePrivilege(Number(hart.get(mstatus.MPP)));
  const V = privilege !== 'M' && hart.get(mstatus.MPV) === 1n;
  hart.set(mstatus.MPV, 0n);
  hart.set(mstatus.MPP, encodePrivilege('U'));
  hart.set(mstatus.MIE, hart.get(mstatus.MPIE));
  hart.set(mstatus.MPIE, 1n);
  if (privilege !== 'M') hart.set(mstatus.MPRV, 0n);
  leave(hart, privilege, V, mepc);
}

/** SRET's effect in M-mode, HS-mode or VS-mode (priv "Trap Return"). */
export function returnFromS(hart: Hart): void {
  const status = hart.V ? vsstatus : mstatus;
  const privilege = hart.get(status.SPP) === 1n ? 'S' : 'U';
  const V = hart.V || hart.get(hstatus.SPV) === 1n;
  if (!hart.V) hart.set(hstatus.SPV, 0n);
  hart.set(status.SPP, 0n);
  hart.set(status.SIE, hart.get(status.SPIE));
  hart.set(status.SPIE, 1n);
  hart.set(mstatus.MPRV, 0n);
  leave(hart, privilege, V, hart.V ? vsepc : sepc);
}

/**
 * The reservation ends here, as it may (priv "Trap-Return Instructions"): what was reserved before a trap is never
 * stored to by another context after it.
 */
function leave(hart: Hart, privilege: 'U' | 'S' | 'M', V: boolean, epc: Register): void {
  hart.pc = hart.read(epc);
  hart.enter(privilege, V);
  hart.state.reservation = noReservation;
}
