import { mcause, type Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import type { Payload } from './payload.ts';

/** The event that a sweep makes ready: the local software event (sbi "Software Events"). */
export const localSoftwareEvent = 0xffff_0000;

/** EID of the SSE extension and FID of `complete` (sbi "Function Listing" of the SSE extension). */
const SSE = 0x53_5345n;
const COMPLETE = 6n;
const a6 = 16;
const a7 = 17;

/** Encoding of SRET (priv "Trap-Return Instructions"). */
const sret = 0x1020_0073;

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
  readonly word?: number;
}

/** How an event ended. */
export type Outcome =
  | { readonly kind: 'completed' }
  /** The handler did not come to `complete`: the step that left its own code for good, and where that led. */
  | { readonly kind: 'derailed'; readonly leaving: EventStep; readonly to: bigint };

/** Instructions that a handler may take. The longest of ours takes about 170, its nested trap included. */
const patience = 1000;

/**
 * Forces the event on `hart` at the boundary where the machine stands, and runs the hart, alone and with the clock
 * stopped, until the handler completes. An M-mode software interrupt brings the hart to the firmware: a real trap, whose
 * return delivers the event. Yields after each step whose changes have one author.
 */
export function* forceEvent(machine: Machine, hart: Hart, { code }: Payload): Generator<EventStep, Outcome, void> {
  const firmware = machine.firmware;
  if (!firmware) throw new RangeError('a sweep needs the built-in firmware: the machine runs without it');
  machine.clock.freeze();
  try {
    const { pc } = hart;
    firmware.signal(localSoftwareEvent, hart.hartid);
    hart.step();
    yield { agent: 'trap hardware', pc };
    firmware.trap(hart);
    let leaving: EventStep = { agent: 'firmware at injection', pc };
    let to = hart.pc;
    yield leaving;

    for (let instructions = 0; instructions < patience; instructions++) {
      const at = hart.pc;
      const { kind, word } = hart.step();
      const step: EventStep =
        kind === 'retired'
          ? { agent: word === sret ? 'sret' : 'handler', pc: at, word }
          : { agent: 'trap hardware', pc: at };
      if (at >= code.begin && at < code.end) {
        leaving = step;
        to = hart.pc;
      }
      yield step;
      if (hart.privilege !== 'M') continue;
      const completes = callsComplete(hart);
      firmware.trap(hart);
      yield { agent: completes ? 'firmware at completion' : 'firmware', pc: at };
      if (completes) return { kind: 'completed' };
    }
    return { kind: 'derailed', leaving, to };
  } finally {
    machine.clock.thaw();
  }
}

const ecallFromS = 9n;

/** Whether the hart has just trapped to M-mode with a call of `complete`. */
const callsComplete = (hart: Hart): boolean =>
  hart.read(mcause) === ecallFromS && hart.x(a7) === SSE && hart.x(a6) === COMPLETE;
