import type { Core } from '../core.ts';
import { bitIn, type Field, halfOfBit, type Register, valueIn, withValue } from '../csr/csr.ts';
import { isGranted, readHalf } from '../csr/csr-value.ts';
import { interrupt, RNMI } from '../csrs/causes.ts';
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
import { type HartState, modes, privilegeIn, virtualizationIn } from '../state/hart-state.ts';
import type { TrapRecord, TrapTarget } from './trap.ts';

/** The mode to which a trap is delegated. It is never less privileged; each level of delegation counts for the modes below it only. */
export function trapTarget(hart: Core, { isInterrupt, code }: TrapRecord): TrapTarget {
  const { mode } = hart.state;
  if (mode === modes.M || !delegates(isInterrupt ? mideleg : medeleg, code, hart)) return 'M';
  return virtualizationIn(mode) === 1 && delegates(isInterrupt ? hideleg : hedeleg, code, hart) ? 'VS' : 'HS';
}

const delegates = (register: Register, code: number, hart: Core): boolean =>
  bitIn(code, readHalf(register, halfOfBit(code), hart)) === 1;

/** Trap entry of one hart (priv "Trap Entry"). */
export class TrapEntry {
  readonly #hart: Core;
  readonly #state: HartState;
  readonly #hasResumableNmi: boolean;
  readonly #hasDoubleTrap: boolean;
  readonly #hasSupervisorDoubleTrap: boolean;

  constructor(hart: Core) {
    this.#hart = hart;
    this.#state = hart.state;
    this.#hasResumableNmi = hart.isa.has('Smrnmi');
    this.#hasDoubleTrap = hart.isa.has('Smdbltrp');
    this.#hasSupervisorDoubleTrap = hart.isa.has('Ssdbltrp');
  }

  /**
   * Enters the mode to which the trap is delegated, or the one that is named. A trap to a mode that cannot take one now is
   * unexpected, and goes to the next level as a double trap; where there is none, the hart enters the critical-error state.
   */
  enter(trap: TrapRecord, target: TrapTarget = trapTarget(this.#hart, trap)): void {
    if (trap.isInterrupt && trap.code === RNMI) return this.#enterNmi(trap);
    if (target === 'M') return this.#isUnexpectedInM() ? this.#enterUnexpected(trap) : this.#enterM(trap);
    if (this.#hasSupervisorDoubleTrap && this.#hart.get(target === 'HS' ? mstatus.SDT : vsstatus.SDT) === 1) {
      trap.becomeDouble();
      return this.enter(trap, 'M');
    }
    return target === 'HS' ? this.#enterHS(trap) : this.#enterVS(trap);
  }

  /** Whether the hart runs in M-mode with RNMIs disabled. */
  #isInNmi(): boolean {
    return this.#hasResumableNmi && this.#state.mode === modes.M && this.#hart.get(mnstatus.NMIE) === 0;
  }

