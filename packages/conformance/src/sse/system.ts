import { hex } from '@hartlab/isa';
import { returnFromMachineMode, type Context } from '@hartlab/models';
import { CallRegisters, SbiDispatcher, SSE, type SharedMemory } from '@hartlab/sbi';
import {
  platformEvents as standardEvents,
  Sse,
  SupervisorRecord,
  type EventSource,
  type ResumePolicy,
  type SseCaller,
  type Supervisor,
  type SupervisorExtensions,
  type SupervisorState,
} from '@hartlab/sse';

/** All that SSE knows of: H, Zicfilp and Ssdbltrp. */
export const everyExtension: SupervisorExtensions = { H: true, Zicfilp: true, Ssdbltrp: true };

/** Physical memory of the plain system: a few words from address 0. */
export class PlainMemory implements SharedMemory {
  readonly bytes = new Uint8Array(256);
  readonly #words = new BigUint64Array(this.bytes.buffer);

  accessible(_access: 'read' | 'write' | 'execute', address: bigint, length: bigint): boolean {
    return address + length <= BigInt(this.bytes.length);
  }

  read(address: bigint, length: bigint): Uint8Array | undefined {
    if (!this.accessible('read', address, length)) return undefined;
    return this.bytes.slice(Number(address), Number(address + length));
  }

  write(address: bigint, bytes: Uint8Array): boolean {
    if (!this.accessible('write', address, BigInt(bytes.length))) return false;
    this.bytes.set(bytes, Number(address));
    return true;
  }

  words(count: number): readonly bigint[] {
    return Array.from(this.#words.subarray(0, count));
  }

  setWords(values: readonly bigint[]): void {
    this.#words.set(values);
  }
}

/** A hart that is a context and nothing else. */
export class PlainHart implements Supervisor {
  readonly hartid: bigint;
  readonly #extensions: SupervisorExtensions;
  context: Context;

  constructor(hartid: bigint, extensions: SupervisorExtensions) {
    this.hartid = hartid;
    this.#extensions = extensions;
    this.context = reset;
  }

  read(): SupervisorState {
    return this.context;
  }

  write(state: SupervisorState): void {
    const record = new SupervisorRecord(this.hartid, this.#extensions, state);
    const written = record.read();
    // priv "Supervisor Exception Program Counter (sepc) Register": bit 0 is always zero.
    this.context = { ...this.context, ...written, sepc: written.sepc & ~1n };
  }
}

const reset: Context = {
  pc: 0x8020_0000n,
  privilege: 1,
  virtualization: 0,
  ELP: 0,
  SIE: 0,
  SPIE: 0,
  SPP: 0,
  SPELP: 0,
  SDT: 0,
  sepc: 0n,
  SPV: 0,
  SPVP: 0,
  hstatus: 0n,
  a6: 0n,
  a7: 0n,
  stvec: 0n,
  scause: 0n,
  stval: 0n,
  htval: 0n,
  htinst: 0n,
};

/** More events beside the standard ones, so that handlers can nest three deep on one hart, and several are global. */
export const platformEvents: readonly EventSource[] = [
  ...standardEvents(),
  { event_id: 0x4000, name: 'Platform local event', wired: true, injectable: true },
  { event_id: 0x4001, name: 'Platform local event without injection', wired: true, injectable: false },
  { event_id: 0xc000, name: 'Platform global event', wired: true, injectable: true },
];

export type SseFunction = keyof typeof SSE.functions;

/** Harts without instructions under an SEE that offers SSE alone: plain objects from end to end. */
export class PlainSystem {
  readonly sse: Sse;
  readonly harts: readonly PlainHart[];
  readonly memory = new PlainMemory();
  readonly stopped = new Set<bigint>();
  readonly woken = new Set<bigint>();
  readonly #dispatcher: SbiDispatcher<SseCaller>;
  /** Memory that no supervisor sees. */
  readonly #aside = new PlainMemory();

  constructor(policy: ResumePolicy, harts = 1, extensions = everyExtension) {
    this.harts = Array.from({ length: harts }, (_, index) => new PlainHart(BigInt(index), extensions));
    this.sse = new Sse({
      harts: this.harts.map(({ hartid }) => hartid),
      policy,
      events: platformEvents,
      started: (hartid) => !this.stopped.has(hartid),
      wake: (hartid) => this.woken.add(hartid),
    });
    this.#dispatcher = new SbiDispatcher([this.sse.extension]);
  }

  hart(index: number): PlainHart {
    const hart = this.harts[index];
    if (!hart) throw new RangeError(`no hart ${index}`);
    return hart;
  }

  /** An ECALL of the hart's supervisor. Returns the new a0, or undefined where no register is written. */
  call(hart: PlainHart, name: SseFunction, ...args: readonly bigint[]): bigint | undefined {
    const error = this.enter(hart, name, ...args);
    this.leave(hart);
    return error;
  }

  /** An ECALL up to the point where the SEE has answered and is about to return. */
  enter(hart: PlainHart, name: SseFunction, ...args: readonly bigint[]): bigint | undefined {
    const registers = CallRegisters.call(SSE.eid, SSE.functions[name].id, ...args);
    const [a6, a7] = registers.values.subarray(6);
    hart.context = { ...hart.context, a6: a6!, a7: a7! };
    const caller: SseCaller = { hartid: hart.hartid, memory: this.memory, supervisor: hart };
    const answer = this.#dispatcher.ecall(caller, registers);
    if (answer.kind === 'resume') return undefined;
    hart.context = { ...hart.context, pc: BigInt.asUintN(64, hart.context.pc + 4n) };
    registers.answer(answer);
    return registers.values[0];
  }

  /** The end of any trap that the SEE took: an event may be injected. Returns its event_id. */
  leave(hart: PlainHart): number | undefined {
    this.woken.delete(hart.hartid);
    const delivered = this.sse.deliver(hart);
    hart.context = returnFromMachineMode(hart.context);
    return delivered;
  }

  /** All ten attributes as the hart would read them, without the ECALL and all that follows from one. */
  attributes({ hartid }: PlainHart, event_id: number): readonly bigint[] {
    const memory = this.#aside;
    const caller: SseCaller = { hartid, memory, supervisor: this.hart(Number(hartid)) };
    const answer = this.sse.extension.routine('read_attrs')(
      caller,
      CallRegisters.call(0, 0, BigInt(event_id), 0n, 10n),
    );
    if (answer.kind !== 'ok') throw new Error(`the attributes of event ${hex(event_id)} cannot be read`);
    return memory.words(10);
  }

  /** write_attrs of one attribute. Returns a0. */
  setAttribute(hart: PlainHart, event_id: number, attr_id: number, value: bigint): bigint | undefined {
    this.memory.setWords([value]);
    return this.call(hart, 'write_attrs', BigInt(event_id), BigInt(attr_id), 1n, 0n, 0n);
  }
}
