import { Pmp, sepc, type Hart, type MachineMemory } from '@hartlab/hart';
import type { ChangedMemory, DeviceStates, Machine } from '@hartlab/machine';
import { firmwareSize } from '@hartlab/see';
import type { Boundary } from './boundary.ts';
import { ComparedState } from './compared-state.ts';
import { deviceDifferences } from './device-difference.ts';
import { DirectSignal, type EventSource } from './event-source.ts';
import { ForcedEvent, type Outcome } from './forced-event.ts';
import { differs, hartDifferences, type Difference } from './hart-difference.ts';
import { isForFirmware, MachineMode } from './machine-mode.ts';
import { memoryAddress, memoryDifferences, type ExemptMemory } from './memory-difference.ts';
import { modeOf, type Mode } from './mode.ts';
import { completion } from './oracles/completion.ts';
import { EntryContract } from './oracles/entry-contract.ts';
import { EventRecord } from './oracles/event-record.ts';
import { OtherHarts } from './other-harts.ts';
import type { Payload } from './payload.ts';
import { Provenance } from './provenance.ts';
import { StepTeller, type ToldStep } from './told-step.ts';
import { TrapCourse } from './trap-course.ts';
import type { Violation } from './violation.ts';
import { eventsOn, whyIgnored } from './why-ignored.ts';

const none: readonly never[] = [];

/** What an examiner is given besides what every sweep has. */
export interface ExaminerOptions {
  /** What makes the event ready; if absent, the built-in firmware is told of it. */
  readonly source?: EventSource;
  /** The firmware of the machine, of which a sweep knows which harts poll in it. */
  readonly machineMode?: MachineMode;
  /** Memory of which nobody below M-mode knows. */
  readonly exempt?: readonly ExemptMemory[];
  /** Whether time passes in M-mode during an event, for a firmware that waits for it; it stands still if absent. */
  readonly clockRuns?: boolean;
}

/** What one event did. */
interface Attempt {
  readonly outcome: Outcome | { readonly kind: 'lost' };
  /** What was wrong at the handler's first instruction, and where the interrupted software goes on. */
  readonly entered: readonly Difference[];
  readonly resumed: readonly Difference[];
  /** The last writers of what was watched. */
  readonly writers?: Provenance;
}

/** Examines one boundary of a sweep after the other. */
export class Examiner {
  readonly #machine: Machine;
  readonly #machineMode: MachineMode;
  readonly #hart: Hart;
  readonly #others: OtherHarts;
  readonly #protection: Pmp;
  readonly #payload: Payload;
  readonly #source: EventSource;
  readonly #event: ForcedEvent;
  readonly #contract: EntryContract;
  readonly #record: EventRecord;
  readonly #exempt: readonly ExemptMemory[];
  /** The hart at the latest checkpoint; where others have been let go on since, it is another. */
  readonly #kept: ComparedState;
  readonly #own = ComparedState.blank();
  /** The interrupted hart, and the devices then; what the hart is to be at the handler's first instruction; and what it is. */
  #before: ComparedState;
  #devices: DeviceStates = {};
  readonly #entered = ComparedState.blank();
  readonly #now = ComparedState.blank();
  /** Whether the machine has gone on since the checkpoint, and is not to be brought back there yet. */
  #hasGoneOn = false;
  /**
   * The fields that were wrong at the boundary before, if anything was: most often the same is wrong again, and
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
  /** The trap in which the event comes, and the step of it, if that is where it comes. */
  #trap: TrapStep | undefined;
  /**
   * Whether software below M-mode may look at this memory. Not that of a firmware: the hart's own protection, as it is at the
   * interrupted boundary, denies it (priv "Physical Memory Protection").
   */
  readonly #isReadable = ({ field }: Difference): boolean =>
    this.#protection.allows(memoryAddress(field)!, 8, 'load', 'S');
  readonly #enter = (): void => {
    if (this.#trap?.deliversLater()) return;
    this.#contract.apply(this.#before, this.#entered);
    this.#wrongAtEntry = [...this.#differences(this.#entered), ...this.#record.atEntry(this.#before)];
  };

