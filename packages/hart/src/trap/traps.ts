import type { Field, Register } from '../csr/csr.ts';
import { readHalf } from '../csr/csr-value.ts';
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
} from '../csrs/csrs.ts';
import type { Core } from '../core.ts';
import { decodePrivilege, encodePrivilege, type Privilege } from '../state/hart-state.ts';
import { landingPadsEnabled } from './landing-pad.ts';
import { interrupt, RNMI } from '../csrs/causes.ts';
import type { TrapRecord, TrapTarget } from './trap.ts';

/**
 * Enters the mode to which the trap is delegated, or the one that is named (priv "Trap Entry"). A trap to a mode that
 * cannot take one now is unexpected, and goes to the next level as a double trap; where there is none, the hart enters
 * the critical-error state.
 */
export function enterTrap(hart: Core, trap: TrapRecord, target: TrapTarget = trapTarget(hart, trap)): void {
  if (trap.isInterrupt && trap.code === RNMI) return enterNmi(hart, trap);
  if (target !== 'M' && hart.get(target === 'HS' ? mstatus.SDT : vsstatus.SDT) === 1) {
    trap.becomeDouble();
    return enterTrap(hart, trap, 'M');
  }
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
export function trapTarget(hart: Core, { isInterrupt, code }: TrapRecord): TrapTarget {
  if (hart.privilege === 'M' || !delegates(isInterrupt ? mideleg : medeleg, code, hart)) return 'M';
  return hart.V && delegates(isInterrupt ? hideleg : hedeleg, code, hart) ? 'VS' : 'HS';
}

const delegates = (register: Register, code: number, hart: Core): boolean =>
  ((readHalf(register, code < 32 ? 0 : 1, hart) >>> (code % 32)) & 1) === 1;

/** Whether the hart runs in M-mode with RNMIs disabled. */
const isInNmi = (hart: Core): boolean =>
  hart.privilege === 'M' && hart.isa.has('Smrnmi') && hart.get(mnstatus.NMIE) === 0;

/** priv "Double Trap Control in mstatus Register". */
const isUnexpectedInM = (hart: Core): boolean =>
  hart.isa.has('Smdbltrp') && (hart.get(mstatus.MDT) === 1 || isInNmi(hart));

/** The RNMI handler gets what M-mode cannot take. Without one, no architectural state changes, pc included. */
function enterUnexpected(hart: Core, trap: TrapRecord): void {
  if (hart.isa.has('Smrnmi') && hart.get(mnstatus.NMIE) === 1) enterNmi(hart, trap);
  else hart.state.criticalError = true;
}

// Nothing depends on the registers that tell of a trap, so their cells are written as they are.

/** priv "RNMI Operation". */
function enterNmi(hart: Core, trap: TrapRecord): void {
  hart.set(mnstatus.MNPV, hart.V ? 1 : 0);
  hart.set(mnstatus.MNPP, encodePrivilege(hart.privilege));
  saveLandingPad(hart, mnstatus.MNPELP);
  hart.set(mnstatus.NMIE, 0);
  hart.state.setHalves(mnepc.address, hart.state.pcLow, hart.state.pcHigh);
  storeCause(hart, mncause.address, trap.code, trap.isInterrupt);
  hart.enter('M', false);
  hart.pc = hart.rnmiVectors.interrupt;
}

/** An exception while RNMIs are disabled is a trap like any other, but for where it leads. */
function enterM(hart: Core, trap: TrapRecord): void {
  const inNmi = isInNmi(hart);
  hart.set(mstatus.MPV, hart.V ? 1 : 0);
  hart.set(mstatus.MPP, encodePrivilege(hart.privilege));
  hart.set(mstatus.GVA, trap.gva ? 1 : 0);
  hart.set(mstatus.MPIE, hart.get(mstatus.MIE));
  hart.set(mstatus.MIE, 0);
  saveLandingPad(hart, mstatus.MPELP);
  if (hart.isa.has('Smdbltrp')) hart.set(mstatus.MDT, 1);
  hart.state.setHalves(mepc.address, hart.state.pcLow, hart.state.pcHigh);
  storeCause(hart, mcause.address, trap.code, trap.isInterrupt);
  hart.state.setHalves(mtval.address, trap.tvalLow, trap.tvalHigh);
  hart.state.setHalves(mtval2.address, trap.tval2Low, trap.tval2High);
  hart.state.setHalves(mtinst.address, trap.tinst, 0);
  hart.enter('M', false);
  if (inNmi) hart.pc = hart.rnmiVectors.exception;
  else enterHandler(hart, mtvec, trap.code, trap.isInterrupt);
}

function enterHS(hart: Core, trap: TrapRecord): void {
  hart.set(hstatus.SPV, hart.V ? 1 : 0);
  if (hart.V) hart.set(hstatus.SPVP, encodePrivilege(hart.privilege));
  hart.set(hstatus.GVA, trap.gva ? 1 : 0);
  hart.set(mstatus.SPP, encodePrivilege(hart.privilege));
  hart.set(mstatus.SPIE, hart.get(mstatus.SIE));
  hart.set(mstatus.SIE, 0);
  saveLandingPad(hart, mstatus.SPELP);
  setSDT(hart, mstatus, 1);
  hart.state.setHalves(sepc.address, hart.state.pcLow, hart.state.pcHigh);
  storeCause(hart, scause.address, trap.code, trap.isInterrupt);
  hart.state.setHalves(stval.address, trap.tvalLow, trap.tvalHigh);
  hart.state.setHalves(htval.address, trap.tval2Low, trap.tval2High);
  hart.state.setHalves(htinst.address, trap.tinst, 0);
  hart.enter('S', false);
  enterHandler(hart, stvec, trap.code, trap.isInterrupt);
}

function enterVS(hart: Core, trap: TrapRecord): void {
  const code = trap.isInterrupt ? interruptInVS(trap.code) : trap.code;
  hart.set(vsstatus.SPP, encodePrivilege(hart.privilege));
  hart.set(vsstatus.SPIE, hart.get(vsstatus.SIE));
  hart.set(vsstatus.SIE, 0);
  saveLandingPad(hart, vsstatus.SPELP);
  setSDT(hart, vsstatus, 1);
  hart.state.setHalves(vsepc.address, hart.state.pcLow, hart.state.pcHigh);
  storeCause(hart, vscause.address, code, trap.isInterrupt);
  hart.state.setHalves(vstval.address, trap.tvalLow, trap.tvalHigh);
  hart.enter('S', true);
  enterHandler(hart, vstvec, code, trap.isInterrupt);
}

/** VS-mode sees the VS-level interrupts as the supervisor-level ones (priv "Hypervisor Trap Delegation (`hedeleg` and `hideleg`) Registers"). */
const interruptInVS = (code: number): number =>
  code === interrupt.VSSI || code === interrupt.VSTI || code === interrupt.VSEI ? code - 1 : code;

const storeCause = (hart: Core, address: number, code: number, isInterrupt: boolean): void =>
  hart.state.setHalves(address, code, isInterrupt ? 0x8000_0000 : 0);

/** Goes where xtvec sends this cause: exceptions to BASE, interrupts to BASE + 4 * code in Vectored mode. */
function enterHandler(hart: Core, { address, MODE }: typeof mtvec, code: number, isInterrupt: boolean): void {
  const vectored = isInterrupt && hart.get(MODE) === 1;
  hart.state.setPc((hart.half(address, 0) & ~3) >>> 0, hart.half(address, 1));
  if (vectored) hart.state.advance(4 * code);
}

/** Sets or clears SDT, which does not exist where the level above does not grant it. */
function setSDT(hart: Core, status: typeof mstatus | typeof vsstatus, value: 0 | 1): void {
  if (hart.get(status === vsstatus ? henvcfg.DTE : menvcfg.DTE) === 1) hart.set(status.SDT, value);
}

/** priv "Preserving Expected Landing Pad State on Traps". */
function saveLandingPad(hart: Core, previous: Field): void {
  hart.set(previous, hart.state.ELP ? 1 : 0);
  hart.state.ELP = false;
}

/** MRET's effect (priv "Trap Return"). */
export function returnFromM(hart: Core): void {
  const privilege = decodePrivilege(hart.get(mstatus.MPP));
  const V = privilege !== 'M' && hart.get(mstatus.MPV) === 1;
  hart.set(mstatus.MPV, 0);
  hart.set(mstatus.MPP, encodePrivilege('U'));
  hart.set(mstatus.MIE, hart.get(mstatus.MPIE));
  hart.set(mstatus.MPIE, 1);
  if (privilege !== 'M') hart.set(mstatus.MPRV, 0);
  hart.set(mstatus.MDT, 0);
  enableTrapsBelow(hart, privilege, V);
  leave(hart, privilege, V, mepc, mstatus.MPELP);
}

/** MNRET's effect (priv "MNRET Instruction"). MNPELP ends as the other previous states of ELP do, as on Spike and QEMU. */
export function returnFromNmi(hart: Core): void {
  const privilege = decodePrivilege(hart.get(mnstatus.MNPP));
  const V = privilege !== 'M' && hart.get(mnstatus.MNPV) === 1;
  hart.set(mnstatus.NMIE, 1);
  if (privilege !== 'M') {
    hart.set(mstatus.MPRV, 0);
    hart.set(mstatus.MDT, 0);
  }
  enableTrapsBelow(hart, privilege, V);
  leave(hart, privilege, V, mnepc, mnstatus.MNPELP);
}

/** A return to a mode says that the levels between are done with their traps (priv "Double Trap Control in mstatus Register"). */
function enableTrapsBelow(hart: Core, privilege: Privilege, V: boolean): void {
  if (privilege === 'U' || V) setSDT(hart, mstatus, 0);
  if (privilege === 'U' && V) setSDT(hart, vsstatus, 0);
}

/**
 * SRET's effect in M-mode, HS-mode or VS-mode (priv "Trap Return"). It always ends the trap of its own level
 * (priv "Double Trap Control in `sstatus` Register"); Spike does not where M-mode returns to S-mode.
 */
export function returnFromS(hart: Core): void {
  const status = hart.V ? vsstatus : mstatus;
  const privilege = hart.get(status.SPP) === 1 ? 'S' : 'U';
  const V = hart.V || hart.get(hstatus.SPV) === 1;
  if (!hart.V) hart.set(hstatus.SPV, 0);
  hart.set(status.SPP, 0);
  hart.set(status.SIE, hart.get(status.SPIE));
  hart.set(status.SPIE, 1);
  hart.set(mstatus.MPRV, 0);
  if (hart.privilege === 'M') hart.set(mstatus.MDT, 0);
  setSDT(hart, status, 0);
  if (!hart.V) enableTrapsBelow(hart, privilege, V);
  leave(hart, privilege, V, hart.V ? vsepc : sepc, status.SPELP);
}

/**
 * The reservation ends here, as it may (priv "Trap-Return Instructions"): what was reserved before a trap is never
 * stored to by another context after it.
 */
function leave(hart: Core, privilege: Privilege, V: boolean, epc: Register, previousELP: Field): void {
  hart.state.setPc(hart.half(epc.address, 0), hart.half(epc.address, 1));
  hart.state.ELP = hart.get(previousELP) === 1 && landingPadsEnabled(hart, privilege, V);
  hart.set(previousELP, 0);
  hart.enter(privilege, V);
  hart.state.endReservation();
}
