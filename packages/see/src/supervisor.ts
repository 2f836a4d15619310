import { hstatus, mepc, mstatus, sepc, type Field, type Hart, type Register } from '@hartlab/hart';
import type { Supervisor, SupervisorState } from '@hartlab/sse';

const a6 = 16;
const a7 = 17;

/**
 * The parts of a supervisor's state that mstatus holds while the firmware handles a trap. Those of an extension that the
 * hart lacks, or that M-mode has not enabled, are read-only zero.
 */
const statusFields = [
  ['privilege', mstatus.MPP],
  ['virtualization', mstatus.MPV],
  ['ELP', mstatus.MPELP],
  ['SIE', mstatus.SIE],
  ['SPIE', mstatus.SPIE],
  ['SPP', mstatus.SPP],
  ['SPELP', mstatus.SPELP],
  ['SDT', mstatus.SDT],
] as const satisfies readonly (readonly [keyof SupervisorState, Field])[];

/** The values of a field of two bits. */
const small = [0n, 1n, 2n, 3n] as const;

/**
 * The supervisor of a hart that is in M-mode because of a trap from below. Where it was interrupted is the trap frame:
 * mepc, mstatus.MPP and mstatus.MPV, which MRET consumes.
 */
export class TrappedSupervisor implements Supervisor {
  readonly hartid: bigint;
  readonly #hart: Hart;
  readonly #hasHypervisor: boolean;
  /** One value, and the same as two halves. */
  readonly #value = new BigUint64Array(1);
  readonly #halves = new Uint32Array(this.#value.buffer);

  constructor(hart: Hart) {
    this.hartid = hart.hartid;
    this.#hart = hart;
    this.#hasHypervisor = hart.isa.has('H');
  }

  read(): SupervisorState {
    const hart = this.#hart;
    return {
      pc: hart.cell(mepc.address),
      privilege: this.#field(mstatus.MPP),
      virtualization: this.#field(mstatus.MPV),
      ELP: this.#field(mstatus.MPELP),
      SIE: this.#field(mstatus.SIE),
      SPIE: this.#field(mstatus.SPIE),
      SPP: this.#field(mstatus.SPP),
      SPELP: this.#field(mstatus.SPELP),
      SDT: this.#field(mstatus.SDT),
      sepc: hart.cell(sepc.address),
      hstatus: this.#hasHypervisor ? hart.read(hstatus) : 0n,
      a6: hart.x(a6),
      a7: hart.x(a7),
    };
  }

  write(state: SupervisorState): void {
    const hart = this.#hart;
    // One write, so that a rule of mstatus that joins fields, as SDT = 1 clears SIE, sees them together.
    let low = hart.half(mstatus.address, 0);
    let high = hart.half(mstatus.address, 1);
    for (const [name, { half, ones, shift }] of statusFields) {
      const bits = (Number(state[name]) << shift) & ones;
      if (half === 0) low = (low & ~ones) | bits;
      else high = (high & ~ones) | bits;
    }
    hart.writeHalves(mstatus, low, high);
    this.#write(mepc, state.pc);
    this.#write(sepc, state.sepc);
    if (this.#hasHypervisor) this.#write(hstatus, state.hstatus);
    hart.setX(a6, state.a6);
    hart.setX(a7, state.a7);
  }

  #field(field: Field): bigint {
    return small[this.#hart.get(field)]!;
  }

  /** What a cell holds is legal: nothing comes of writing it again. */
  #write(register: Register, value: bigint): void {
    const hart = this.#hart;
    this.#value[0] = value;
    const low = this.#halves[0]!;
    const high = this.#halves[1]!;
    if (hart.half(register.address, 0) === low && hart.half(register.address, 1) === high) return;
    hart.writeHalves(register, low, high);
  }
}
