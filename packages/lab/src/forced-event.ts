import type { Commit, Hart } from '@hartlab/hart';
import type { Decoded } from '@hartlab/isa';
import { SSE } from '@hartlab/sbi';
import type { Machine } from '@hartlab/machine';
import { attributesIn } from './event-attributes.ts';
import { DirectSignal, type EventSource } from './event-source.ts';
import { trapForCall } from './forged-call.ts';
import { isForFirmware, MachineMode } from './machine-mode.ts';
import type { Payload } from './payload.ts';
import { completes } from './sse-call.ts';
import { MachineModeWatch, type Stranding } from './stranding.ts';
import { eventsOn } from './why-ignored.ts';

/** Who changed the machine in one step of an event. */
export type Agent =
  | 'trap hardware'
  | 'firmware at injection'
  | 'firmware at completion'
  | 'firmware'
  | 'handler'
  | 'sret';

/** One step of an event: what has just happened to the machine. */
export interface EventStep {
  readonly agent: Agent;
  /** Where the hart was before it. */
  readonly pc: bigint;
  /** The instruction executed, for `handler` and `sret`, and for a firmware that is made of instructions. */
  readonly decoded?: Decoded;
  /** No instruction did it, but the lab on behalf of a payload. */
  readonly isForged?: true;
}

/** How an event ended. */
export type Outcome =
  | { readonly kind: 'completed' }
  /** The handler did not come to `complete`: the step that left its own code for good, and where that led. */
  | { readonly kind: 'derailed'; readonly leaving: EventStep; readonly to: bigint }
  /** The firmware did not come back from M-mode: its last step, and why. */
  | { readonly kind: 'stranded'; readonly leaving: EventStep; readonly stranding: Stranding }
  /** The firmware did not deliver the event: the hart is where it was. */
  | { readonly kind: 'ignored'; readonly at: bigint };

/** Instructions that a handler may take. The longest of ours takes about 170, its nested trap included. */
const patience = 500;

/** Events that may wait for one another, so that the handler of the next follows that of the one before. */
const longestChain = 8;

/**
 * An event that is forced on `hart` at the boundary where the machine stands: its source makes it ready, an M-mode software
 * interrupt brings the hart to the firmware, a real trap whose return delivers the event, and the hart runs, alone and with
 * the clock stopped, until the handler completes.
 */
export class ForcedEvent {
  readonly #machineMode: MachineMode;
  readonly #hart: Hart;
  readonly #payload: Payload;
  readonly #source: EventSource;

  /**
   * @param source what makes it ready; if absent, the built-in firmware is told of it
   * @param clockRuns whether time passes in M-mode, for a firmware that waits for it
   */
  constructor(machine: Machine, hart: Hart, payload: Payload, source?: EventSource, clockRuns = false) {
    this.#machineMode = new MachineMode(machine, { clockRuns });
    this.#hart = hart;
    this.#payload = payload;
    this.#source = source ?? new DirectSignal(this.#machineMode);
  }

