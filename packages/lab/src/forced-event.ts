import type { Hart } from '@hartlab/hart';
import type { Decoded } from '@hartlab/isa';
import type { Machine } from '@hartlab/machine';
import type { Payload } from './payload.ts';
import { callSse, callsSse, localSoftwareEvent } from './sse-call.ts';

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
 * Forces the event on `hart` at the boundary where the machine stands, and runs the hart, alone and with the clock
 * stopped, until the handler completes. An M-mode software interrupt brings the hart to the firmware: a real trap, whose
 * return delivers the event.
 *
 * @param note is told after each step whose changes have one author
 */
export function forceEvent(machine: Machine, hart: Hart, payload: Payload, note: (step: EventStep) => void): Outcome {
  const { code } = payload;
  const firmware = machine.firmware;
  if (!firmware) throw new RangeError('a sweep needs the built-in firmware: the machine runs without it');
  machine.clock.freeze();
  try {
    const { pc } = hart;
    firmware.signal(localSoftwareEvent, hart.hartid);
    hart.step();
    if (hart.privilege !== 'M') throw new Error(`the event did not bring the hart from 0x${pc.toString(16)} to M-mode`);
    note({ agent: 'trap hardware', pc });
    firmware.trap(hart);
    let leaving: EventStep = { agent: 'firmware at injection', pc };
    let to = hart.pc;
    note(leaving);

    for (let instructions = 0; instructions < patience; instructions++) {
      const at = hart.pc;
      const step = handlerStep(hart, at, payload);
      if (at >= code.begin && at < code.end) {
        leaving = step;
        to = hart.pc;
      }
      note(step);
      if (hart.privilege !== 'M' || hart.waiting) continue;
      const completes = callsSse(hart, 'complete');
      firmware.trap(hart);
      note({ agent: completes ? 'firmware at completion' : 'firmware', pc: at });
      if (completes) return { kind: 'completed' };
    }
    return { kind: 'derailed', leaving, to };
  } finally {
    machine.clock.thaw();
  }
}

/** Lets the hart, which is at `pc`, take one step of its handler, which is the lab's own for a payload that does not know SSE. */
function handlerStep(hart: Hart, pc: bigint, { adopted, entry }: Payload): EventStep {
  if (adopted && pc === entry.pc) {
    callSse(hart, 'complete');
    return { agent: 'handler', pc };
  }
  const { kind, decoded } = hart.step();
  if (kind !== 'retired' || !decoded) return { agent: 'trap hardware', pc };
  return { agent: decoded.insn.name === 'sret' ? 'sret' : 'handler', pc, decoded };
}
