import type { Effect, Insn } from '@hartlab/isa';
import type { Csr, Field, Register } from '../csr/csr.ts';
import { countedEvents, type CountedEvent } from '../csrs/counted-events.ts';
import {
  mcountinhibit,
  mcycle,
  mcyclecfg,
  mhpmcounters,
  mhpmevents,
  minstret,
  minstretcfg,
  mip,
} from '../csrs/csrs.ts';
import type { Core } from '../core.ts';
import type { HartState } from '../state/hart-state.ts';

/** A programmable counter that counts. */
interface Programmed {
  readonly counter: Register;
  readonly selector: number;
  readonly OF: Field;
}

/** The counters that count in one mode. */
interface Counting {
  readonly cycle: boolean;
  readonly instret: boolean;
  readonly programmed: readonly Programmed[];
}

/** What an effect of an instruction counts as when the instruction retires. */
function eventsOfEffect(effect: Effect): readonly CountedEvent[] {
  switch (effect.k) {
    case 'jump':
      return ['branches'];
    case 'load':
    case 'lr':
      return ['loads'];
    case 'store':
    case 'sc':
      return ['stores'];
    case 'amo':
    case 'compare-and-swap-pair':
      return ['loads', 'stores'];
    case 'cache-block':
      return effect.operation === 'zero' ? ['stores'] : [];
    case 'landing-pad':
    case 'shadow-push':
    case 'shadow-pop':
    case 'shadow-pointer':
    case 'return':
    case 'system':
    case 'set':
    case 'bind':
    case 'csr':
    case 'guard':
    case 'setFloat':
    case 'float':
      return [];
  }
}

/** The field that stops counting in each mode, by the mode's number (see `HartState.mode`). */
const inhibits = { 0: 'UINH', 1: 'SINH', 3: 'MINH', 4: 'VUINH', 5: 'VSINH' } as const;
type Filter = Readonly<Record<(typeof inhibits)[keyof typeof inhibits], Field>>;

/**
 * Counts in the cells of mcycle, minstret and the programmable counters. Which of them count in which mode is read from
 * the CSRs when first needed after `changed`. What an instruction does counts in the mode in which it began, as for
 * xRET (priv "Counter Behavior"), and if the CSRs let it when it ends.
 *
 * Instructions are counted here as they retire, and put into mcycle and minstret when the mode changes, or what counts,
 * or somebody looks.
 */
export class PerformanceCounters {
  readonly #hart: Core;
  readonly #state: HartState;
  /** By the number of the mode. */
  readonly #counting: (Counting | undefined)[] = [];
  /** Whether in each mode the same counts, if that is known. */
  #isUniform: boolean | undefined;
  /** The mode in which the present instruction began, unless in all modes the same counts. */
  #mode = 0;
  /** Instructions of that mode that have retired and are not in mcycle and minstret yet. */
  #unsettled = 0;
  /** What counts when an instruction of this row retires. */
  readonly #retirements = new Map<Insn, ReadonlySet<number>>();

  constructor(hart: Core) {
    this.#hart = hart;
    this.#state = hart.state;
  }

