import type { Field, Register } from './csr.ts';
import { readField } from './csr-value.ts';
import {
  hedeleg,
  henvcfg,
  hideleg,
  hstatus,
  htinst,
  htval,
  mcause,
  medeleg,
  menvcfg,
  mepc,
  mideleg,
  mncause,
  mnepc,
  mnstatus,
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
import { decodePrivilege, encodePrivilege, type Privilege } from './hart-state.ts';
import { landingPadsEnabled } from './landing-pad.ts';
import { noReservation } from './layout.ts';
import { exception, interrupt, interruptBit, resumableNmi, type Trap } from './trap.ts';

/** The mode that takes a trap. HS is S-mode where there is no hypervisor extension. */
export type TrapTarget = 'M' | 'HS' | 'VS';

/**
 * Enters the mode to which the trap is delegated, or the one that is named (priv "Trap Entry"). A trap to a mode that
 * cannot take one now is unexpected, and goes to the next level as a double trap; where there is none, the hart enters
 * the critical-error state.
 */
export function enterTrap(hart: Hart, trap: Trap, target: TrapTarget = trapTarget(hart, trap.cause)): void {
  if (trap.cause === resumableNmi) return enterNmi(hart, trap);
  if (target !== 'M' && readField(target === 'HS' ? mstatus.SDT : vsstatus.SDT, hart) === 1n)
    return enterTrap(hart, { ...trap, cause: exception.doubleTrap, tval2: trap.cause }, 'M');
  switch (target) {
    case 'M':
      return isUnexpectedInM(hart) ? enterUnexpected(hart, trap) : enterM(hart, trap);
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

/** Whether the hart runs in M-mode with RNMIs disabled. */
const isInNmi = (hart: Hart): boolean =>
  hart.privilege === 'M' && hart.isa.has('Smrnmi') && hart.get(mnstatus.NMIE) === 0n;

/** priv "Double Trap Control in mstatus Register". */
const isUnexpectedInM = (hart: Hart): boolean =>
  hart.isa.has('Smdbltrp') && (hart.get(mstatus.MDT) === 1n || isInNmi(hart));

/** The RNMI handler gets what M-mode cannot take. Without one, no architectural state changes, pc included. */
function enterUnexpected(hart: Hart, trap: Trap): void {
  if (hart.isa.has('Smrnmi') && hart.get(mnstatus.NMIE) === 1n) enterNmi(hart, trap);
  else hart.state.criticalError = true;
}

/** priv "RNMI Operation". */
function enterNmi(hart: Hart, { cause }: Trap): void {
  hart.set(mnstatus.MNPV, hart.V ? 1n : 0n);
  hart.set(mnstatus.MNPP, encodePrivilege(hart.privilege));
  saveLandingPad(hart, mnstatus.MNPELP);
  hart.set(mnstatus.NMIE, 0n);
  hart.store(mnepc, hart.pc);
  hart.store(mncause, cause);
  hart.enter('M', false);
  hart.pc = hart.rnmiVectors.interrupt;
}

/** An exception while RNMIs are disabled is a trap like any other, but for where it leads. */
function enterM(hart: Hart, trap: Trap): void {
  const entry = isInNmi(hart) ? hart.rnmiVectors.exception : handler(hart, mtvec, trap.cause);
  hart.set(mstatus.MPV, hart.V ? 1n : 0n);
  hart.set(mstatus.MPP, encodePrivilege(hart.privilege));
  hart.set(mstatus.GVA, trap.gva ? 1n : 0n);
  hart.set(mstatus.MPIE, hart.get(mstatus.MIE));
  hart.set(mstatus.MIE, 0n);
  saveLandingPad(hart, mstatus.MPELP);
  if (hart.isa.has('Smdbltrp')) hart.set(mstatus.MDT, 1n);
  hart.store(mepc, hart.pc);
  hart.store(mcause, trap.cause);
  hart.store(mtval, trap.tval ?? 0n);
  hart.store(mtval2, trap.tval2 ?? 0n);
  hart.store(mtinst, trap.tinst ?? 0n);
  hart.enter('M', false);
  hart.pc = entry;
}

function enterHS(hart: Hart, trap: Trap): void {
  hart.set(hstatus.SPV, hart.V ? 1n : 0n);
  if (hart.V) hart.set(hstatus.SPVP, encodePrivilege(hart.privilege));
  hart.set(hstatus.GVA, trap.gva ? 1n : 0n);
  hart.set(mstatus.SPP, encodePrivilege(hart.privilege));
  hart.set(mstatus.SPIE, hart.get(mstatus.SIE));
  hart.set(mstatus.SIE, 0n);
  saveLandingPad(hart, mstatus.SPELP);
  setSDT(hart, mstatus, 1n);
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
  saveLandingPad(hart, vsstatus.SPELP);
  setSDT(hart, vsstatus, 1n);
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

/** Sets or clears SDT, which does not exist where the level above does not grant it. */
function setSDT(hart: Hart, status: typeof mstatus | typeof vsstatus, value: bigint): void {
  const enable = status === vsstatus ? henvcfg.DTE : menvcfg.DTE;
  if (readField(enable, hart) === 1n) hart.set(status.SDT, value);
}

/** priv "Preserving Expected Landing Pad State on Traps". */
function saveLandingPad(hart: Hart, previous: Field): void {
  hart.set(previous, hart.state.ELP ? 1n : 0n);
  hart.state.ELP = false;
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
  hart.set(mstatus.MDT, 0n);
  enableTrapsBelow(hart, privilege, V);
  leave(hart, privilege, V, mepc, mstatus.MPELP);
}

/** MNRET's effect (priv "MNRET Instruction"). MNPELP ends as the other previous states of ELP do, as on Spike and QEMU. */
export function returnFromNmi(hart: Hart): void {
  const privilege = decodePrivilege(Number(hart.get(mnstatus.MNPP)));
  const V = privilege !== 'M' && hart.get(mnstatus.MNPV) === 1n;
  hart.set(mnstatus.NMIE, 1n);
  if (privilege !== 'M') {
    hart.set(mstatus.MPRV, 0n);
    hart.set(mstatus.MDT, 0n);
  }
  enableTrapsBelow(hart, privilege, V);
  leave(hart, privilege, V, mnepc, mnstatus.MNPELP);
}

/** A return to a mode says that the levels between are done with their traps (priv "Double Trap Control in mstatus Register"). */
function enableTrapsBelow(hart: Hart, privilege: Privilege, V: boolean): void {
  if (privilege === 'U' || V) setSDT(hart, mstatus, 0n);
  if (privilege === 'U' && V) setSDT(hart, vsstatus, 0n);
}

/**
 * SRET's effect in M-mode, HS-mode or VS-mode (priv "Trap Return"). It always ends the trap of its own level
 * (priv "Double Trap Control in `sstatus` Register"); Spike does not where M-mode returns to S-mode.
 */
export function returnFromS(hart: Hart): void {
  const status = hart.V ? vsstatus : mstatus;
  const privilege = hart.get(status.SPP) === 1n ? 'S' : 'U';
  const V = hart.V || hart.get(hstatus.SPV) === 1n;
  if (!hart.V) hart.set(hstatus.SPV, 0n);
  hart.set(status.SPP, 0n);
  hart.set(status.SIE, hart.get(status.SPIE));
  hart.set(status.SPIE, 1n);
  hart.set(mstatus.MPRV, 0n);
  if (hart.privilege === 'M') hart.set(mstatus.MDT, 0n);
  setSDT(hart, status, 0n);
  if (!hart.V) enableTrapsBelow(hart, privilege, V);
  leave(hart, privilege, V, hart.V ? vsepc : sepc, status.SPELP);
}

/**
 * The reservation ends here, as it may (priv "Trap-Return Instructions"): what was reserved before a trap is never
 * stored to by another context after it.
 */
function leave(hart: Hart, privilege: Privilege, V: boolean, epc: Register, previousELP: Field): void {
  hart.pc = hart.read(epc);
  hart.state.ELP = hart.get(previousELP) === 1n && landingPadsEnabled(hart, privilege, V);
  hart.set(previousELP, 0n);
  hart.enter(privilege, V);
  hart.state.reservation = noReservation;
}
