import { BufferConsole, Machine } from '@hartlab/machine';
import { policyNamed, type ResumePolicy } from '@hartlab/sse';
import { examine, type Boundary } from './boundary.ts';
import type { Payload } from './payload.ts';

export interface SweepOptions {
  /** The name of one of the resume policies, or of your own. */
  readonly policy: string;
  /** What the policy does; the one of that name, if absent. */
  readonly resumePolicy?: ResumePolicy;
  /** Examine this boundary only. */
  readonly boundary?: number;
}

/** RAM of the swept machine, in bytes: guests are small, and less RAM is sooner compared. */
const ram = 16 * 1024 ** 2;

/** Steps within which a payload must come to its window, and out of it. */
const patience = 20_000_000;

/** A payload that does not come to its window's beginning or end. The message is one line. */
export class SweepError extends Error {
  override readonly name = 'SweepError';
}

/**
 * Runs the payload once from the beginning to the end of its window, and examines an event at every boundary in
 * between: the machine is checkpointed, the event forced and judged, and the machine rolled back before it goes on.
 *
 * @throws UnknownPolicyError, or SweepError when the payload never reaches its window or does not leave it
 */
export function* sweep(payload: Payload, options: SweepOptions): Generator<Boundary, void, void> {
  const { policy, resumePolicy = policyNamed(policy), boundary: only } = options;
  const machine = new Machine({
    bios: 'built-in',
    kernel: payload.image,
    policy: resumePolicy,
    ram,
    console: new BufferConsole(),
  });
  const hart = machine.harts[0]!;
  const runTo = (pc: bigint, what: string) => {
    for (let steps = 0; hart.pc !== pc; steps++) {
      if (steps === patience) throw new SweepError(`${payload.name} does not come to the ${what} of its sweep`);
      machine.step();
    }
  };
  runTo(payload.window.begin, 'beginning');
  for (let number = 0; hart.pc !== payload.window.end; number++) {
    if (number === patience) throw new SweepError(`${payload.name} does not come to the end of its sweep`);
    if (only === undefined || only === number) {
      machine.checkpoint();
      yield examine(machine, hart, payload, number);
    }
    machine.step();
  }
}
