import type { Core } from '../core.ts';
import type { Field, Register } from '../csr/csr.ts';
import { hstatus, mepc, mnepc, mnstatus, mstatus, sepc, vsepc, vsstatus } from '../csrs/csrs.ts';
import { decodePrivilege, type HartState, modeOf, modes, privilegeIn, virtualizationIn } from '../state/hart-state.ts';
import { landingPadsEnabled } from './landing-pad.ts';
import { StatusDraft } from './status-draft.ts';

/** What the returns from traps do on one hart (priv "Trap Return"). */
export class TrapReturn {
  readonly #hart: Core;
  readonly #state: HartState;
  readonly #mstatus: StatusDraft;
  readonly #hstatus: StatusDraft;
  readonly #vsstatus: StatusDraft;
  readonly #mnstatus: StatusDraft;

  constructor(hart: Core) {
    this.#hart = hart;
    this.#state = hart.state;
    this.#mstatus = new StatusDraft(mstatus, hart);
    this.#hstatus = new StatusDraft(hstatus, hart);
    this.#vsstatus = new StatusDraft(vsstatus, hart);
    this.#mnstatus = new StatusDraft(mnstatus, hart);
  }

  /** MRET's effect. */
  mret(): void {
    const status = this.#mstatus.read();
    const mode = interruptedMode(status.get(mstatus.MPP), status.get(mstatus.MPV));
    status.set(mstatus.MPV, 0);
    status.set(mstatus.MPP, modes.U);
    status.set(mstatus.MIE, status.get(mstatus.MPIE));
    status.set(mstatus.MPIE, 1);
    if (mode !== modes.M) status.set(mstatus.MPRV, 0);
    status.set(mstatus.MDT, 0);
    this.#endTrapsBelow(mode, status);
    this.#restoreELP(mode, status, mstatus.MPELP);
    status.store();
    this.#leave(mode, mepc);
  }

  /** MNRET's effect (priv "MNRET Instruction"). MNPELP ends as the other previous states of ELP do, as on Spike and QEMU. */
  mnret(): void {
    const nmiStatus = this.#mnstatus.read();
    const mode = interruptedMode(nmiStatus.get(mnstatus.MNPP), nmiStatus.get(mnstatus.MNPV));
    nmiStatus.set(mnstatus.NMIE, 1);
    this.#restoreELP(mode, nmiStatus, mnstatus.MNPELP);
    nmiStatus.store();
    const status = this.#mstatus.read();
    if (mode !== modes.M) {
      status.set(mstatus.MPRV, 0);
      status.set(mstatus.MDT, 0);
    }
    this.#endTrapsBelow(mode, status);
    status.store();
    this.#leave(mode, mnepc);
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
    const hypervisor = this.#hstatus.read();
    const V = hypervisor.get(hstatus.SPV);
    hypervisor.set(hstatus.SPV, 0);
    hypervisor.store();
    const status = this.#mstatus.read();
    const mode = modeOf(status.get(mstatus.SPP), V);
    status.set(mstatus.SPP, 0);
    status.set(mstatus.SIE, status.get(mstatus.SPIE));
    status.set(mstatus.SPIE, 1);
    status.set(mstatus.MPRV, 0);
    if (this.#state.mode === modes.M) status.set(mstatus.MDT, 0);
    status.setGranted(mstatus.SDT, 0);
    this.#endTrapsBelow(mode, status);
    this.#restoreELP(mode, status, mstatus.SPELP);
    status.store();
    this.#leave(mode, sepc);
  }

  #returnFromVS(): void {
    const status = this.#vsstatus.read();
    const mode = modeOf(status.get(vsstatus.SPP), 1);
    status.set(vsstatus.SPP, 0);
    status.set(vsstatus.SIE, status.get(vsstatus.SPIE));
    status.set(vsstatus.SPIE, 1);
    status.setGranted(vsstatus.SDT, 0);
    this.#restoreELP(mode, status, vsstatus.SPELP);
    status.store();
    this.#hart.set(mstatus.MPRV, 0);
    this.#leave(mode, vsepc);
  }

  /** A return to a mode says that the levels between are done with their traps (priv "Double Trap Control in mstatus Register"). */
  #endTrapsBelow(mode: number, status: StatusDraft): void {
    if (mode === modes.U || virtualizationIn(mode) === 1) status.setGranted(mstatus.SDT, 0);
    if (mode !== modes.VU) return;
    const guestStatus = this.#vsstatus.read();
    guestStatus.setGranted(vsstatus.SDT, 0);
    guestStatus.store();
  }

  /** priv "Preserving Expected Landing Pad State on Traps". */
  #restoreELP(mode: number, status: StatusDraft, previous: Field): void {
    this.#state.ELP =
      status.get(previous) === 1 &&
      landingPadsEnabled(this.#hart, decodePrivilege(privilegeIn(mode)), virtualizationIn(mode) === 1);
    status.set(previous, 0);
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
