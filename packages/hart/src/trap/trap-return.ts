import type { Core } from '../core.ts';
import { type Field, type Register, valueIn, withValue } from '../csr/csr.ts';
import { isGranted } from '../csr/csr-value.ts';
import { hstatus, mepc, mnepc, mnstatus, mstatus, sepc, vsepc, vsstatus } from '../csrs/csrs.ts';
import { decodePrivilege, type HartState, modeOf, modes, privilegeIn, virtualizationIn } from '../state/hart-state.ts';
import type { RunCells } from '../state/run-cells.ts';
import { landingPadsEnabled } from './landing-pad.ts';

/** What the returns from traps do on one hart (priv "Trap Return"). */
export class TrapReturn {
  readonly #hart: Core;
  readonly #run: RunCells;
  readonly #state: HartState;
  readonly #hasSupervisorDoubleTrap: boolean;

  constructor(hart: Core, run: RunCells) {
    this.#hart = hart;
    this.#run = run;
    this.#state = hart.state;
    this.#hasSupervisorDoubleTrap = hart.isa.has('Ssdbltrp');
  }

  // As in `TrapEntry`, a status register is in two numbers while fields of it change.

  /** MRET's effect. */
  mret(): void {
    let low = this.#state.signedHalf(mstatus.address, 0);
    let high = this.#state.signedHalf(mstatus.address, 1);
    const mode = interruptedMode(valueIn(mstatus.MPP, low), valueIn(mstatus.MPV, high));
    this.#restoreELP(mode, valueIn(mstatus.MPELP, high));
    low = withValue(mstatus.MPP, modes.U, low);
    low = withValue(mstatus.MIE, valueIn(mstatus.MPIE, low), low);
    low = withValue(mstatus.MPIE, 1, low);
    if (mode !== modes.M) low = withValue(mstatus.MPRV, 0, low);
    low = this.#endTrapsBelow(mode, low);
    high = withValue(mstatus.MPV, 0, high);
    high = withValue(mstatus.MDT, 0, high);
    high = withValue(mstatus.MPELP, 0, high);
    this.#hart.store(mstatus, low, high);
    this.#leave(mode, mepc);
    this.#run.returned();
  }

  /** MNRET's effect (priv "MNRET Instruction"). MNPELP ends as the other previous states of ELP do, as on Spike and QEMU. */
  mnret(): void {
    let nmi = this.#state.signedHalf(mnstatus.address, 0);
    const mode = interruptedMode(valueIn(mnstatus.MNPP, nmi), valueIn(mnstatus.MNPV, nmi));
    this.#restoreELP(mode, valueIn(mnstatus.MNPELP, nmi));
    nmi = withValue(mnstatus.NMIE, 1, nmi);
    nmi = withValue(mnstatus.MNPELP, 0, nmi);
    this.#hart.store(mnstatus, nmi, this.#state.signedHalf(mnstatus.address, 1));
    let low = this.#state.signedHalf(mstatus.address, 0);
    let high = this.#state.signedHalf(mstatus.address, 1);
    if (mode !== modes.M) {
      low = withValue(mstatus.MPRV, 0, low);
      high = withValue(mstatus.MDT, 0, high);
    }
    low = this.#endTrapsBelow(mode, low);
    this.#hart.store(mstatus, low, high);
    this.#leave(mode, mnepc);
    this.#run.returned();
  }

  /** SRET's effect, by the present V. */
  sret(): void {
    if (virtualizationIn(this.#state.mode) === 1) this.#returnFromVS();
    else this.#returnFromHS();
  }

  /**
   * In M-mode and HS-mode. It always ends the trap of its own level (priv "Double Trap Control in `sstatus` Register");
   * Spike does not where M-mode returns to S-mode.
   */
  #returnFromHS(): void {
    const hypervisor = this.#state.signedHalf(hstatus.address, 0);
    const V = valueIn(hstatus.SPV, hypervisor);
    this.#hart.store(hstatus, withValue(hstatus.SPV, 0, hypervisor), this.#state.signedHalf(hstatus.address, 1));
    let low = this.#state.signedHalf(mstatus.address, 0);
    let high = this.#state.signedHalf(mstatus.address, 1);
    const mode = modeOf(valueIn(mstatus.SPP, low), V);
    this.#restoreELP(mode, valueIn(mstatus.SPELP, low));
    low = withValue(mstatus.SPP, 0, low);
    low = withValue(mstatus.SIE, valueIn(mstatus.SPIE, low), low);
    low = withValue(mstatus.SPIE, 1, low);
    low = withValue(mstatus.MPRV, 0, low);
    low = withValue(mstatus.SPELP, 0, low);
    if (this.#detects(mstatus.SDT)) low = withValue(mstatus.SDT, 0, low);
    low = this.#endTrapsBelow(mode, low);
    if (this.#state.mode === modes.M) high = withValue(mstatus.MDT, 0, high);
    this.#hart.store(mstatus, low, high);
    this.#leave(mode, sepc);
  }

  #returnFromVS(): void {
    let low = this.#state.signedHalf(vsstatus.address, 0);
    const mode = modeOf(valueIn(vsstatus.SPP, low), 1);
    this.#restoreELP(mode, valueIn(vsstatus.SPELP, low));
    low = withValue(vsstatus.SPP, 0, low);
    low = withValue(vsstatus.SIE, valueIn(vsstatus.SPIE, low), low);
    low = withValue(vsstatus.SPIE, 1, low);
    low = withValue(vsstatus.SPELP, 0, low);
    if (this.#detects(vsstatus.SDT)) low = withValue(vsstatus.SDT, 0, low);
    this.#hart.store(vsstatus, low, this.#state.signedHalf(vsstatus.address, 1));
    this.#hart.set(mstatus.MPRV, 0);
    this.#leave(mode, vsepc);
  }

  /**
   * A return to a mode says that the levels between are done with their traps (priv "Double Trap Control in mstatus Register").
   * What the low half of mstatus becomes.
   */
  #endTrapsBelow(mode: number, low: number): number {
    if (!this.#hasSupervisorDoubleTrap || !(mode === modes.U || virtualizationIn(mode) === 1)) return low;
    if (mode === modes.VU && isGranted(vsstatus.SDT, this.#hart)) this.#hart.set(vsstatus.SDT, 0);
    return isGranted(mstatus.SDT, this.#hart) ? withValue(mstatus.SDT, 0, low) : low;
  }

  /** Whether a level detects double traps, which its SDT tells: otherwise the hart behaves as if there were none. */
  #detects(SDT: Field): boolean {
    return this.#hasSupervisorDoubleTrap && isGranted(SDT, this.#hart);
  }

  /** priv "Preserving Expected Landing Pad State on Traps". */
  #restoreELP(mode: number, previous: number): void {
    this.#state.ELP =
      previous === 1 &&
      landingPadsEnabled(this.#hart, decodePrivilege(privilegeIn(mode)), virtualizationIn(mode) === 1);
  }

  /**
   * The reservation ends here, as it may (priv "Trap-Return Instructions"): what was reserved before a trap is never
   * stored to by another context after it.
   */
  #leave(mode: number, { address }: Register): void {
    this.#state.loadPc(address);
    this.#hart.enterMode(mode);
    this.#state.endReservation();
  }
}

/** The mode that a trap to M-mode interrupted. M-mode has no V = 1; 2 is reserved, and no WARL field holds it. */
const interruptedMode = (privilege: number, V: number): number =>
  privilege === modes.M ? modes.M : modeOf(privilege & modes.S, V);