  constructor(machine: Machine, hart: Hart, payload: Payload, options: ExaminerOptions = {}) {
    const { machineMode = new MachineMode(machine), source = new DirectSignal(machineMode), exempt = none } = options;
    this.#source = source;
    this.#machine = machine;
    this.#machineMode = machineMode;
    this.#hart = hart;
    this.#others = new OtherHarts(machine, hart);
    this.#protection = new Pmp(hart.state);
    this.#payload = payload;
    this.#kept = ComparedState.kept(hart);
    this.#before = this.#kept;
    this.#event = new ForcedEvent(machine, hart, payload, source, options.clockRuns);
    this.#contract = new EntryContract(payload, hart.hartid);
    this.#record = new EventRecord(hart, source);
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
    const obstacle = () => obstacleOf(hart) ?? denied ?? this.#source.obstacle(hart);
    const skipped = obstacle();
    this.#hasGoneOn = skipped === undefined && this.#machineMode.bringOut(hart);
    this.#before = this.#hasGoneOn ? this.#own : this.#kept;
    if (this.#hasGoneOn) this.#own.take(hart);
    const boundary = new Examined(number, phase, hart, this.#before, machine, this.#payload);
    boundary.skipped = skipped ?? (this.#hasGoneOn ? obstacle() : undefined);
    if (boundary.skipped === undefined) {
      this.#judge(boundary);
      boundary.tell = () => this.#tell();
    }
    if (this.#hasGoneOn) machine.rollback();
    return boundary;
  }

  /** Forces the event again at the boundary that was examined last, and tells of its steps. */
  #tell(): readonly ToldStep[] {
    this.#hasGoneOn = this.#machineMode.bringOut(this.#hart);
    const teller = new StepTeller(this.#hart);
    this.#undone(() => this.#event.trace(teller.note));
    if (this.#hasGoneOn) this.#machine.rollback();
    return teller.steps;
  }

  /**
   * The same with an event at each step of M-mode in the trap that the hart takes next, if it takes one: there it has to find what the
   * trap comes to without an event. The steps are numbered from `number` on.
   *
   * @param only the number of the one that is to be examined; all if absent
   * @returns the number behind them
   */
  *examineTrap(number: number, phase?: string, denied?: string, only?: number): Generator<Boundary, number, void> {
    const machine = this.#machine;
    const hart = this.#hart;
    if (hart.privilege === 'M' || hart.stopped) return number;
    const obstacle = denied ?? this.#source.obstacle(hart);
    this.#hasGoneOn = false;
    this.#before = this.#own;
    const running = () => eventsOn(this.#source.view, hart).filter(([, { state }]) => state === 'RUNNING').length;
    const runningBefore = running();
    let delivers = false;
    const course = TrapCourse.of(
      this.#machineMode,
      hart,
      () => {
        delivers = running() > runningBefore;
        this.#machineMode.bringOut(hart);
        this.#look();
      },
      (changed) => memoryDifferences(changed, this.#exempt),
    );
    if (!course) return number;
    const { after } = course;
    if (after) this.#own.become(after);
    const steps = after ? course.steps : course.steps.slice(0, 1);
    for (const [step, pc] of steps.entries()) {
      if (only !== undefined && number + step !== only) continue;
      const place = { pc, trap: course.name };
      const boundary = new Examined(number + step, phase, hart, this.#before, machine, this.#payload, place);
      boundary.skipped = after ? obstacle : 'the hart does not come back from this trap at once';
      // Where the trap delivers an event by itself, that which was made ready may come before it, and interrupts what the trap comes from.
      this.#trap = { course, step, deliversLater: () => delivers && hart.read(sepc) !== course.pc };
      if (boundary.skipped === undefined) this.#judge(boundary);
      this.#trap = undefined;
      yield boundary;
    }
    return number + steps.length;
  }

  /** Looks at everything but the hart that an event must leave as it is. */
  #look(traps?: number): void {
    this.#others.look();
    this.#devices = this.#machine.deviceStates();
    this.#record.look(traps);
  }

  #judge(boundary: Examined): void {
    if (!this.#trap) this.#look(this.#machine.traps);
    let attempt = this.#attempt(this.#likely);
    this.#likely = undefined;
    const { outcome, entered, resumed } = attempt;
    const isFine = entered.length === 0 && resumed.length === 0;
    if (isFine && outcome.kind === 'completed') return;
    let owed: bigint | undefined;
    if (outcome.kind === 'ignored') {
      const why = this.#undone(() => {
        this.#trap?.course.pass();
        return whyIgnored(this.#source.view, this.#hart, this.#source.event);
      });
      if (isFine && why !== undefined) {
        boundary.skipped = why;
        return;
      }
      if (why === undefined) owed = this.#payload.entry.pc;
    }
    const fields = [...entered, ...resumed].map(({ field }) => field);
    const { writers } = attempt;
    if (!writers || !fields.every((field) => writers.has(field))) attempt = this.#attempt(fields);
    // A firmware that does not come back takes long to be told so, and longer step by step.
    if (outcome.kind === 'completed') this.#likely = fields.filter((field) => memoryAddress(field) === undefined);
    const by = attempt.writers!;
    boundary.violations = [
      ...(attempt.outcome.kind === 'lost' ? none : completion(attempt.outcome, owed)),
      ...entered.map((found) => ({ oracle: 'O6', ...found, writer: by.entered(found.field) }) as const),
      ...resumed.map((found) => ({ oracle: 'O1', ...found, writer: by.ended(found.field) }) as const),
    ];
  }

  /**
   * Forces the event, and undoes it. With `fields` that goes step by step, and who writes these is watched.
   *
   * O1, transparency: the interrupted software must not be able to tell that there was an event. As the machine is
   * deterministic, an equal state at resumption is an equal rest of the run; so the comparison is made there. Software that is not
   * resumed is not asked; but that is where no event was delivered.
   */
  #attempt(fields?: readonly string[]): Attempt {
    const trap = this.#trap;
    this.#wrongAtEntry = none;
    this.#wrongInMemory.length = 0;
    let isResumed = false;
    let writers: Provenance | undefined;
    const { outcome, resumed } = this.#undone(() => {
      trap?.course.comeTo(trap.step);
      const by = fields && new Provenance(this.#machine, this.#hart, fields);
      writers = by;
      const pc = trap?.course.pc;
      const outcome = by
        ? this.#event.trace((step, commit) => by.note(step, commit), this.#enter, pc)
        : this.#quickly(this.#event.run(this.#enter, pc));
      isResumed = outcome.kind === 'completed' || outcome.kind === 'ignored';
      // Who was on the way out of M-mode at the end of the trap has come out.
      if (trap && isResumed) this.#machineMode.bringOut(this.#hart);
      const resumed = isResumed
        ? [
            ...this.#differences(this.#before),
            ...this.#others.differences(),
            ...deviceDifferences(this.#machine, this.#devices),
            ...(outcome.kind === 'completed' ? this.#record.atResumption() : none),
          ]
        : none;
      return { outcome, resumed };
    }, this.#compareMemory);
    this.#protection.flush();
    const inAll = trap ? trap.course.differing(this.#wrongInMemory) : this.#wrongInMemory;
    const inMemory = this.#machine.firmware ? inAll : inAll.filter(this.#isReadable);
    return {
      outcome,
      entered: this.#wrongAtEntry,
      resumed: isResumed ? [...resumed, ...inMemory] : none,
      ...(writers && { writers }),
    };
  }

  #quickly(kind: ReturnType<ForcedEvent['run']>): Attempt['outcome'] {
    return kind === 'ignored' ? { kind, at: this.#hart.pc } : { kind };
  }

  /** What `run` does to the machine is undone. */
  #undone<T>(run: () => T, changed?: (memory: ChangedMemory) => void): T {
    if (this.#hasGoneOn) return this.#machine.aside(run, changed);
    const result = run();
    this.#machine.rollback(changed);
    return result;
  }

  #differences(expected: ComparedState): readonly Difference[] {
    if (!differs(expected, this.#hart)) return none;
    this.#now.take(this.#hart);
    const found = hartDifferences(expected, this.#now);
    const { exempt } = this.#source;
    return exempt ? found.filter(({ field }) => !exempt.has(field)) : found;
  }
}

/** A step of M-mode at which an event is made ready. */
interface TrapStep {
  readonly course: TrapCourse;
  readonly step: number;
  /** Whether the trap would deliver an event by itself, and has not yet: what the handler has interrupted is unknown then. */
  readonly deliversLater: () => boolean;
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
  tell?: () => readonly ToldStep[];
  readonly trap: string | undefined;
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
    inside?: { readonly pc: bigint; readonly trap: string },
  ) {
    this.number = number;
    this.phase = phase;
    this.pc = inside?.pc ?? hart.pc;
    this.mode = inside ? 'M' : modeOf(before);
    this.trap = inside?.trap;
    this.before = before;
    this.#payload = payload;
    this.#physical = inside ? undefined : placeOf(hart, machine.memory);
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
function obstacleOf(hart: Hart): string | undefined {
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
