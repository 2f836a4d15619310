import type { Core } from '../core.ts';
import { bitIn, halfOfBit, type Register } from '../csr/csr.ts';
import { readHalf } from '../csr/csr-value.ts';
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
import { StatusDraft } from './status-draft.ts';
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
  readonly #mstatus: StatusDraft;
  readonly #hstatus: StatusDraft;
  readonly #vsstatus: StatusDraft;
  readonly #mnstatus: StatusDraft;

  constructor(hart: Core) {
    this.#hart = hart;
    this.#state = hart.state;
    this.#hasResumableNmi = hart.isa.has('Smrnmi');
    this.#hasDoubleTrap = hart.isa.has('Smdbltrp');
    this.#mstatus = new StatusDraft(mstatus, hart);
    this.#hstatus = new StatusDraft(hstatus, hart);
    this.#vsstatus = new StatusDraft(vsstatus, hart);
    this.#mnstatus = new StatusDraft(mnstatus, hart);
  }

  /**
   * Enters the mode to which the trap is delegated, or the one that is named. A trap to a mode that cannot take one now is
   * unexpected, and goes to the next level as a double trap; where there is none, the hart enters the critical-error state.
   */
  enter(trap: TrapRecord, target: TrapTarget = trapTarget(this.#hart, trap)): void {
    if (trap.isInterrupt && trap.code === RNMI) return this.#enterNmi(trap);
    if (target === 'M') return this.#isUnexpectedInM() ? this.#enterUnexpected(trap) : this.#enterM(trap);
    if (this.#hart.get(target === 'HS' ? mstatus.SDT : vsstatus.SDT) === 1) {
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

  // Nothing depends on the registers that tell of a trap, so their cells are written as they are. What the status registers
  // save of the mode before is apart, because the host puts calls into a method up to a size only.

  /** priv "RNMI Operation". */
  #enterNmi(trap: TrapRecord): void {
    const { mode } = this.#state;
    const status = this.#mnstatus.read();
    status.set(mnstatus.MNPV, virtualizationIn(mode));
    status.set(mnstatus.MNPP, privilegeIn(mode));
    status.set(mnstatus.MNPELP, this.#takeELP());
    status.set(mnstatus.NMIE, 0);
    status.store();
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
    const status = this.#mstatus.read();
    status.set(mstatus.MPV, virtualizationIn(mode));
    status.set(mstatus.MPP, privilegeIn(mode));
    status.set(mstatus.GVA, trap.gva ? 1 : 0);
    status.set(mstatus.MPIE, status.get(mstatus.MIE));
    status.set(mstatus.MIE, 0);
    status.set(mstatus.MPELP, this.#takeELP());
    if (this.#hasDoubleTrap) status.set(mstatus.MDT, 1);
    status.store();
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
    const hypervisor = this.#hstatus.read();
    hypervisor.set(hstatus.SPV, virtualizationIn(mode));
    if (virtualizationIn(mode) === 1) hypervisor.set(hstatus.SPVP, privilegeIn(mode));
    hypervisor.set(hstatus.GVA, trap.gva ? 1 : 0);
    hypervisor.store();
    const status = this.#mstatus.read();
    status.set(mstatus.SPP, privilegeIn(mode));
    status.set(mstatus.SPIE, status.get(mstatus.SIE));
    status.set(mstatus.SIE, 0);
    status.set(mstatus.SPELP, this.#takeELP());
    status.setGranted(mstatus.SDT, 1);
    status.store();
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
    const status = this.#vsstatus.read();
    status.set(vsstatus.SPP, privilegeIn(mode));
    status.set(vsstatus.SPIE, status.get(vsstatus.SIE));
    status.set(vsstatus.SIE, 0);
    status.set(vsstatus.SPELP, this.#takeELP());
    status.setGranted(vsstatus.SDT, 1);
    status.store();
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
