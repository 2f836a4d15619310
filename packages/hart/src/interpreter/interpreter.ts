import { type Decoded, type Decoder, decoder, type Insn } from '@hartlab/isa';
import { type Execute, resolveEffects } from './execute.ts';
import { Execution } from './execution.ts';
import type { Core } from '../core.ts';
import type { Why } from '../engine.ts';
import { type Commit, CommitRecord } from '../state/commit.ts';
import { type Step, StepRecord } from '../state/step.ts';
import type { HartState } from '../state/hart-state.ts';
import type { RunCells } from '../state/run-cells.ts';
import type { InterruptWatch } from '../trap/interrupts.ts';
import type { PerformanceCounters } from '../debug/performance-counters.ts';
import { exception, interruptBit } from '../csrs/causes.ts';
import { transformedInstruction } from '../trap/transformed-instruction.ts';
import type { Triggers } from '../debug/triggers.ts';
import { faulted } from '../memory/translation.ts';
import type { VirtualMemory } from '../memory/virtual-memory.ts';

/** Why a slice ends whose last boundary was such a one: there may be more, or not. */
const reasonOf = (kind: Step['kind']): Why => (kind === 'waiting' || kind === 'critical-error' ? kind : 'budget');

/** The codes of the traps whose tinst may tell of the instruction: those of explicit memory accesses. A bit for each. */
const explicitAccess = [
  exception.loadAddressMisaligned,
  exception.loadAccessFault,
  exception.storeAddressMisaligned,
  exception.storeAccessFault,
  exception.loadPageFault,
  exception.storePageFault,
  exception.loadGuestPageFault,
  exception.storeGuestPageFault,
].reduce((bits, code) => bits | (1 << Number(code)), 0);

/** What each row does on any hart, resolved when one first meets it. */
class Executions {
  readonly #known = new Map<Insn, Execute>();

  of(insn: Insn): Execute {
    const known = this.#known.get(insn);
    if (known) return known;
    const execute = resolveEffects(insn.does);
    this.#known.set(insn, execute);
    return execute;
  }
}

const makeExecutions = (): Executions => new Executions();

/** The reference interpreter: it does what the rows of the instruction table say, one instruction at a time. */
export class Interpreter {
  readonly #hart: Core;
  readonly #cells: RunCells;
  readonly #state: HartState;
  readonly #memory: VirtualMemory;
  readonly #interrupts: InterruptWatch;
  readonly #counters: PerformanceCounters;
  readonly #triggers: Triggers;
  readonly #trapTaken: (() => void) | undefined;
  readonly #hasTransformedInstructions: boolean;
  readonly #decode: Decoder;
  readonly #executions: Executions;
  readonly #execution: Execution;
  readonly #step = new StepRecord();
  readonly #commit = new CommitRecord();

  constructor(
    hart: Core,
    cells: RunCells,
    memory: VirtualMemory,
    interrupts: InterruptWatch,
    counters: PerformanceCounters,
    triggers: Triggers,
    trapTaken: (() => void) | undefined,
  ) {
    this.#hart = hart;
    this.#cells = cells;
    this.#state = hart.state;
    this.#memory = memory;
    this.#interrupts = interrupts;
    this.#counters = counters;
    this.#triggers = triggers;
    this.#trapTaken = trapTaken;
    this.#hasTransformedInstructions = hart.isa.has('H');
    this.#decode = decoder(hart.isa);
    this.#executions = hart.isa.made(makeExecutions);
    this.#execution = new Execution(hart, memory);
  }

  /** What the latest boundary did, or why there was none. */
  get latest(): Step {
    return this.#step;
  }

