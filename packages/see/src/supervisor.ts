import { hstatus, mepc, mstatus, sepc, StatusDraft, type Hart } from '@hartlab/hart';
import { callRegisters } from '@hartlab/sbi';
import type { Supervisor, SupervisorState } from '@hartlab/sse';

const { a6, a7 } = callRegisters;

/** The bits of hstatus that are fields of a supervisor's state. */
const previous = hstatus.SPV.ones | hstatus.SPVP.ones;

/**
 * The supervisor of a hart that is in M-mode because of a trap from below. Where it was interrupted is the trap frame:
 * mepc, mstatus.MPP and mstatus.MPV, which MRET consumes.
 */
export class TrappedSupervisor implements Supervisor {
  readonly hartid: bigint;
  readonly #hart: Hart;
  readonly #status: StatusDraft;
  readonly #pc: StatusDraft;
  readonly #sepc: StatusDraft;
  readonly #hstatus: StatusDraft;
  readonly #hasHypervisor: boolean;
  readonly #hasLandingPads: boolean;
  readonly #hasDoubleTraps: boolean;
  /** One value, and the same as two halves. */
  readonly #value = new BigUint64Array(1);
  readonly #halves = new Uint32Array(this.#value.buffer);

  constructor(hart: Hart) {
    this.hartid = hart.hartid;
    this.#hart = hart;
    this.#status = new StatusDraft(mstatus, hart);
    this.#pc = new StatusDraft(mepc, hart);
    this.#sepc = new StatusDraft(sepc, hart);
    this.#hstatus = new StatusDraft(hstatus, hart);
    this.#hasHypervisor = hart.isa.has('H');
    this.#hasLandingPads = hart.isa.has('Zicfilp');
    this.#hasDoubleTraps = hart.isa.has('Ssdbltrp');
  }

  read(): SupervisorState {
    const hart = this.#hart;
    const { state } = hart;
    const status = this.#status.read();
    return {
      pc: state.cell(mepc.address),
      privilege: status.get(mstatus.MPP),
      virtualization: status.get(mstatus.MPV),
      ELP: status.get(mstatus.MPELP),
      SIE: status.get(mstatus.SIE),
      SPIE: status.get(mstatus.SPIE),
      SPP: status.get(mstatus.SPP),
      SPELP: status.get(mstatus.SPELP),
      SDT: this.#hasDoubleTraps ? hart.get(mstatus.SDT) : 0,
      sepc: state.cell(sepc.address),
      SPV: this.#hstatus.read().get(hstatus.SPV),
      SPVP: this.#hstatus.get(hstatus.SPVP),
      hstatus: this.#restOfHstatus(),
      a6: state.x[a6]!,
      a7: state.x[a7]!,
    };
  }

  write(state: SupervisorState): void {
    this.#writeStatus(state);
    this.#write(this.#pc, state.pc);
    this.#write(this.#sepc, state.sepc);
    if (this.#hasHypervisor) this.#write(this.#hstatus, state.hstatus, previousIn(state));
    const { x } = this.#hart.state;
    x[a6] = state.a6;
    x[a7] = state.a7;
  }

  /** All at once, so that a rule of mstatus that joins fields, as SDT = 1 clears SIE, sees them together. */
  #writeStatus(state: SupervisorState): void {
    const status = this.#status.read();
    status.set(mstatus.MPP, state.privilege);
    status.set(mstatus.SIE, state.SIE);
    status.set(mstatus.SPIE, state.SPIE);
    status.set(mstatus.SPP, state.SPP);
    if (this.#hasHypervisor) status.set(mstatus.MPV, state.virtualization);
    if (this.#hasLandingPads) {
      status.set(mstatus.MPELP, state.ELP);
      status.set(mstatus.SPELP, state.SPELP);
    }
    if (this.#hasDoubleTraps) status.setGranted(mstatus.SDT, state.SDT);
    status.storeJoined();
  }

  #restOfHstatus(): bigint {
    const { state } = this.#hart;
    this.#halves[0] = state.half(hstatus.address, 0) & ~previous;
    this.#halves[1] = state.half(hstatus.address, 1);
    return this.#value[0]!;
  }

  /** Nothing comes of writing what is there already. */
  #write(register: StatusDraft, value: bigint, bits = 0): void {
    this.#value[0] = value;
    const low = this.#halves[0]! | bits;
    const high = this.#halves[1]!;
    if (!register.is(low, high)) register.write(low, high);
  }
}

const previousIn = ({ SPV, SPVP }: SupervisorState): number =>
  (SPV << hstatus.SPV.shift) | (SPVP << hstatus.SPVP.shift);