  /** priv "Double Trap Control in mstatus Register". */
  #isUnexpectedInM(): boolean {
    return this.#hasDoubleTrap && (this.#hart.get(mstatus.MDT) === 1 || this.#isInNmi());
  }

  /** The RNMI handler gets what M-mode cannot take. Without one, no architectural state changes, pc included. */
  #enterUnexpected(trap: TrapRecord): void {
    if (this.#hasResumableNmi && this.#hart.get(mnstatus.NMIE) === 1) this.#enterNmi(trap);
    else this.#state.criticalError = true;
  }

  // Nothing depends on the registers that tell of a trap, so their cells are written as they are. A status register is in two
  // numbers while fields of it change, which the host keeps in registers of its own. What it saves of the mode before is apart,
  // because the host puts calls into a method up to a size only.

  /** priv "RNMI Operation". */
  #enterNmi(trap: TrapRecord): void {
    const { mode } = this.#state;
    let low = this.#state.signedHalf(mnstatus.address, 0);
    low = withValue(mnstatus.MNPV, virtualizationIn(mode), low);
    low = withValue(mnstatus.MNPP, privilegeIn(mode), low);
    low = withValue(mnstatus.MNPELP, this.#takeELP(), low);
    low = withValue(mnstatus.NMIE, 0, low);
    this.#hart.store(mnstatus, low, this.#state.signedHalf(mnstatus.address, 1));
    this.#state.savePc(mnepc.address);
    this.#storeCause(mncause, trap.code, trap.isInterrupt);
    this.#hart.enterMode(modes.M);
    this.#hart.pc = this.#hart.rnmiVectors.interrupt;
  }

  /** An exception while RNMIs are disabled is a trap like any other, but for where it leads. */
  #enterM(trap: TrapRecord): void {
    const inNmi = this.#isInNmi();
    this.#saveInM(trap);
    this.#state.savePc(mepc.address);
    this.#storeCause(mcause, trap.code, trap.isInterrupt);
    this.#state.setHalves(mtval.address, trap.tvalLow, trap.tvalHigh);
    this.#state.setHalves(mtval2.address, trap.tval2Low, trap.tval2High);
    this.#state.setHalves(mtinst.address, trap.tinst, 0);
    this.#hart.enterMode(modes.M);
    if (inNmi) this.#hart.pc = this.#hart.rnmiVectors.exception;
    else this.#enterHandler(mtvec, trap.code, trap.isInterrupt);
  }

  #saveInM(trap: TrapRecord): void {
    const { mode } = this.#state;
    let low = this.#state.signedHalf(mstatus.address, 0);
    low = withValue(mstatus.MPP, privilegeIn(mode), low);
    low = withValue(mstatus.MPIE, valueIn(mstatus.MIE, low), low);
    low = withValue(mstatus.MIE, 0, low);
    let high = this.#state.signedHalf(mstatus.address, 1);
    high = withValue(mstatus.MPV, virtualizationIn(mode), high);
    high = withValue(mstatus.GVA, trap.gva ? 1 : 0, high);
    high = withValue(mstatus.MPELP, this.#takeELP(), high);
    if (this.#hasDoubleTrap) high = withValue(mstatus.MDT, 1, high);
    this.#hart.store(mstatus, low, high);
  }

  #enterHS(trap: TrapRecord): void {
    this.#saveInHS(trap);
    this.#state.savePc(sepc.address);
    this.#storeCause(scause, trap.code, trap.isInterrupt);
    this.#state.setHalves(stval.address, trap.tvalLow, trap.tvalHigh);
    this.#state.setHalves(htval.address, trap.tval2Low, trap.tval2High);
    this.#state.setHalves(htinst.address, trap.tinst, 0);
    this.#hart.enterMode(modes.S);
    this.#enterHandler(stvec, trap.code, trap.isInterrupt);
  }

  #saveInHS(trap: TrapRecord): void {
    const { mode } = this.#state;
    let hypervisor = this.#state.signedHalf(hstatus.address, 0);
    hypervisor = withValue(hstatus.SPV, virtualizationIn(mode), hypervisor);
    if (virtualizationIn(mode) === 1) hypervisor = withValue(hstatus.SPVP, privilegeIn(mode), hypervisor);
    hypervisor = withValue(hstatus.GVA, trap.gva ? 1 : 0, hypervisor);
    this.#hart.store(hstatus, hypervisor, this.#state.signedHalf(hstatus.address, 1));
    let low = this.#state.signedHalf(mstatus.address, 0);
    low = withValue(mstatus.SPP, privilegeIn(mode), low);
    low = withValue(mstatus.SPIE, valueIn(mstatus.SIE, low), low);
    low = withValue(mstatus.SIE, 0, low);
    low = withValue(mstatus.SPELP, this.#takeELP(), low);
    if (this.#detects(mstatus.SDT)) low = withValue(mstatus.SDT, 1, low);
    this.#hart.store(mstatus, low, this.#state.signedHalf(mstatus.address, 1));
  }

  #enterVS(trap: TrapRecord): void {
    const code = trap.isInterrupt ? interruptInVS(trap.code) : trap.code;
    this.#saveInVS();
    this.#state.savePc(vsepc.address);
    this.#storeCause(vscause, code, trap.isInterrupt);
    this.#state.setHalves(vstval.address, trap.tvalLow, trap.tvalHigh);
    this.#hart.enterMode(modes.VS);
    this.#enterHandler(vstvec, code, trap.isInterrupt);
  }

  #saveInVS(): void {
    const { mode } = this.#state;
    let low = this.#state.signedHalf(vsstatus.address, 0);
    low = withValue(vsstatus.SPP, privilegeIn(mode), low);
    low = withValue(vsstatus.SPIE, valueIn(vsstatus.SIE, low), low);
    low = withValue(vsstatus.SIE, 0, low);
    low = withValue(vsstatus.SPELP, this.#takeELP(), low);
    if (this.#detects(vsstatus.SDT)) low = withValue(vsstatus.SDT, 1, low);
    this.#hart.store(vsstatus, low, this.#state.signedHalf(vsstatus.address, 1));
  }

  /** Whether double traps of a level are detected, which its SDT tells: otherwise the hart behaves as if there were none. */
  #detects(SDT: Field): boolean {
    return this.#hasSupervisorDoubleTrap && isGranted(SDT, this.#hart);
  }

  #storeCause({ address, Interrupt }: typeof mcause, code: number, isInterrupt: boolean): void {
    this.#state.setHalves(address, code, isInterrupt ? Interrupt.ones : 0);
  }

  /** Goes where xtvec sends this cause: exceptions to BASE, interrupts to BASE + 4 * code in Vectored mode. */
  #enterHandler({ address, BASE, MODE }: typeof mtvec, code: number, isInterrupt: boolean): void {
    this.#state.loadPc(address, BASE.masks[0]);
    if (isInterrupt && this.#hart.get(MODE) === 1) this.#state.advance(4 * code);
  }

  /** What was expected before the trap; a handler begins without (priv "Preserving Expected Landing Pad State on Traps"). */
  #takeELP(): number {
    const previous = this.#state.ELP;
    this.#state.ELP = false;
    return previous ? 1 : 0;
  }
}

/** VS-mode sees the VS-level interrupts as the supervisor-level ones (priv "Hypervisor Trap Delegation (`hedeleg` and `hideleg`) Registers"). */
const interruptInVS = (code: number): number =>
  code === interrupt.VSSI || code === interrupt.VSTI || code === interrupt.VSEI ? code - 1 : code;
