import type { Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import { firmwareSize } from '@hartlab/see';
import { ComparedState } from './compared-state.ts';
import { forceEvent } from './forced-event.ts';
import type { Difference } from './hart-difference.ts';
import { memoryAddress, type ExemptMemory } from './memory-difference.ts';
import { modeOf, type Mode } from './mode.ts';
import { completion } from './oracles/completion.ts';
import { entryContract } from './oracles/entry-contract.ts';
import { transparency } from './oracles/transparency.ts';
import type { Payload } from './payload.ts';
import { Provenance, traceWriters } from './provenance.ts';
import { localSoftwareEvent } from './sse-call.ts';
import type { Violation } from './violation.ts';

/** One boundary of a sweep: the hart has executed some instruction and not begun the next. */
export interface Boundary {
  /** Counted from 0 at the window's beginning. */
  readonly number: number;
  /** The instruction that would have been next. */
  readonly pc: bigint;
  /** Its name, `switch_to_guest+0x1c`, if the payload has one for it. */
  readonly symbol: string | undefined;
  readonly mode: Mode;
  /** The interrupted hart. */
  readonly before: ComparedState;
  /** Why no event could be delivered here; there are no violations then. */
  readonly skipped?: string;
  readonly violations: readonly Violation[];
}

/** Why the event cannot be delivered to this hart now, or undefined. */
function obstacle(machine: Machine, hart: Hart): string | undefined {
  if (hart.privilege === 'M') return 'the hart is in M-mode';
  if (hart.stopped) return 'the hart is stopped';
  return machine.firmware?.sse.obstacle(localSoftwareEvent, hart.hartid);
}

/**
 * Forces the event at the boundary where the machine stands and lets the oracles judge it. The machine must have been
 * checkpointed here, and is rolled back to here.
 *
 * @param known fields of the hart in which violations were found before, and are likely again: who writes them is watched
 * at once, so that the event need not be repeated for it. Those found are added.
 */
export function examine(
  machine: Machine,
  hart: Hart,
  payload: Payload,
  number: number,
  known = new Set<string>(),
): Boundary {
  const now = () => ComparedState.of(machine.memory, hart.index);
  const before = now();
  const here = { number, pc: hart.pc, symbol: nameOf(hart, payload), mode: modeOf(before), before };
  const skipped = obstacle(machine, hart);
  if (skipped !== undefined) return { ...here, skipped, violations: [] };

  let entered: readonly Difference[] = [];
  let writers = new Provenance(machine.memory, hart, [...known]);
  const event = forceEvent(machine, hart, payload);
  let step = event.next();
  for (; !step.done; step = event.next()) {
    writers.note(step.value);
    if (step.value.agent === 'firmware at injection') entered = entryContract(before, now(), payload, hart.hartid);
  }
  const outcome = step.value;
  const resumed =
    outcome.kind === 'derailed'
      ? []
      : transparency({ before, now: now(), pages: machine.changedPages(), exempt: exemptMemory(machine, payload) });
  machine.rollback();

  const fields = [...entered, ...resumed].map(({ field }) => field);
  if (!fields.every((field) => writers.has(field))) {
    writers = traceWriters(machine, hart, payload, fields);
    machine.rollback();
    for (const field of fields) if (memoryAddress(field) === undefined) known.add(field);
  }
  const violations = [...completion(outcome)];
  for (const found of entered) violations.push({ oracle: 'O6', ...found, writer: writers.entered(found.field) });
  for (const found of resumed) violations.push({ oracle: 'O1', ...found, writer: writers.ended(found.field) });
  return { ...here, violations };
}

/** What the payload calls the next instruction: by its physical address, as guests are linked, or else by its virtual. */
function nameOf(hart: Hart, { symbol }: Payload): string | undefined {
  const place = hart.translate(hart.pc, 'fetch');
  return ('physical' in place ? symbol(BigInt(place.physical)) : undefined) ?? symbol(hart.pc);
}

/** The firmware's own memory, from the start of RAM up to the payload, and the handler's stack. */
const exemptMemory = ({ memory }: Machine, { stack }: Payload): ExemptMemory[] => [
  { begin: memory.ramBase, end: memory.ramBase + firmwareSize },
  { begin: Number(stack.begin), end: Number(stack.end) },
];
