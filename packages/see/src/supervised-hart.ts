import { exception, mepc, mstatus, mie, type Hart, type MachineMemory } from '@hartlab/hart';
import { CallRegisters, callRegisters, type HsmState, type SharedMemory, type SupervisorTrap } from '@hartlab/sbi';
import { Either, OneOf, type SseCaller, type Supervisor } from '@hartlab/sse';
import { parkingPlace } from './firmware-region.ts';
import type { Entry } from './machine-mode.ts';
import { HartCounters } from './pmu/hart-counters.ts';
import { supervisorMemory } from './shared-memory.ts';
import { TrappedSupervisor } from './supervisor.ts';

/**
 * A hart's HSM state, and what it takes to leave it. The other states of the specification pass within one trap of this
 * firmware, so nobody can see them.
 */
export type Hsm =
  | { readonly state: 'STARTED' | 'STOPPED' }
  | { readonly state: 'START_PENDING'; readonly entry: Entry }
  /** Without an entry, a retentive suspend: the hart goes on where it was. */
  | { readonly state: 'SUSPENDED'; readonly entry?: Entry };

/** What MRET needs: where the call came from that parked the hart. */
interface TrapFrame {
  readonly mepc: bigint;
  readonly mstatus: bigint;
}

/** Everything that the firmware remembers of one hart. */
export interface SupervisedHartSnapshot {
  readonly hsm: Hsm;
  readonly frame: TrapFrame;
  readonly softwareInterrupt: boolean;
}

const entryForm: Entry = { pc: 0n, opaque: 0n };
const frameForm: TrapFrame = { mepc: 0n, mstatus: 0n };
/** What every such snapshot is made as. */
export const supervisedHartForm: unknown = {
  hsm: new Either(
    { state: new OneOf('STARTED', 'STOPPED') },
    { state: new OneOf('START_PENDING'), entry: entryForm },
    { state: new OneOf('SUSPENDED'), entry: new Either(undefined, entryForm) },
  ),
  frame: frameForm,
  softwareInterrupt: false,
};

/** One hart with what the firmware knows of it; the caller of every SBI call that it makes. */
export class SupervisedHart implements SseCaller {
  readonly hart: Hart;
  readonly memory: SharedMemory;
  /** The hart's own a0 to a7. */
  readonly registers: CallRegisters;
  readonly supervisor: Supervisor;
  readonly hasResumableNmi: boolean;
  readonly #ipiEnable: bigint;
  /** The counters of the PMU extension. */
  readonly counters: HartCounters;
  readonly #parkingPlace: bigint;
  readonly #ram: MachineMemory;
  /** It never changes: another takes its place. */
  #state: SupervisedHartSnapshot = {
    hsm: { state: 'STOPPED' },
    frame: { mepc: 0n, mstatus: 0n },
    softwareInterrupt: false,
  };

  /** `ipiEnable` is the bit of mie for IPIs. */
  constructor(hart: Hart, memory: MachineMemory, ipiEnable: bigint) {
    this.#ipiEnable = ipiEnable;
    this.hart = hart;
    this.memory = supervisorMemory(memory);
    this.#ram = memory;
    this.registers = new CallRegisters(hart.state.x.subarray(callRegisters.a0, callRegisters.a7 + 1));
    this.supervisor = new TrappedSupervisor(hart);
    this.hasResumableNmi = hart.isa.has('Smrnmi');
    this.counters = new HartCounters(hart);
    this.#parkingPlace = parkingPlace(memory);
  }

  get hartid(): bigint {
    return this.hart.hartid;
  }

  get hsm(): Hsm {
    return this.#state.hsm;
  }
  set hsm(hsm: Hsm) {
    this.#state = { ...this.#state, hsm };
  }

  /** An IPI is on its way that is to become a supervisor software interrupt. */
  get softwareInterrupt(): boolean {
    return this.#state.softwareInterrupt;
  }
  set softwareInterrupt(softwareInterrupt: boolean) {
    if (softwareInterrupt !== this.softwareInterrupt) this.#state = { ...this.#state, softwareInterrupt };
  }

  get state(): HsmState {
    return this.hsm.state;
  }

  /** Whether an IPI would do this hart any good: it runs, or will go on running. */
  get interruptible(): boolean {
    return this.state === 'STARTED' || this.state === 'SUSPENDED';
  }

  /** Lets the hart wait for what its state allows: a stopped hart for an IPI, a suspended one for any interrupt. */
  park(): void {
    const { hart } = this;
    this.#state = { ...this.#state, frame: { mepc: hart.read(mepc), mstatus: hart.read(mstatus) } };
    if (this.state === 'STOPPED') hart.write(mie, this.#ipiEnable);
    hart.stopped = this.state === 'STOPPED';
    hart.privilege = 'M';
    // The firmware's own ecall, with which the hart leaves its parking place, is no double trap.
    hart.set(mstatus.MDT, 0);
    hart.pc = this.#parkingPlace;
    hart.waiting = true;
  }

  /** Takes the hart back to the call that parked it. */
  unpark(): void {
    const { frame } = this.#state;
    this.hart.write(mstatus, frame.mstatus);
    this.hart.write(mepc, frame.mepc);
  }

  /**
   * The doubleword at a virtual address of the supervisor that made the call, read byte by byte because it may straddle
   * pages; or the trap that the supervisor would have taken.
   */
  loadDoubleword(address: bigint): bigint | SupervisorTrap {
    let value = 0n;
    for (let byte = 0n; byte < 8n; byte += 1n) {
      const loaded = this.#loadByte(BigInt.asUintN(64, address + byte));
      if (typeof loaded === 'object') return loaded;
      value |= BigInt(loaded) << (8n * byte);
    }
    return value;
  }

  #loadByte(address: bigint): number | SupervisorTrap {
    const translation = this.hart.translate(address, 'load', { privilege: 'S', V: false });
    if ('trap' in translation) return translation.trap;
    const bytes = this.memory.read(BigInt(translation.physical), 1n);
    if (bytes) return bytes[0]!;
    const isCorrupted = this.#ram.poison.first(translation.physical, 1) >= 0;
    return { cause: isCorrupted ? exception.hardwareError : exception.loadAccessFault, tval: address };
  }

  save(): SupervisedHartSnapshot {
    return this.#state;
  }

  restore(state: SupervisedHartSnapshot): void {
    this.#state = state;
  }
}
