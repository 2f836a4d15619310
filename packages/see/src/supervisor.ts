import { extract, hstatus, insert, mepc, mstatus, sepc, type Field, type Hart } from '@hartlab/hart';
import type { Supervisor, SupervisorState } from '@hartlab/sse';

const a6 = 16;
const a7 = 17;

/**
 * The parts of a supervisor's state that mstatus holds while the firmware handles a trap. Those of an extension that the
 * hart lacks, or that M-mode has not enabled, are read-only zero.
 */
const mstatusFields = {
  privilege: mstatus.MPP,
  virtualization: mstatus.MPV,
  ELP: mstatus.MPELP,
  SIE: mstatus.SIE,
  SPIE: mstatus.SPIE,
  SPP: mstatus.SPP,
  SPELP: mstatus.SPELP,
  SDT: mstatus.SDT,
} as const satisfies Partial<Record<keyof SupervisorState, Field>>;

/**
 * The supervisor of a hart that is in M-mode because of a trap from below. Where it was interrupted is the trap frame:
 * mepc, mstatus.MPP and mstatus.MPV, which MRET consumes.
 */
export class TrappedSupervisor implements Supervisor {
  readonly hartid: bigint;
  readonly #hart: Hart;

  constructor(hart: Hart) {
    this.hartid = hart.hartid;
    this.#hart = hart;
  }

  read(): SupervisorState {
    const hart = this.#hart;
    const status = hart.read(mstatus);
    const field = (name: keyof typeof mstatusFields) => extract(mstatusFields[name], status);
    return {
      pc: hart.read(mepc),
      privilege: field('privilege'),
      virtualization: field('virtualization'),
      ELP: field('ELP'),
      SIE: field('SIE'),
      SPIE: field('SPIE'),
      SPP: field('SPP'),
      SPELP: field('SPELP'),
      SDT: field('SDT'),
      sepc: hart.read(sepc),
      hstatus: hart.isa.has('H') ? hart.read(hstatus) : 0n,
      a6: hart.x(a6),
      a7: hart.x(a7),
    };
  }

  write(state: SupervisorState): void {
    const hart = this.#hart;
    // One write, so that a rule of mstatus that joins fields, as SDT = 1 clears SIE, sees them together.
    const status = Object.entries(mstatusFields).reduce(
      (value, [name, field]) => insert(field, state[name as keyof typeof mstatusFields], value),
      hart.read(mstatus),
    );
    hart.write(mstatus, status);
    hart.write(mepc, state.pc);
    hart.write(sepc, state.sepc);
    if (hart.isa.has('H')) hart.write(hstatus, state.hstatus);
    hart.setX(a6, state.a6);
    hart.setX(a7, state.a7);
  }
}