  /** A slice, as `Engine.run` says. `told` is called at each boundary, when `latest` tells of it. */
  run(budget: number, told?: () => void): Why {
    this.begin(budget);
    let why: Why;
    do why = this.boundary(told);
    while (why === 'budget' && this.#cells.done < this.#cells.budget && !this.#hart.stops.isAtBreakpoint);
    this.end();
    return why;
  }

  /** Begins a slice. */
  begin(budget: number): void {
    this.#cells.budget = budget;
    this.#cells.settled();
    this.#interrupts.begin();
  }

  /** Passes one boundary of a slice, if the hart can pass one: 'budget' where it may go on. */
  boundary(told?: () => void): Why {
    if (this.#passes()) {
      told?.();
      this.#passed();
    }
    return reasonOf(this.#step.kind);
  }

  /**
   * Passes one boundary of a slice by this instruction, which the hart has found at pc where nothing but the instruction
   * decides what happens: no interrupt is due, it does not wait, nobody watches.
   */
  instruction(decoded: Decoded, told?: () => void): Why {
    const { pcLow, pcHigh } = this.#state;
    this.#step.begin(pcLow, pcHigh);
    this.#counters.begin();
    if (this.#does(decoded)) this.#retire(decoded);
    else this.#trapped();
    told?.();
    this.#passed();
    return reasonOf(this.#step.kind);
  }

  /** Ends a slice: all of the hart's block is right. */
  end(): void {
    this.#counters.settle();
  }

  /** All that the boundary did that was observed last. */
  get commit(): Commit {
    return this.#commit;
  }

  /** A slice of one boundary, of which `commit` then tells all. */
  observe(told?: () => void): Why {
    this.begin(1);
    if (this.#passesObserved()) {
      told?.();
      this.#passed();
    }
    this.end();
    return reasonOf(this.#step.kind);
  }

  /** One boundary by itself, for which no time passes and of which nobody is told; observed or not. */
  step(observed = false): Step {
    this.begin(1);
    if (observed) this.#passesObserved();
    else this.#passes();
    this.end();
    return this.#step;
  }

  /** Passes one boundary, if the hart can pass one, and keeps in `commit` all that it did. */
  #passesObserved(): boolean {
    const state = this.#state;
    const commit = this.#commit;
    commit.observe(state.privilege, state.V);
    state.commit = commit;
    try {
      return this.#passes();
    } finally {
      state.commit = undefined;
      commit.end(this.#step, state, this.#hart.raised);
    }
  }

  /** Passes one boundary, if the hart can pass one. */
  #passes(): boolean {
    if (!this.#begins()) return false;
    this.#counters.begin();
    if (this.#triggers.armed) this.#watchedBoundary();
    else this.#boundary();
    return true;
  }

  /** The boundary is over when those have acted who had to hear of it. */
  #passed(): void {
    const retired = this.#step.kind === 'retired';
    if (!retired) this.#trapTaken?.();
    this.#cells.passed(retired);
  }

  /** Whether the hart can pass a boundary: not in the critical-error state, nor in WFI until an interrupt ends the wait. */
  #begins(): boolean {
    const state = this.#state;
    const step = this.#step;
    step.begin(state.pcLow, state.pcHigh);
    if (state.criticalError) step.kind = 'critical-error';
    else if (state.waiting && !this.#hart.interruptPending()) step.kind = 'waiting';
    else {
      state.waiting = false;
      return true;
    }
    return false;
  }

  /** The same, with triggers: one that is due comes before all else. */
  #watchedBoundary(): void {
    if (this.#triggers.begin()) this.#boundary();
    else this.#trapped();
    const { kind, cause } = this.#step;
    if (kind === 'trap' || kind === 'interrupt') this.#triggers.trapped(cause);
    this.#triggers.end();
  }

  #boundary(): void {
    const step = this.#step;
    if (this.#interrupts.due()) {
      this.#counters.happened('interrupts');
      const { code, target } = this.#interrupts;
      step.kind = 'interrupt';
      step.cause = interruptBit | BigInt(code);
      this.#hart.interrupt(code, target);
    } else {
      this.#instruction();
    }
  }

  /** Fetches an instruction and executes it. */
  #instruction(): void {
    const decoded = this.#fetch();
    if (decoded && this.#does(decoded)) this.#retire(decoded);
    else this.#trapped();
  }

  /** The next instruction; undefined when it cannot be executed, and has raised an exception. */
  #fetch(): Decoded | undefined {
    const { raised } = this.#hart;
    const word = this.#memory.fetch();
    if (word === faulted) return undefined;
    this.#step.word = word;
    const decoded = this.#decode(word);
    if (this.#state.ELP && !isLandingPad(decoded)) raised.softwareCheck('landing pad');
    else if (!decoded) raised.illegalInstruction(word);
    else return decoded;
    return undefined;
  }

  /** Does what an instruction says but for going to the next one. False when it has raised an exception. */
  #does(decoded: Decoded): boolean {
    this.#step.word = decoded.bits;
    this.#step.decoded = decoded;
    this.#execution.begin(decoded);
    if (this.#executions.of(decoded.insn)(this.#execution)) return true;
    this.#tellInstruction(decoded);
    return false;
  }

  #retire({ insn, length }: Decoded): void {
    const { target, returned, written } = this.#execution;
    if (target !== undefined) this.#state.pc = target;
    else if (!returned) this.#state.advance(length);
    this.#step.kind = 'retired';
    this.#counters.retired(insn, returned || target !== undefined, written);
  }

  /** Takes the trap that is raised. */
  #trapped(): void {
    const step = this.#step;
    const { raised } = this.#hart;
    step.kind = 'trap';
    step.cause = raised.cause;
    if (step.cause === exception.hardwareError) this.#memory.consumed();
    this.#counters.happened('exceptions');
    this.#hart.trapRaised();
    if (this.#state.criticalError) step.kind = 'critical-error';
  }

  /** Completes a trap of an explicit access with the transformed instruction, where there is a CSR for it. */
  #tellInstruction(decoded: Decoded): void {
    const { raised } = this.#hart;
    if (raised.tinst !== 0 || ((explicitAccess >>> raised.code) & 1) === 0) return;
    if (!this.#hasTransformedInstructions) return;
    // An offset is small: the low half tells it.
    raised.tinst = transformedInstruction(decoded, (raised.tvalLow - this.#execution.addressLow) | 0);
  }
}

/** An instruction lands an indirect jump if that is the first thing it does. */
const isLandingPad = (decoded: Decoded | undefined) => decoded?.insn.does[0]?.k === 'landing-pad';
