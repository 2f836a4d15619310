import { hstatus, mepc, mstatus, sepc, type Field, type Hart, type Register } from '@hartlab/hart';
import { callRegisters } from '@hartlab/sbi';
import type { Supervisor, SupervisorState } from '@hartlab/sse';

const { a6, a7 } = callRegisters;

/** The values of a field of two bits. */
const small = [0n, 1n, 2n, 3n] as const;

/**
 * The supervisor of a hart that is in M-mode because of a trap from below. Where it was interrupted is the trap frame:
 * mepc, mstatus.MPP and mstatus.MPV, which MRET consumes. The parts of its state that are fields of mstatus are read-only
 * zero where the hart lacks their extension or M-mode has not enabled it.
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
    this.#value[0] = hart.cell(mstatus.address);
    this.#put(mstatus.MPP, state.privilege);
    this.#put(mstatus.MPV, state.virtualization);
    this.#put(mstatus.MPELP, state.ELP);
    this.#put(mstatus.SIE, state.SIE);
    this.#put(mstatus.SPIE, state.SPIE);
    this.#put(mstatus.SPP, state.SPP);
    this.#put(mstatus.SPELP, state.SPELP);
    this.#put(mstatus.SDT, state.SDT);
    hart.writeHalves(mstatus, this.#halves[0]!, this.#halves[1]!);
    this.#write(mepc, state.pc);
    this.#write(sepc, state.sepc);
    if (this.#hasHypervisor) this.#write(hstatus, state.hstatus);
    hart.setX(a6, state.a6);
    hart.setX(a7, state.a7);
  }

  #field(field: Field): bigint {
    return small[this.#hart.get(field)]!;
  }

  /** Puts a value that is 0n or 1n into the field's place in the halves. */
  #put({ half, ones, shift }: Field, value: bigint): void {
    this.#halves[half] = (this.#halves[half]! & ~ones) | (value ? 1 << shift : 0);
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