  /** To be called when a CSR that decides what counts was written. */
  changed(): void {
    this.settle();
    // While in all modes the same counted, nobody had to know in which the instruction began that has written the CSR.
    if (this.#isUniform) this.#mode = this.#state.mode;
    this.#counting.length = 0;
    this.#isUniform = undefined;
  }

  /** Puts what has been counted into mcycle and minstret: to be called before these are looked at. */
  settle(): void {
    const instructions = this.#unsettled;
    if (instructions === 0) return;
    this.#unsettled = 0;
    const { cycle, instret } = this.#now();
    if (cycle) this.#state.count(mcycle.address, instructions);
    if (instret) this.#state.count(minstret.address, instructions);
  }

  /** What counts at present. */
  #now(): Counting {
    return (this.#counting[this.#mode] ??= this.#read(this.#mode));
  }

  /** To be called before each instruction, or interrupt. */
  begin(): void {
    const { mode } = this.#state;
    if (mode === this.#mode || (this.#isUniform ??= this.#looksUniform())) return;
    this.settle();
    this.#mode = mode;
  }

  /** An instruction retired, and perhaps jumped. A counter that it has `written` keeps that value (priv "Hardware Performance Monitor"). */
  retired(insn: Insn, jumped: boolean, written: Csr | undefined): void {
    const { cycle, instret, programmed } = this.#now();
    if (written === mcycle) {
      if (instret) this.#state.count(minstret.address, 1);
    } else if (written === minstret) {
      if (cycle) this.#state.count(mcycle.address, 1);
    } else this.#unsettled++;
    if (programmed.length === 0) return;
    const events = this.#eventsOf(insn);
    const took = jumped && events.has(countedEvents.branches);
    for (const one of programmed) {
      const counts = one.selector === countedEvents.takenBranches ? took : events.has(one.selector);
      if (counts && written !== one.counter) this.#count(one);
    }
  }

  /**
   * How many of so many instructions may retire in the present mode before a programmable counter has to look at one: the last
   * before it wraps is the last, and where one counts something else there is none.
   */
  allow(instructions: number): number {
    this.begin();
    let least = instructions;
    for (const { counter, selector } of this.#now().programmed) {
      if (selector !== countedEvents.cycles && selector !== countedEvents.instructions) return 0;
      if (this.#state.half(counter.address, 1) === 0xffff_ffff)
        least = Math.min(least, 0xffff_ffff - this.#state.half(counter.address, 0));
    }
    return least;
  }

  /** So many instructions retired in the present mode, no more than are allowed. They have written no counter. */
  retiredMany(instructions: number): void {
    if (instructions === 0) return;
    this.begin();
    this.#unsettled += instructions;
    for (const { counter } of this.#now().programmed) this.#state.count(counter.address, instructions);
  }

  /** Something happened in place of an instruction. */
  happened(event: 'exceptions' | 'interrupts'): void {
    const { programmed } = this.#now();
    for (const one of programmed) if (one.selector === countedEvents[event]) this.#count(one);
  }

  /** A counter that wraps sets OF and asks for an interrupt, unless OF was set before (priv "Count Overflow Control"). */
  #count({ counter, OF }: Programmed): void {
    const wrapped = this.#state.count(counter.address, 1);
    if (!wrapped || !this.#hart.isa.has('Sscofpmf') || this.#hart.get(OF) === 1) return;
    this.#hart.set(OF, 1);
    this.#hart.set(mip.LCOFIP, 1);
  }

  /** Nothing is kept from counting in some modes only, and no counter is programmed. */
  #looksUniform(): boolean {
    const all = Object.keys(inhibits).map((mode) => this.#read(Number(mode)));
    const [first] = all;
    return all.every(
      ({ cycle, instret, programmed }) =>
        cycle === first!.cycle && instret === first!.instret && programmed.length === 0,
    );
  }

  #read(mode: number): Counting {
    const inhibited = this.#state.half(mcountinhibit.address, 0);
    const runs = (n: number, filter: Filter) =>
      ((inhibited >>> n) & 1) === 0 && this.#hart.get(filter[inhibits[mode as keyof typeof inhibits]]) === 0;
    const programmed: Programmed[] = [];
    mhpmevents.forEach((event, index) => {
      const selector = this.#state.half(event.address, 0);
      if (selector !== 0 && runs(index + 3, event))
        programmed.push({ counter: mhpmcounters[index]!, selector, OF: event.OF });
    });
    return { cycle: runs(0, mcyclecfg), instret: runs(2, minstretcfg), programmed };
  }

  #eventsOf(insn: Insn): ReadonlySet<number> {
    const known = this.#retirements.get(insn);
    if (known) return known;
    const effects = insn.does.flatMap((effect) => eventsOfEffect(effect));
    const events: readonly CountedEvent[] = ['cycles', 'instructions', ...effects];
    const selectors = new Set<number>(events.map((event) => countedEvents[event]));
    this.#retirements.set(insn, selectors);
    return selectors;
  }
}
