import type { EngineKind } from '@hartlab/hart';
import { DEFAULT_CPU, parseCpu, parseIsa, type Isa } from '@hartlab/isa';
import { BufferConsole, Machine } from '@hartlab/machine';
import { policyNamed, type ResumePolicy } from '@hartlab/sse';
import { adopt } from './adoption.ts';
import type { Boundary } from './boundary.ts';
import { interrogate, type Defendant } from './defendant.ts';
import { CounterOverflow, RemoteInjection, sourceEvents, type SourceName } from './event-source.ts';
import { Examiner } from './examiner.ts';
import { Hand } from './hand.ts';
import { LentEvent } from './lent-event.ts';
import { MachineMode } from './machine-mode.ts';
import type { Payload } from './payload.ts';
import { SweepError } from './sweep-error.ts';
import { WindowBorders } from './window-borders.ts';

/** What a sweep runs on, and which of its boundaries it examines. */
export interface SweepOptions {
  /** The name of one of the resume policies, or of your own; that of the firmware counts, where there is one. */
  readonly policy?: string;
  /** What the policy does; the one of that name, if absent. */
  readonly resumePolicy?: ResumePolicy;
  /** The firmware that is judged, a file; the built-in one if absent. */
  readonly firmware?: Uint8Array;
  /** Is told what the firmware says of itself, before the first boundary. */
  readonly introduced?: (defendant: Defendant) => void;
  /** How the event is made ready; the way of the firmware's kind if absent, of which the first is the fast one. */
  readonly source?: SourceName;
  /** Examine this boundary only. */
  readonly boundary?: number;
  /** The name of a window that the hart marks itself, over the lab channel of MPXY; the payload's own window, if absent. */
  readonly window?: string;
  /** Bytes of RAM of the swept machine, whole MiB; 8 MiB, the least that a machine has, if absent. */
  readonly ram?: number;
  /** How many harts the machine has, of which the first is swept; 1 if absent. */
  readonly harts?: number;
  /** What each of them has; what the payload needs or else the machine's default, if absent. */
  readonly isa?: Isa;
  /** What runs the handler; the reference interpreter if absent. It has no effect on what is found. */
  readonly engine?: EngineKind;
}

/** Guests are small, and less RAM is sooner compared. */
const guestRam = 8 * 1024 ** 2;

/** The hart of this payload, with the interrupt of counters that overflow. */
const countingIsa = ({ isa = parseCpu(DEFAULT_CPU).isa }: Payload): Isa => parseIsa(`${isa.name}_sscofpmf`);

/** Steps within which a payload must come to its window, and out of it. */
const patience = 20_000_000;

/**
 * Runs the payload once from the beginning to the end of its window, and examines an event at every boundary in
 * between: the machine is checkpointed, the event forced and judged, and the machine rolled back before it goes on.
 *
 * @throws UnknownPolicyError, or SweepError when the payload never reaches its window or does not leave it, or the firmware does not
 * boot or lacks what a sweep needs
 */
export function* sweep(swept: Payload, options: SweepOptions): Generator<Boundary, void, void> {
  const borders = new WindowBorders(swept.window, options.window);
  const { policy = 'private', resumePolicy, boundary: only, ram = guestRam, harts = 1, firmware } = options;
  const { engine, source = firmware ? 'software' : 'signal' } = options;
  const isa = options.isa ?? (source === 'counter' ? countingIsa(swept) : swept.isa);
  const event = sourceEvents[source];
  const machine = new Machine({
    bios: firmware ? { image: firmware } : 'built-in',
    kernel: swept.image,
    policy: resumePolicy ?? policyNamed(policy),
    hand: source !== 'signal',
    ram,
    harts,
    console: new BufferConsole(),
    marked: borders.marked,
    ...(isa && { isa }),
    ...(engine && { engine }),
  });
  const hart = machine.harts[0]!;
  const machineMode = new MachineMode(machine);
  machineMode.boot(hart, swept);
  if (firmware) {
    const defendant = interrogate(machineMode, hart);
    options.introduced?.(defendant);
  }
  const hand = source !== 'signal' ? Hand.startedBy(hart, machineMode) : undefined;
  const payload = hand && swept.adopted ? hand.adopted(swept) : swept;
  let steps = 0;
  let lent: LentEvent | undefined;
  /** Lets the machine go on until the hart has passed a boundary; others may have their turns before. */
  const goOn = (to: string) => {
    borders.during(() => {
      for (let step; step !== hart.latest; steps++) {
        step = steps < patience ? machine.step() : undefined;
        if (!step) throw new SweepError(`${payload.name} does not come to ${to} of ${borders.inWords}`);
        machineMode.settle(step);
      }
    });
  };
  while (!borders.begins(hart)) goOn('the beginning');
  if (hand && event !== sourceEvents.software) lent = new LentEvent(machineMode, hart, payload, event, hand);
  else if (payload.adopted) adopt(machineMode, hart, payload);
  const examiner = new Examiner(
    machine,
    hart,
    payload,
    hand &&
      (source === 'counter'
        ? new CounterOverflow(machineMode, hand, payload)
        : new RemoteInjection(machineMode, hand, event)),
    hand && [hand.memory],
  );
  for (let number = 0; !borders.ends(hart, number); number++) {
    lent?.watch();
    if (only === undefined || only === number) {
      machine.checkpoint();
      yield examiner.examine(number, borders.phase, lent?.obstacle);
    }
    if (number === only) return;
    goOn('the end');
  }
}
