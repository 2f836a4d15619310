import type { Hart } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import { adopt } from './adoption.ts';
import type { Boundary } from './boundary.ts';
import { interrogate, type Defendant } from './defendant.ts';
import { CounterOverflow, RemoteInjection, sourceEvents, type SourceName } from './event-source.ts';
import { Examiner } from './examiner.ts';
import { Hand } from './hand.ts';
import { LentEvent } from './lent-event.ts';
import { MachineMode } from './machine-mode.ts';
import type { ExemptMemory } from './memory-difference.ts';
import type { Payload } from './payload.ts';
import { SweepError } from './sweep-error.ts';
import { guestMachine, type GuestMachine, type MakeMachine } from './swept-machine.ts';
import { SweptRun } from './swept-run.ts';
import { markedWindow } from './window.ts';
import { WindowBorders } from './window-borders.ts';

/** How a sweep is made, and which of its boundaries it examines; what the machine of a shipped guest has. */
export interface SweepOptions extends GuestMachine {
  /** The ID of the hart that is swept; 0 if absent. */
  readonly hart?: number;
  /** Makes the machine; one for a shipped guest, if absent. If it has another firmware than the built-in one, `source` says so. */
  readonly machine?: MakeMachine;
  /** Is told what the firmware says of itself, before the first boundary. */
  readonly introduced?: (defendant: Defendant) => void;
  /** How the event is made ready; the way of the firmware's kind if absent, of which the first is the fast one. */
  readonly source?: SourceName;
  /** Whether time passes in M-mode during an event, for a firmware that waits for it; it stands still if absent. */
  readonly clock?: 'stopped' | 'running';
  /** Where the event is made ready: at boundaries below M-mode, or at those of M-mode while the firmware handles the hart's traps. */
  readonly at?: 'below M-mode' | 'M-mode';
  /** Memory that the firmware has left readable below M-mode, and that is not to be compared for all that. */
  readonly firmwareMemory?: ExemptMemory | 'below the payload';
  /** Examine this boundary only. */
  readonly boundary?: number;
  /** The name of a window that the hart marks itself, over the lab channel of MPXY; the payload's own window, if absent. */
  readonly window?: string;
  /** Boundaries of all harts within which the payload must come to its window, and out of it; 20 million if absent. */
  readonly patience?: number;
  /** Is told now and then how many boundaries the run has passed on the way to its window. */
  readonly coming?: (boundaries: number) => void;
  /** Is told how many boundaries the window has before the first is examined: the run goes through it once more for that. */
  readonly measured?: (boundaries: number) => void;
}

/** Boundaries within which a payload must come to its window, and out of it, if nobody says otherwise. */
const usualPatience = 20_000_000;

/**
 * Runs the payload once from the beginning to the end of its window, and examines an event at every boundary in
 * between: the machine is checkpointed, the event forced and judged, and the machine rolled back before it goes on.
 *
 * @throws UnknownPolicyError, or SweepError when the payload never reaches its window or does not leave it, or the firmware does not
 * boot or lacks what a sweep needs
 */
export function* sweep(swept: Payload, options: SweepOptions): Generator<Boundary, void, void> {
  const { window: marked, hart: hartid = 0 } = options;
  const window = marked === undefined ? swept.window : markedWindow(marked, swept.window);
  const bordersOfWindow = () => new WindowBorders(window, BigInt(hartid));
  let borders = bordersOfWindow();
  const { at, boundary: only, firmware, source = firmware ? 'software' : 'signal' } = options;
  const event = sourceEvents[source];
  const { machine: make = guestMachine(swept, options) } = options;
  const machine = make({
    hand: source !== 'signal',
    overflows: source === 'counter',
    marked(mark) {
      // It may stand where the window begins.
      if (borders.marked(mark)) machine.pause();
    },
  });
  const bootHart = machine.harts[0]!;
  const hart = machine.harts[hartid];
  if (!hart || hart === machine.hand)
    throw new SweepError(`there is no hart ${hartid} to sweep; change --hart or -smp`);
  const machineMode = new MachineMode(machine);
  const isNew = machine.position === 0;
  if (isNew) machineMode.boot(bootHart, swept);
  if (!machine.firmware) {
    const defendant = interrogate(machineMode, bootHart);
    options.introduced?.(defendant);
  }
  const hand = source !== 'signal' ? Hand.startedBy(bootHart, machineMode) : undefined;
  const payload = hand && swept.adopted ? hand.adopted(swept) : swept;
  const { patience = usualPatience, coming, measured } = options;
  const runOf = (mode: MachineMode) => new SweptRun(mode, hart, borders, { name: payload.name, patience, coming });
  /** Makes the event ready to come, where the payload does not do so itself, or not for this one. */
  const prepare = (mode: MachineMode): LentEvent | undefined => {
    if (hand && event !== sourceEvents.software) return new LentEvent(mode, hart, payload, event, hand);
    if (payload.adopted) adopt(mode, hart, payload);
    return undefined;
  };
  const run = runOf(machineMode);
  run.comeToWindow();
  if (measured) {
    const kept = borders;
    borders = bordersOfWindow();
    measured(
      machine.aside(() => {
        const mode = new MachineMode(machine);
        const aside = runOf(mode);
        return [...boundariesOf(hart, borders, aside, prepare(mode))].length;
      }),
    );
    borders = kept;
  }
  const lent = prepare(machineMode);
  const examiner = new Examiner(machine, hart, payload, {
    machineMode,
    clockRuns: options.clock === 'running',
    exempt: [...(hand ? [hand.memory] : []), ...firmwareMemory(machine, swept, options)],
    ...(hand && {
      source:
        source === 'counter'
          ? new CounterOverflow(machineMode, hand, payload)
          : new RemoteInjection(machineMode, hand, event),
    }),
  });
  let step = 0;
  for (const number of boundariesOf(hart, borders, run, lent, at === 'M-mode')) {
    if (at === 'M-mode') {
      machine.checkpoint();
      step = yield* examiner.examineTrap(step, borders.phase, lent?.obstacle, only);
      if (only !== undefined && step > only) return;
      continue;
    }
    if (only === undefined || only === number) {
      machine.checkpoint();
      yield examiner.examine(number, borders.phase, lent?.obstacle);
    }
    if (number === only) return;
  }
}

/**
 * Goes through a window from its beginning, and stops at each boundary that counts.
 *
 * @param toCalls whether it stops there again when others have called the hart to M-mode
 */
function* boundariesOf(
  hart: Hart,
  borders: WindowBorders,
  run: SweptRun,
  lent: LentEvent | undefined,
  toCalls = false,
): Generator<number, void, void> {
  for (let number = 0; !borders.ends(hart, number);) {
    lent?.watch();
    const counts = borders.contains(hart);
    do if (counts) yield number;
    while (!run.goOn('the end', toCalls));
    if (counts) number++;
  }
}

/** The memory of the firmware that is not to be compared. */
function firmwareMemory(
  { memory }: Machine,
  { image }: Payload,
  { firmwareMemory: given }: SweepOptions,
): ExemptMemory[] {
  if (given !== 'below the payload') return given ? [given] : [];
  return [{ begin: memory.ramBase, end: Math.min(...image.segments.map(({ address }) => address)) }];
}