  /**
   * Forces it, as fast as the machine can. Answers how it ended, `lost` if neither with completion nor ignored.
   *
   * @param entered is called at the handler's first instruction
   * @param pc where the interrupted software goes on: behind the trap, if the hart is in M-mode
   */
  run(entered: () => void, pc: bigint = this.#hart.pc): 'completed' | 'ignored' | 'lost' {
    const hart = this.#hart;
    const machineMode = this.#machineMode;
    const isInside = hart.privilege === 'M';
    if (!this.#interrupt()) return 'ignored';
    let again = longestChain;
    do if (!machineMode.handle(hart)) return 'lost';
    while ((isInside || this.#isWhere(pc)) && again-- > 0 && this.#isCalled());
    if (this.#isWhere(pc)) return 'ignored';
    this.#source.entered?.(hart);
    entered();
    let follow = longestChain;
    for (let left = patience; left > 0;) {
      const passed = this.#completeForPayload() ? 1 : machineMode.machine.runAlone(hart, left);
      // It waits for what will never come.
      if (passed === 0) return 'lost';
      left -= passed;
      if (hart.privilege !== 'M' || hart.waiting) continue;
      const isLast = completes(hart);
      if (!machineMode.handle(hart)) return 'lost';
      if (!isLast) continue;
      if (!this.#goesOn(pc) || follow-- === 0) return 'completed';
      left = patience;
    }
    return 'lost';
  }

  /**
   * Forces it step by step.
   *
   * @param note is told after each step whose changes have one author; what was observed of it is valid until the next
   * @param entered is called at the handler's first instruction
   * @param pc where the interrupted software goes on: behind the trap, if the hart is in M-mode
   */
  trace(
    note: (step: EventStep, commit?: Commit) => void,
    entered: () => void = () => {},
    pc: bigint = this.#hart.pc,
  ): Outcome {
    const { code } = this.#payload;
    const hart = this.#hart;
    const isInside = hart.privilege === 'M';
    if (!this.#interrupt()) return { kind: 'ignored', at: pc };
    let leaving: EventStep = { agent: 'trap hardware', pc };
    if (!isInside) note(leaving, hart.commit);
    const { machine } = this.#machineMode;
    const watch = new MachineModeWatch();
    /** Lets the firmware handle a trap; whether it came back. */
    const handle = (agent: Agent, from: bigint): boolean => {
      watch.begin();
      return this.#machineMode.handle(hart, (at) => {
        if (machine.firmware) leaving = { agent, pc: from };
        else {
          leaving = { agent, pc: at, ...decodedBy(hart) };
          watch.note(hart);
        }
        note(leaving, machine.firmware ? undefined : hart.commit);
      });
    };
    const stranded = (): Outcome => ({ kind: 'stranded', leaving, stranding: watch.stranding(hart, machine) });
    let again = longestChain;
    do if (!handle('firmware at injection', pc)) return stranded();
    while ((isInside || this.#isWhere(pc)) && again-- > 0 && this.#isCalled(note));
    if (this.#isWhere(pc)) return { kind: 'ignored', at: pc };
    this.#source.entered?.(hart);
    entered();
    let left = leaving;
    let to = hart.pc;
    let follow = longestChain;

    for (let instructions = 0; instructions < patience; instructions++) {
      const at = hart.pc;
      const step = this.#step(at);
      const isOwn = at >= code.begin && at < code.end;
      if (isOwn) {
        left = step;
        to = hart.pc;
      }
      note(step, step.isForged ? undefined : hart.commit);
      // It waits for what will never come.
      if (hart.latest.kind === 'waiting') break;
      if (hart.privilege !== 'M' || hart.waiting) continue;
      const isLast = completes(hart);
      const isBack = handle(isLast ? 'firmware at completion' : 'firmware', at);
      // Where the firmware has sent a trap that was not delegated.
      if (left === step) to = hart.pc;
      if (!isBack) {
        // Software that a derailed handler led to may well power off.
        if (!isOwn || (machine.ended && !isLast)) break;
        return stranded();
      }
      if (!isLast) continue;
      if (!this.#goesOn(pc) || follow-- === 0) return { kind: 'completed' };
      instructions = 0;
    }
    return { kind: 'derailed', leaving: left, to };
  }

  /** Brings the hart to the firmware, for which the event is pending, if it is not there. False when nothing does. */
  #interrupt(): boolean {
    const hart = this.#hart;
    const isInside = hart.privilege === 'M';
    const isCalled = this.#source.raise(hart);
    if (isInside) return true;
    if (isCalled) hart.observe();
    if (isCalled && hart.privilege !== 'M') throw new Error(`the event did not bring hart ${hart.hartid} to M-mode`);
    return isCalled;
  }

  /** Whether an interrupt brings the hart, which has come back from the firmware, there again: that it had not handled yet. */
  #isCalled(note?: (step: EventStep, commit?: Commit) => void): boolean {
    const hart = this.#hart;
    const { pc } = hart;
    if (!isForFirmware(hart)) return false;
    hart.observe();
    note?.({ agent: 'trap hardware', pc }, hart.commit);
    return hart.privilege === 'M';
  }

  /** Whether the hart is at the interrupted instruction instead of in the handler. */
  #isWhere(pc: bigint): boolean {
    return this.#hart.pc === pc && pc !== this.#payload.entry.pc;
  }

  /**
   * Whether there is more to come behind a `complete`: it was that of an event which had come in between, or the handler of
   * another one follows that had waited, and will resume what completion has made. Software interrupted at `pc` is back there.
   */
  #goesOn(pc: bigint): boolean {
    const hart = this.#hart;
    if (hart.pc === pc) return false;
    const { event, view } = this.#source;
    const values = view.attributes(hart, event);
    if ('error' in values) return false;
    if (attributesIn(values).state === 'RUNNING') return true;
    return eventsOn(view, hart).some(([, { state, entry }]) => state === 'RUNNING' && entry.pc === hart.pc);
  }

  /** Is the handler, if that is the lab's own and the hart is there: one step of it, which calls `complete`. */
  #completeForPayload(): boolean {
    const { adopted, entry } = this.#payload;
    if (!adopted || this.#hart.pc !== entry.pc) return false;
    trapForCall(this.#hart, SSE, 'complete');
    return true;
  }

  /** Lets the hart, which is at `pc`, take one step of its handler. */
  #step(pc: bigint): EventStep {
    if (this.#completeForPayload()) return { agent: 'handler', pc, isForged: true };
    const { kind, decoded } = this.#hart.observe();
    if (kind !== 'retired' || !decoded) return { agent: 'trap hardware', pc };
    return { agent: decoded.insn.name === 'sret' ? 'sret' : 'handler', pc, decoded };
  }
}

/** The instruction that the hart has just executed, if it did. */
const decodedBy = ({ latest: { kind, decoded } }: Hart): Pick<EventStep, 'decoded'> =>
  kind === 'retired' && decoded ? { decoded } : {};
