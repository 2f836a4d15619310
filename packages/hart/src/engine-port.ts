import type { Decoded } from '@hartlab/isa';
import { hartLayout, pageBytes } from './state/layout.ts';
import type { Why } from './engine.ts';
import type { Interpreter } from './interpreter/interpreter.ts';
import type { PerformanceCounters } from './debug/performance-counters.ts';
import type { Triggers } from './debug/triggers.ts';
import type { AddressSpace } from './memory/address-space.ts';
import type { HartState } from './state/hart-state.ts';
import type { MachineMemory } from './state/machine-memory.ts';
import type { InterruptWatch } from './trap/interrupts.ts';
import type { Core } from './core.ts';

/** The parts of a hart that an engine has to do with. */
interface Parts {
  readonly memory: MachineMemory;
  readonly index: number;
  readonly interpreter: Interpreter;
  readonly addresses: AddressSpace;
  readonly interrupts: InterruptWatch;
  readonly counters: PerformanceCounters;
  readonly triggers: Triggers;
}

/**
 * A hart as an engine sees it that does most instructions itself: those that only compute, jump, and use RAM. All else it
 * leaves to the reference, one boundary at a time.
 */
export class EnginePort {
  readonly #hart: Core;
  readonly #state: HartState;
  readonly #parts: Parts;
  readonly index: number;
  /** Where the hart's block is in the machine's memory. */
  readonly block: number;

  constructor(hart: Core, parts: Parts) {
    this.#hart = hart;
    this.#state = hart.state;
    this.#parts = parts;
    this.index = parts.index;
    this.block = parts.memory.layout.harts + parts.index * hartLayout.size;
  }

  /** Begins a slice of at most so many boundaries. */
  begin(budget: number): void {
    const { interpreter, memory, index } = this.#parts;
    memory.runs(index, true);
    interpreter.begin(budget);
  }

  /**
   * Passes one boundary of the slice as the reference does, if the hart can pass one: 'budget' where it may go on. `told` is
   * called when the hart's `latest` tells of it, before others act on it.
   */
  boundary(told?: () => void): Why {
    return this.#parts.interpreter.boundary(told);
  }

  /**
   * Passes one boundary by the instruction that is at pc, where the hart is plain and may fetch it: 'budget' where it may go
   * on.
   */
  instruction(decoded: Decoded, told?: () => void): Why {
    return this.#parts.interpreter.instruction(decoded, told);
  }

  /** Whether the next instruction is at a breakpoint: before it the slice ends, unless it has just begun. */
  get isAtBreakpoint(): boolean {
    return this.#hart.stops.isAtBreakpoint;
  }

  /** Ends the slice: all of the hart's block is right. */
  end(): void {
    const { interpreter, memory, index } = this.#parts;
    interpreter.end();
    memory.runs(index, false);
  }

  /**
   * How many instructions the hart may do, of so many, while nothing but themselves decides what the next boundary is, and those
   * that only compute, jump and use RAM have no effect besides: no interrupt may be due, no landing pad is expected, nobody
   * watches, and no counter that counts instructions wraps. An indirect jump may have to land on a landing pad (`needsLandingPad`).
   */
  plainFor(instructions: number): number {
    const { interrupts, triggers, counters } = this.#parts;
    const { waiting, criticalError, ELP } = this.#state;
    if (interrupts.due() || triggers.armed || waiting || criticalError || ELP) return 0;
    this.#parts.memory.run.calm = interrupts.calm;
    return counters.allow(instructions);
  }

  /** Where the next instruction is in RAM, as an offset, if the hart may fetch all of its page; or else -1. */
  get next(): number {
    return this.#fetchable(this.#state.pcLow, this.#state.pcHigh);
  }

  /** Where the page is that follows in the address space, likewise. */
  get nextPage(): number {
    const { pcLow, pcHigh } = this.#state;
    const low = ((pcLow & -pageBytes) + pageBytes) >>> 0;
    return this.#fetchable(low, low === 0 ? (pcHigh + 1) >>> 0 : pcHigh);
  }

  #fetchable(low: number, high: number): number {
    const { addresses, memory } = this.#parts;
    const physical = addresses.find('fetch', low, high);
    return physical < 0 ? -1 : physical - memory.ramBase;
  }

  /**
   * Looks where an access goes to a multiple of its `width`, in halves, if the caches of the hart's context do not know.
   * Whether they know now: it is to RAM, and the hart may make it anywhere in the page. All that has changed otherwise
   * is what an access that was made would have changed as well.
   */
  find(access: 'load' | 'store', low: number, high: number, width: number): boolean {
    return (low & (width - 1)) === 0 && this.#parts.addresses.find(access, low, high) >= 0;
  }

  /** Where the caches of the hart's context are in the machine's memory (`contextLayout`). */
  get caches(): number {
    return this.#parts.addresses.caches;
  }

  /** The engine has done so many instructions itself since the hart was plain. */
  retired(instructions: number): void {
    this.#parts.memory.run.done += instructions;
    this.#parts.counters.retiredMany(instructions);
  }

  /** To be called when the block was replaced: a reservation that it holds concerns the other harts. */
  restored(): void {
    this.#parts.memory.runs(this.#parts.index, false);
  }
}
