import { Pmp, type Hart, type MachineMemory } from '@hartlab/hart';
import type { ChangedMemory, Machine } from '@hartlab/machine';
import { firmwareSize } from '@hartlab/see';
import type { Boundary } from './boundary.ts';
import { ComparedState } from './compared-state.ts';
import { DirectSignal, type EventSource } from './event-source.ts';
import { ForcedEvent, type Outcome } from './forced-event.ts';
import { differs, hartDifferences, type Difference } from './hart-difference.ts';
import { isForFirmware, MachineMode } from './machine-mode.ts';
import { memoryAddress, memoryDifferences, type ExemptMemory } from './memory-difference.ts';
import { modeOf, type Mode } from './mode.ts';
import { completion } from './oracles/completion.ts';
import { EntryContract } from './oracles/entry-contract.ts';
import type { Payload } from './payload.ts';
import { Provenance } from './provenance.ts';
import type { Violation } from './violation.ts';

const none: readonly never[] = [];

/** Examines one boundary of a sweep after the other. */
export class Examiner {
  readonly #machine: Machine;
  readonly #hart: Hart;
  readonly #protection: Pmp;
  readonly #payload: Payload;
  readonly #source: EventSource;
  readonly #event: ForcedEvent;
  readonly #contract: EntryContract;
  readonly #exempt: readonly ExemptMemory[];
  /** The interrupted hart; what it is to be at the handler's first instruction; and what it is. */
  readonly #before: ComparedState;
  readonly #entered = ComparedState.blank();
  readonly #now = ComparedState.blank();
  /**
   * The fields of the hart that were wrong at the boundary before, if anything was: most often the same is wrong again, and
   * is watched at once.
   */
  #likely: readonly string[] | undefined;
  /** What was wrong at the handler's first instruction. */
  #wrongAtEntry: readonly Difference[] = none;
  /** What was wrong in memory in the end. */
  readonly #wrongInMemory: Difference[] = [];
  readonly #compareMemory = (changed: ChangedMemory): void => {
    this.#wrongInMemory.push(...memoryDifferences(changed, this.#exempt));
  };
  /**
   * Whether software below M-mode may look at this memory. Not that of a firmware: the hart's own protection, as it is at the
   * interrupted boundary, denies it (priv "Physical Memory Protection").
   */
  readonly #isReadable = ({ field }: Difference): boolean =>
    this.#protection.allows(memoryAddress(field)!, 8, 'load', 'S');
  readonly #enter = (): void => {
    this.#contract.apply(this.#before, this.#entered);
    this.#wrongAtEntry = this.#differences(this.#entered);
  };

  /**
   * @param source what makes the event ready; if absent, the built-in firmware is told of it
   * @param exempt memory of which nobody below M-mode knows
   */
  constructor(
    machine: Machine,
    hart: Hart,
    payload: Payload,
    source: EventSource = new DirectSignal(new MachineMode(machine)),
    exempt: readonly ExemptMemory[] = none,
  ) {
    this.#source = source;
    this.#machine = machine;
    this.#hart = hart;
    this.#protection = new Pmp(hart.state);
    this.#payload = payload;
    this.#before = ComparedState.kept(hart);
    this.#event = new ForcedEvent(machine, hart, payload, source);
    this.#contract = new EntryContract(payload, hart.hartid);
    this.#exempt = [...exemptMemory(machine, payload), ...exempt];
  }

  /**
   * Forces the event at the boundary where the machine stands and lets the oracles judge it. The machine must have been
   * checkpointed here, and is rolled back to here. Where something is wrong the event is forced again, step by step, to
   * find who did it: the machine is deterministic, so what happens is what happened before.
   *
   * @param denied why no event is to be forced here, if that is so
   */
  examine(number: number, phase?: string, denied?: string): Boundary {
    const machine = this.#machine;
    const hart = this.#hart;
    const boundary = new Examined(number, phase, hart, this.#before, machine, this.#payload);
    boundary.skipped = obstacle(hart) ?? denied ?? this.#source.obstacle(hart);
    if (boundary.skipped !== undefined) return boundary;

    let traced = this.#likely && this.#trace(this.#likely);
    const completed = traced ? traced.outcome.kind === 'completed' : this.#event.run(this.#enter);
    const entered = this.#wrongAtEntry;
    const resumed = this.#goBack(completed);
    this.#likely = undefined;
    if (completed && entered.length === 0 && resumed.length === 0) return boundary;

    const fields = [...entered, ...resumed].map(({ field }) => field);
    if (!traced || !fields.every((field) => traced?.writers.has(field))) {
      traced = this.#trace(fields);
      machine.rollback();
    }
    this.#likely = fields.filter((field) => memoryAddress(field) === undefined);
    const { outcome, writers } = traced;
    if (outcome.kind === 'ignored') {
      this.#likely = undefined;
      boundary.skipped = this.#source.whyIgnored(hart);
      machine.rollback();
      return boundary;
    }
    boundary.violations = [
      ...completion(outcome),
      ...entered.map((found) => ({ oracle: 'O6', ...found, writer: writers.entered(found.field) }) as const),
      ...resumed.map((found) => ({ oracle: 'O1', ...found, writer: writers.ended(found.field) }) as const),
    ];
    return boundary;
  }

  /** Forces the event step by step, and watches who writes these fields. */
  #trace(fields: readonly string[]): { readonly outcome: Outcome; readonly writers: Provenance } {
    const writers = new Provenance(this.#machine.memory, this.#hart, fields);
    const outcome = this.#event.trace((step) => writers.note(step), this.#enter);
    return { outcome, writers };
  }

  /**
   * Rolls the machine back, and tells what O1, transparency, finds wrong before: the interrupted software must not be able
   * to tell that there was an event. As the machine is deterministic, an equal state at resumption is an equal rest of the
   * run; so the comparison is made there. Software that is not resumed is not asked.
   */
  #goBack(isResumed: boolean): readonly Difference[] {
    if (!isResumed) {
      this.#machine.rollback();
      return none;
    }
    const inHart = this.#differences(this.#before);
    this.#wrongInMemory.length = 0;
    this.#machine.rollback(this.#compareMemory);
    this.#protection.flush();
    const inMemory = this.#machine.firmware ? this.#wrongInMemory : this.#wrongInMemory.filter(this.#isReadable);
    return inMemory.length === 0 ? inHart : [...inHart, ...inMemory];
  }

  #differences(expected: ComparedState): readonly Difference[] {
    if (!differs(expected, this.#hart)) return none;
    this.#now.take(this.#hart);
    const found = hartDifferences(expected, this.#now);
    const { exempt } = this.#source;
    return exempt ? found.filter(({ field }) => !exempt.has(field)) : found;
  }
}

/** A boundary that is examined. */
class Examined implements Boundary {
  readonly number: number;
  readonly phase: string | undefined;
  readonly pc: bigint;
  readonly mode: Mode;
  readonly before: ComparedState;
  skipped?: string | undefined;
  violations: readonly Violation[] = none;
  readonly #payload: Payload;
  /** Where the instruction is, if the hart may fetch it. */
  readonly #physical: number | undefined;

  constructor(
    number: number,
    phase: string | undefined,
    hart: Hart,
    before: ComparedState,
    machine: Machine,
    payload: Payload,
  ) {
    this.number = number;
    this.phase = phase;
    this.pc = hart.pc;
    this.mode = modeOf(before);
    this.before = before;
    this.#payload = payload;
    this.#physical = placeOf(hart, machine.memory);
  }

  /** What the payload calls the instruction: by its physical address, as guests are linked, or else by its virtual. */
  get symbol(): string | undefined {
    const { symbol } = this.#payload;
    return (this.#physical === undefined ? undefined : symbol(BigInt(this.#physical))) ?? symbol(this.pc);
  }
}

/** Where the next instruction is, if the hart may fetch it. Mostly it has fetched from the same page before. */
function placeOf(hart: Hart, { ramBase }: MachineMemory): number | undefined {
  const offset = hart.port.next;
  if (offset >= 0) return ramBase + offset;
  const place = hart.peek(hart.pc, 'fetch');
  return 'physical' in place ? place.physical : undefined;
}

/** Why the event cannot be delivered to this hart now, or undefined. */
function obstacle(hart: Hart): string | undefined {
  if (hart.privilege === 'M') return 'the hart is in M-mode';
  if (hart.stopped) return 'the hart is stopped';
  // An event now would only come of the same trap.
  return isForFirmware(hart) ? 'an interrupt for M-mode comes first' : undefined;
}

/**
 * The handler's stack, and the memory of the built-in firmware, from the start of RAM up to the payload. Where another has its own,
 * only its protection tells.
 */
const exemptMemory = ({ memory, firmware }: Machine, { stack }: Payload): ExemptMemory[] => [
  ...(firmware ? [{ begin: memory.ramBase, end: memory.ramBase + firmwareSize }] : []),
  { begin: Number(stack.begin), end: Number(stack.end) },
];
