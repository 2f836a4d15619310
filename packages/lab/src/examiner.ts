import type { Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import { firmwareSize } from '@hartlab/see';
import type { Boundary } from './boundary.ts';
import { ComparedState } from './compared-state.ts';
import { forceEvent } from './forced-event.ts';
import type { Difference } from './hart-difference.ts';
import { memoryAddress, type ExemptMemory } from './memory-difference.ts';
import { modeOf } from './mode.ts';
import { completion } from './oracles/completion.ts';
import { entryContract } from './oracles/entry-contract.ts';
import { transparency } from './oracles/transparency.ts';
import type { Payload } from './payload.ts';
import { Provenance, traceWriters } from './provenance.ts';
import { localSoftwareEvent } from './sse-call.ts';

/** Examines one boundary of a sweep after the other. */
export class Examiner {
  readonly #machine: Machine;
  readonly #hart: Hart;
  readonly #payload: Payload;
  readonly #exempt: readonly ExemptMemory[];
  /** The state to compare with what is expected, at one moment after the other. */
  readonly #now = ComparedState.blank();
  /**
   * The hart's fields in which violations were found, and are likely again: who writes them is watched at once, so that
   * the event need not be repeated for it.
   */
  readonly #known = new Set<string>();

  constructor(machine: Machine, hart: Hart, payload: Payload) {
    this.#machine = machine;
    this.#hart = hart;
    this.#payload = payload;
    this.#exempt = exemptMemory(machine, payload);
  }

  /**
   * Forces the event at the boundary where the machine stands and lets the oracles judge it. The machine must have been
   * checkpointed here, and is rolled back to here.
   */
  examine(number: number): Boundary {
    const machine = this.#machine;
    const hart = this.#hart;
    const payload = this.#payload;
    const before = this.#take(ComparedState.blank());
    const here = { number, pc: hart.pc, symbol: nameOf(hart, payload), mode: modeOf(before), before };
    const skipped = obstacle(machine, hart);
    if (skipped !== undefined) return { ...here, skipped, violations: [] };

    let entered: readonly Difference[] = [];
    let writers = new Provenance(machine.memory, hart, [...this.#known]);
    const outcome = forceEvent(machine, hart, payload, (step) => {
      writers.note(step);
      if (step.agent === 'firmware at injection')
        entered = entryContract(before, this.#take(this.#now), payload, hart.hartid);
    });
    const resumed =
      outcome.kind === 'derailed'
        ? []
        : transparency({
            before,
            now: this.#take(this.#now),
            pages: machine.changedPages(),
            exempt: this.#exempt,
          });
    machine.rollback();

    const fields = [...entered, ...resumed].map(({ field }) => field);
    if (!fields.every((field) => writers.has(field))) {
      writers = traceWriters(machine, hart, payload, fields);
      machine.rollback();
      for (const field of fields) if (memoryAddress(field) === undefined) this.#known.add(field);
    }
    const violations = [...completion(outcome)];
    for (const found of entered) violations.push({ oracle: 'O6', ...found, writer: writers.entered(found.field) });
    for (const found of resumed) violations.push({ oracle: 'O1', ...found, writer: writers.ended(found.field) });
    return { ...here, violations };
  }

  /** Makes a state what the hart's is now. */
  #take(state: ComparedState): ComparedState {
    state.take(this.#machine.memory, this.#hart.index);
    return state;
  }
}

/** Why the event cannot be delivered to this hart now, or undefined. */
function obstacle(machine: Machine, hart: Hart): string | undefined {
  if (hart.privilege === 'M') return 'the hart is in M-mode';
  if (hart.stopped) return 'the hart is stopped';
  return machine.firmware?.sse.obstacle(localSoftwareEvent, hart.hartid);
}

/** What the payload calls the next instruction: by its physical address, as guests are linked, or else by its virtual. */
function nameOf(hart: Hart, { symbol }: Payload): string | undefined {
  const place = hart.peek(hart.pc, 'fetch');
  return ('physical' in place ? symbol(BigInt(place.physical)) : undefined) ?? symbol(hart.pc);
}

/** The firmware's own memory, from the start of RAM up to the payload, and the handler's stack. */
const exemptMemory = ({ memory }: Machine, { stack }: Payload): ExemptMemory[] => [
  { begin: memory.ramBase, end: memory.ramBase + firmwareSize },
  { begin: Number(stack.begin), end: Number(stack.end) },
];
