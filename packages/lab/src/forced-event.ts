import type { Hart } from '@hartlab/hart';
import type { Decoded } from '@hartlab/isa';
import type { Machine } from '@hartlab/machine';
import type { Payload } from './payload.ts';
import { callSse, completes, localSoftwareEvent } from './sse-call.ts';

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
  /** The instruction executed, for `handler` and `sret`. */
  readonly decoded?: Decoded;
}

/** How an event ended. */
export type Outcome =
  | { readonly kind: 'completed' }
  /** The handler did not come to `complete`: the step that left its own code for good, and where that led. */
  | { readonly kind: 'derailed'; readonly leaving: EventStep; readonly to: bigint };

/** Instructions that a handler may take. The longest of ours takes about 170, its nested trap included. */
const patience = 500;

/**
 * An event that is forced on `hart` at the boundary where the machine stands: an M-mode software interrupt brings the hart
 * to the firmware, a real trap whose return delivers the event, and the hart runs, alone and with the clock stopped,
 * until the handler completes.
 */
export class ForcedEvent {
  readonly #machine: Machine;
  readonly #hart: Hart;
  readonly #payload: Payload;

  constructor(machine: Machine, hart: Hart, payload: Payload) {
    this.#machine = machine;
    this.#hart = hart;
    this.#payload = payload;
  }

  /**
   * Forces it, as fast as the machine can. Answers whether the handler has completed.
   *
   * @param entered is called at the handler's first instruction
   */
  run(entered: () => void): boolean {
    const hart = this.#hart;
    const firmware = this.#interrupt();
    firmware.trap(hart);
    entered();
    for (let left = patience; left > 0;) {
      const passed = this.#completeForPayload() ? 1 : this.#machine.runAlone(hart, left);
      // It waits for what will never come.
      if (passed === 0) return false;
      left -= passed;
      if (hart.privilege !== 'M' || hart.waiting) continue;
      const isLast = completes(hart);
      firmware.trap(hart);
      if (isLast) return true;
    }
    return false;
  }

  /**
   * Forces it step by step.
   *
   * @param note is told after each step whose changes have one author
   */
  trace(note: (step: EventStep) => void): Outcome {
    const { code } = this.#payload;
    const hart = this.#hart;
    const { pc } = hart;
    const firmware = this.#interrupt();
    note({ agent: 'trap hardware', pc });
    firmware.trap(hart);
    let leaving: EventStep = { agent: 'firmware at injection', pc };
    let to = hart.pc;
    note(leaving);

    for (let instructions = 0; instructions < patience; instructions++) {
      const at = hart.pc;
      const step = this.#step(at);
      if (at >= code.begin && at < code.end) {
        leaving = step;
        to = hart.pc;
      }
      note(step);
      // It waits for what will never come.
      if (hart.latest.kind === 'waiting') break;
      if (hart.privilege !== 'M' || hart.waiting) continue;
      const isLast = completes(hart);
      firmware.trap(hart);
      // Where the firmware has sent a trap that was not delegated.
      if (leaving === step) to = hart.pc;
      note({ agent: isLast ? 'firmware at completion' : 'firmware', pc: at });
      if (isLast) return { kind: 'completed' };
    }
    return { kind: 'derailed', leaving, to };
  }

  /** Brings the hart to the firmware, for which the event is pending. */
  #interrupt(): NonNullable<Machine['firmware']> {
    const hart = this.#hart;
    const { firmware } = this.#machine;
    if (!firmware) throw new RangeError('a sweep needs the built-in firmware: the machine runs without it');
    firmware.signal(localSoftwareEvent, hart.hartid);
    hart.step();
    if (hart.privilege !== 'M') throw new Error(`the event did not bring hart ${hart.hartid} to M-mode`);
    return firmware;
  }

  /** Is the handler, if that is the lab's own and the hart is there: one step of it, which calls `complete`. */
  #completeForPayload(): boolean {
    const { adopted, entry } = this.#payload;
    if (!adopted || this.#hart.pc !== entry.pc) return false;
    callSse(this.#hart, 'complete');
    return true;
  }

  /** Lets the hart, which is at `pc`, take one step of its handler. */
  #step(pc: bigint): EventStep {
    if (this.#completeForPayload()) return { agent: 'handler', pc };
    const { kind, decoded } = this.#hart.step();
    if (kind !== 'retired' || !decoded) return { agent: 'trap hardware', pc };
    return { agent: decoded.insn.name === 'sret' ? 'sret' : 'handler', pc, decoded };
  }
}
