import {
  exception,
  Hart,
  hstatus,
  htinst,
  htval,
  interrupt,
  interruptBit,
  MachineMemory,
  mcountinhibit,
  mhpmevents,
  mideleg,
  mie,
  mip,
  mstatus,
  scause,
  sepc,
  stval,
  stvec,
  type Trap,
} from '@hartlab/hart';
import { parseIsa } from '@hartlab/isa';
import type { Context, WorldPlatform } from '@hartlab/models';
import { CallRegisters, type Routine, type SharedMemory } from '@hartlab/sbi';
import { Firmware, firmwareSize, type FirmwareSnapshot, type Platform } from '@hartlab/see';
import { events, policies, type ResumePolicy, type SseCaller } from '@hartlab/sse';

export const ramBase = 0x8000_0000;
export const ramSize = 0x20_0000;
/** Memory that calls share is the end of RAM. */
const shared = 256;
const entry = BigInt(ramBase + 0x10_0000);

/** All that calls can be about. */
const fullIsa = 'rv64imach_sdtrig_smnpm_sscofpmf_ssdbltrp_svade_svadu_zicfilp_zicfiss_zicntr_zifencei_zihpm';

/** What else a system may be made of. */
export interface SystemOptions {
  readonly policy?: ResumePolicy;
  readonly isa?: string;
  /** Is told in one line what the firmware asks of the board. */
  readonly asked?: (line: string) => void;
}

const softwareInterrupt: Trap = { cause: interruptBit | BigInt(interrupt.MSI), tval: 0n };
const overflowInterrupt: Trap = { cause: interruptBit | BigInt(interrupt.LCOFI), tval: 0n };
const bare = (cause: bigint): Trap => ({ cause, tval: 0n });

/** The built-in firmware on harts that execute no instruction: each trap is made, and each context put there. */
export class SupervisedSystem {
  readonly harts: readonly Hart[];
  readonly firmware: Firmware;
  readonly platform: WorldPlatform;
  /** The harts whose MSIP is raised. It reaches them when an action says so. */
  readonly msip = new Set<bigint>();
  readonly memory: MachineMemory;
  readonly #readAttributes: Routine<SseCaller>;
  readonly #aside = new BigUint64Array(10);

  constructor(
    harts: number,
    { policy = policies.private, isa = fullIsa, asked = () => undefined }: SystemOptions = {},
  ) {
    const memory = new MachineMemory({ harts, ramBase, ramSize });
    const bus = { read: () => undefined, write: () => false };
    this.memory = memory;
    this.harts = Array.from(
      { length: harts },
      (_, index) => new Hart({ memory, index, hartid: BigInt(index), isa: parseIsa(isa), bus, time: () => 0n }),
    );
    this.firmware = new Firmware({ harts: this.harts, memory, platform: this.#board(asked), policy });
    this.#readAttributes = this.firmware.sse.extension.routine('read_attrs');
    this.reset();
    this.platform = this.#probed();
  }

  #board(asked: (line: string) => void): Platform {
    return {
      machineDevices: [],
      putchar: (byte) => asked(`putchar ${byte}`),
      getchar: () => {
        asked('getchar');
        return -1;
      },
      setTimer: (hartid, time) => asked(`timer of ${hartid} at ${time}`),
      sendIpi: (hartid) => {
        asked(`IPI to ${hartid}`);
        this.msip.add(hartid);
      },
      clearIpi: (hartid) => this.msip.delete(hartid),
      // Its events are signalled by actions.
      errors: { enable() {}, take: () => [] },
      reset: (type, reason) => asked(`reset ${type} ${reason}`),
      mark: ({ hartid, kind, name }) => asked(`${kind} ${name} of ${hartid}`),
      halt(line) {
        throw new Error(line);
      },
    };
  }

  reset(): void {
    this.msip.clear();
    for (const hart of this.harts) hart.reset(BigInt(ramBase));
    this.firmware.boot({ entry, fdt: 0n });
    for (const csr of [scause, stval, htval, htinst, sepc]) for (const hart of this.harts) hart.write(csr, 0n);
  }

  /** Which of the standard events are there. */
  #probed(): WorldPlatform {
    const ids = Object.values(events).map(({ event_id }) => event_id);
    const wired = ids.filter((event_id) => this.attributes(0, event_id) !== undefined);
    return {
      local: wired.filter((event_id) => (event_id & 0x8000) === 0),
      global: wired.filter((event_id) => (event_id & 0x8000) !== 0),
      unsupported: ids.filter((event_id) => !wired.includes(event_id)),
      notInjectable: wired.filter((event_id) => ((this.attributes(0, event_id)?.[0] ?? 0n) & 8n) === 0n),
      memory: [0n, BigInt(shared)],
      favourites: [events.localPmuOverflow, events.localSoftware, events.globalSoftware].map(
        ({ event_id }) => event_id,
      ),
      ram: [BigInt(ramBase + firmwareSize), BigInt(ramBase + ramSize)],
    };
  }

  /** The address in RAM of an address from the start of shared memory. */
  address(offset: bigint): bigint {
    return BigInt.asUintN(64, offset + BigInt(ramBase + ramSize - shared));
  }

  words(count: number): readonly bigint[] {
    const bytes = this.memory.readBytes(ramBase + ramSize - shared, 8 * count);
    return Array.from(new BigUint64Array(bytes.buffer, bytes.byteOffset, count));
  }

  setWords(values: readonly bigint[]): void {
    const bytes = new Uint8Array(BigUint64Array.from(values).buffer);
    if (bytes.length > 0) this.memory.writeBytes(ramBase + ramSize - shared, bytes);
  }

