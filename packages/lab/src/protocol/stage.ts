import { exception, mip, type Hart } from '@hartlab/hart';
import { DEFAULT_CPU, parseCpu, type Isa } from '@hartlab/isa';
import { BufferConsole, Machine, type Image } from '@hartlab/machine';
import { numbersOf, sharedBytes, type Answer, type Call, type Ground, type Seen, type Step } from '@hartlab/models';
import { callRegisters } from '@hartlab/sbi';
import { policyNamed, type ResumePolicy } from '@hartlab/sse';
import { interrogate, type Defendant } from '../defendant.ts';
import { mayBeNeeded, MachineMode } from '../machine-mode.ts';
import { SweepError } from '../sweep-error.ts';
import { overflowingIsa } from '../swept-machine.ts';
import { allowedMemory } from './allowed-memory.ts';
import { namedRegister } from './named-registers.ts';
import { changeHart, fillRegisters, seenHart } from './seen-hart.ts';

/** What a stage is made of. */
export interface StageOptions {
  readonly harts: number;
  /** The firmware that is judged, a file; the built-in one if absent. */
  readonly firmware?: Uint8Array;
  /** How the built-in firmware resumes; `private` if absent. */
  readonly policy?: ResumePolicy;
  /** What each hart has; the machine's default with counters that overflow, if absent. */
  readonly isa?: Isa;
}

/** Less is sooner looked at; a firmware file, such as OpenSBI's fw_jump, may put its device tree 34 MiB into it. */
const ram = { builtIn: 8 * 1024 ** 2, file: 64 * 1024 ** 2 } as const;
const ramBase = 0x8000_0000;

/** What the harts would execute below M-mode, if anything let them: `j .`. */
const code = { address: ramBase + 0x20_0000, instruction: 0x0000_006f } as const;
const payload: Image = {
  kind: 'assembled',
  entry: code.address,
  segments: [{ address: code.address, bytes: new Uint8Array(Uint32Array.of(code.instruction).buffer), size: 4 }],
  symbols: [],
};

/** Memory that calls share. */
const shared = { address: ramBase + 0x30_0000, words: 32 } as const;

/** More of it, a page for each hart. */
const pages = ramBase + 0x31_0000;

/** How often one after another harts may be called to M-mode by what one step has led to. */
const mostRounds = 16;

const { a0, a6, a7 } = callRegisters;

/**
 * A machine with its firmware on which harts execute nothing below M-mode: calls are real traps into the firmware, and what
 * code would do is done to the harts. It can be put back to where only hart 0 runs.
 */
export class Stage {
  readonly ground: Ground;
  /** What the firmware says of itself. */
  readonly defendant: Defendant;
  readonly #machine: Machine;
  readonly #machineMode: MachineMode;
  /** Harts that the firmware does not let out of M-mode again: they have died there, or wait for ever. */
  readonly #stuck = new Set<Hart>();