  /** An ECALL of the supervisor, wherever it is. */
  ecall(index: number, args: readonly bigint[], a6: bigint, a7: bigint): void {
    const hart = this.harts[index]!;
    for (let n = 0; n < 6; n++) hart.setX(10 + n, args[n] ?? 0n);
    hart.setX(16, a6);
    hart.setX(17, a7);
    this.#trap(hart, bare(exception.ecallFromS));
  }

  /** MSIP reaches a hart: one that waits leaves its wait, and another takes the interrupt. */
  interrupt(index: number): void {
    const hart = this.harts[index]!;
    const waits = hart.waiting;
    hart.waiting = false;
    this.#trap(hart, waits ? bare(exception.ecallFromM) : softwareInterrupt);
  }

  #trap(hart: Hart, trap: Trap): void {
    hart.trap(trap);
    this.firmware.trap(hart);
  }

  context(index: number): Context {
    const hart = this.harts[index]!;
    return {
      pc: hart.pc,
      privilege: hart.privilege === 'S' ? 1 : 0,
      virtualization: hart.V ? 1 : 0,
      ELP: hart.state.ELP ? 1 : 0,
      SIE: hart.get(mstatus.SIE),
      SPIE: hart.get(mstatus.SPIE),
      SPP: hart.get(mstatus.SPP),
      SPELP: hart.get(mstatus.SPELP),
      SDT: hart.get(mstatus.SDT),
      sepc: hart.read(sepc),
      SPV: hart.get(hstatus.SPV),
      SPVP: hart.get(hstatus.SPVP),
      hstatus: hart.read(hstatus) & ~(hstatus.SPV.mask | hstatus.SPVP.mask),
      a6: hart.x(16),
      a7: hart.x(17),
      stvec: hart.read(stvec),
      scause: hart.read(scause),
      stval: hart.read(stval),
      htval: hart.read(htval),
      htinst: hart.read(htinst),
    };
  }

  setContext(index: number, context: Context): void {
    const hart = this.harts[index]!;
    hart.pc = context.pc;
    hart.privilege = context.privilege === 1 ? 'S' : 'U';
    hart.V = context.virtualization === 1;
    hart.state.ELP = context.ELP === 1;
    for (const name of ['SIE', 'SPIE', 'SPP', 'SPELP', 'SDT'] as const) hart.set(mstatus[name], context[name]);
    hart.write(hstatus, context.hstatus);
    hart.set(hstatus.SPV, context.SPV);
    hart.set(hstatus.SPVP, context.SPVP);
    for (const [csr, value] of [
      [sepc, context.sepc],
      [stvec, context.stvec],
      [scause, context.scause],
      [stval, context.stval],
      [htval, context.htval],
      [htinst, context.htinst],
    ] as const)
      hart.write(csr, value);
    hart.setX(16, context.a6);
    hart.setX(17, context.a7);
  }

  /** A counter that counts wraps, as hardware has it. */
  wrap(index: number, number: number): void {
    const hart = this.harts[index]!;
    const { OF } = mhpmevents[number - 3]!;
    const counts = ((hart.half(mcountinhibit.address, 0) >>> number) & 1) === 0;
    if (!counts || hart.get(OF) === 1) return;
    hart.set(OF, 1);
    hart.set(mip.LCOFIP, 1);
  }

  /** The supervisor clears `sip.LCOFIP`. */
  clearOverflow(index: number): void {
    this.harts[index]!.set(mip.LCOFIP, 0);
  }

  /** The interrupts that M-mode would take before the next instruction, besides MSI. */
  takeInterrupts(index: number): void {
    const hart = this.harts[index]!;
    const isTaken = () =>
      hart.privilege !== 'M' &&
      hart.get(mip.LCOFIP) === 1 &&
      hart.get(mie.LCOFIE) === 1 &&
      hart.get(mideleg.LCOFI) === 0;
    for (let times = 0; isTaken(); times++) {
      if (times === 2) throw new Error('the overflow interrupt does not end');
      this.#trap(hart, overflowInterrupt);
    }
  }

  /** What the hart has of the overflow of a counter. */
  counter(index: number, number: number): { readonly started: boolean; readonly OF: boolean } {
    const hart = this.harts[index]!;
    return {
      started: ((hart.half(mcountinhibit.address, 0) >>> number) & 1) === 0,
      OF: hart.get(mhpmevents[number - 3]!.OF) === 1,
    };
  }

  /** mip.LCOFIP, mie.LCOFIE and mideleg.LCOFI, 0 or 1 each. */
  overflow(index: number): readonly [pending: number, enabled: number, delegated: number] {
    const hart = this.harts[index]!;
    return [hart.get(mip.LCOFIP), hart.get(mie.LCOFIE), hart.get(mideleg.LCOFI)];
  }

  /** `sip.SSIP`. */
  isSoftwareInterrupted(index: number): boolean {
    return this.harts[index]!.get(mip.SSIP) === 1;
  }

  /** All ten attributes as the hart would read them, without the ECALL and all that follows from one. */
  attributes(index: number, event_id: number): readonly bigint[] | undefined {
    const hart = this.harts[index]!;
    const bytes = new Uint8Array(this.#aside.buffer);
    const memory: SharedMemory = {
      accessible: () => true,
      read: () => undefined,
      write: (_, written) => {
        bytes.set(written);
        return true;
      },
    };
    const registers = CallRegisters.call(0, 0, BigInt(event_id), 0n, 10n);
    // This function asks nothing of its caller but where its memory is.
    const answer = this.#readAttributes({ hartid: hart.hartid, memory } as SseCaller, registers);
    return answer.kind === 'ok' ? Array.from(this.#aside) : undefined;
  }

  /** A snapshot is taken and, as if it came from a file, restored. */
  throughSnapshot(): void {
    const saved: FirmwareSnapshot = structuredClone(this.firmware.save());
    this.firmware.restore(saved);
  }
}