  /** @throws SweepError when the firmware does not start, or does not offer what it has to */
  constructor({ harts, firmware, policy, isa = overflowingIsa(parseCpu(DEFAULT_CPU).isa) }: StageOptions) {
    const machine = new Machine({
      bios: firmware ? { image: firmware } : 'built-in',
      kernel: payload,
      policy: policy ?? policyNamed('private'),
      ram: firmware ? ram.file : ram.builtIn,
      harts,
      isa,
      console: new BufferConsole(),
    });
    this.#machine = machine;
    this.#machineMode = new MachineMode(machine);
    const has = { H: isa.has('H'), Zicfilp: isa.has('Zicfilp'), Ssdbltrp: isa.has('Ssdbltrp') };
    const first = machine.harts[0]!;
    this.#machineMode.boot(first, { image: payload });
    this.ground = {
      harts,
      has,
      shared: BigInt(shared.address),
      words: shared.words,
      pages: BigInt(pages),
      ...allowedMemory(machine, first),
      code: BigInt(code.address),
      firmware: BigInt(ramBase),
    };
    this.defendant = interrogate(this.#machineMode, first);
    fillRegisters(first);
    machine.checkpoint();
  }

  /** Only hart 0 runs, at the payload's first instruction; nobody has made a call. */
  reset(): void {
    this.#machine.rollback();
    this.#stuck.clear();
  }

  /** A hart that the firmware does not let out of M-mode again is seen not to run. */
  perform(step: Step): void {
    if (step.kind === 'code') changeHart(this.#hart(step.hart), step.change);
    else if (step.kind === 'write') this.#write(step.address, step.size, step.words);
    else if (step.kind === 'overflow') this.#overflow(this.#hart(step.hart));
    else if (step.kind === 'wake') this.#hart(step.hart).setInterrupt('MSIP', true);
    else if (step.kind === 'clear') this.#hart(step.hart).set(mip.SSIP, 0);
    else this.#call(step);
    this.#settle();
  }

  /** LCOFIP would stand on and ask again (priv "Count Overflow Control"): what overflows is over then. */
  #overflow(hart: Hart): void {
    hart.set(mip.LCOFIP, 1);
    this.#settle();
    hart.set(mip.LCOFIP, 0);
  }

  see(): Seen {
    const { has } = this.ground;
    return {
      harts: this.#machine.harts.map((hart) => seenHart(hart, has)),
      words: this.#words(),
      pages: this.#pages(),
      time: this.#machine.clock.time(),
      read: (hart, what) => namedRegister(this.#hart(hart), what),
      ask: (...calls) => this.#aside(() => calls.map((call) => this.#ask(call)).at(-1)!),
    };
  }

  #aside<T>(run: () => T): T {
    const stuck = [...this.#stuck];
    try {
      return this.#machine.aside(run);
    } finally {
      this.#stuck.clear();
      for (const hart of stuck) this.#stuck.add(hart);
    }
  }

  #ask(call: Call): Answer {
    const hart = this.#hart(call.hart);
    // Whoever runs there now, it is the supervisor that asks.
    changeHart(hart, { privilege: 1, virtualization: 0 });
    this.#call(call);
    return { error: BigInt.asIntN(64, hart.x(a0)), value: hart.x(a0 + 1), words: this.#words(), pages: this.#pages() };
  }

  #hart(index: number): Hart {
    const hart = this.#machine.harts[index];
    if (!hart) throw new RangeError(`there is no hart ${index}`);
    return hart;
  }

  #words(): readonly bigint[] {
    const bytes = this.#machine.memory.readBytes(shared.address, 8 * shared.words);
    return Array.from(new BigUint64Array(bytes.slice().buffer));
  }

  #pages(): Uint8Array {
    return this.#machine.memory.readBytes(pages, Number(sharedBytes(this.ground.harts))).slice();
  }

  #write(address: bigint, size: 4 | 8, words: readonly bigint[]): void {
    words.forEach((word, n) => this.#machine.memory.write(Number(address) + size * n, size, word));
  }

  #call({ hart: index, extension, name, args, words = [] }: Call): void {
    const hart = this.#hart(index);
    const { eid, fid } = numbersOf({ extension, name });
    words.forEach((word, n) => this.#machine.memory.write(shared.address + 8 * n, 8, word));
    for (let n = 0; n < 6; n++) hart.setX(a0 + n, args[n] ?? 0n);
    hart.setX(a6, fid);
    hart.setX(a7, eid);
    hart.trap({ cause: exception.ecallFromS });
    this.#machineMode.handle(hart);
    if (hart.privilege === 'M' && mayBeNeeded(hart)) this.#stuck.add(hart);
  }

  /** The firmware does what a hart is called for; answers whether it is below M-mode then. */
  #letIn(hart: Hart): boolean {
    if (hart.privilege === 'M') return this.#machineMode.leave(hart);
    hart.step();
    return this.#machineMode.handle(hart);
  }

  /** Harts that are called to M-mode, to start or to take an interrupt, do what they are called for. */
  #settle(): void {
    for (let rounds = 0; ; rounds++) {
      // A timer that has been set for a time that is past has gone off.
      this.#machine.clock.advance(0);
      const called = this.#machine.harts.filter((hart) => mayBeNeeded(hart) && !this.#stuck.has(hart));
      if (called.length === 0) return;
      if (rounds === mostRounds) throw new SweepError(`the firmware does not come to rest: hart ${called[0]!.hartid}`);
      for (const hart of called) if (!this.#letIn(hart) && mayBeNeeded(hart)) this.#stuck.add(hart);
    }
  }
}
