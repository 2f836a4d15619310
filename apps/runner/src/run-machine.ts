import type { Breakpoint, Machine, RunOptions, Stop } from '@hartlab/machine';
import type { exitOf } from './exit.ts';
import type { GuestConsole } from './guest-console.ts';
import { breathe, type Io } from './io.ts';
import { place, whereabouts, type Names, type Observer } from './log.ts';
import type { SavePoint } from './save-point.ts';
import { endedInWords } from './signals.ts';

/** Host time between two looks at the keyboard and at signals. */
const SLICE_MILLISECONDS = 20;
/** Boundaries that pass before the time is looked at again: a millisecond of the slowest engine. */
const BOUNDARIES_PER_LOOK = 10_000;
const IDLE_MILLISECONDS = 10;

/** The end of a run: the machine's own, or the user's. */
export interface Ending {
  readonly reason: keyof typeof exitOf;
  /** The guest's own failure code; 0 for every other reason. */
  readonly code: number;
  /** One line for people. */
  readonly message: string;
}

interface Supervision {
  readonly console: GuestConsole;
  readonly io: Io;
  /** Instructions to retire at most, and traps to take at most. */
  readonly maxInstructions: number;
  /** Whether the machine stands still when it has ended, until someone leaves it. */
  readonly pausesAtEnd?: boolean | undefined;
  readonly observe?: Observer | undefined;
  readonly naming: Names;
  /** Where to stop. */
  readonly stopPoints: Pick<RunOptions, 'breakpoints' | 'watchpoints'>;
  /** Where to save the run, and what does it and says in words that it has; the run ends there. */
  readonly save?: { readonly point: SavePoint; readonly write: () => Promise<string> } | undefined;
  /** The hart through which a sweep of this run will act, if it has one: the firmware may wait for it. */
  readonly hand?: { readonly isCalled: () => boolean; readonly attend: () => void } | undefined;
  /** Is called between slices. */
  readonly progress: () => void;
}

const idle = (): Promise<void> => new Promise((resume) => setTimeout(resume, IDLE_MILLISECONDS));

/** The message of the machine, with the names of the addresses in it. */
const withNames = (message: string, names: Names): string =>
  message.replaceAll(/\b0x[0-9a-f]+\b/g, (address) => place(BigInt(address), names));

const isBreakpointOf =
  ({ breakpoint }: Stop) =>
  ({ address }: Breakpoint): boolean =>
    address === breakpoint;

/** Runs the machine until it ends or someone ends it. The slices change nothing in what the guest sees. */
export const runMachine = async (machine: Machine, supervision: Supervision): Promise<Ending> => {
  const { console, io, maxInstructions, pausesAtEnd, observe, naming, stopPoints, save, hand, progress } = supervision;
  const breakpoints = save ? [...(stopPoints.breakpoints ?? []), ...save.point.breakpoints] : stopPoints.breakpoints;
  const cutShort = (reason: Ending['reason'], why: string): Ending => {
    const places = machine.harts.map((hart) => whereabouts(hart, naming));
    console.ended(machine.position, 'cut short');
    const { instructions, traps } = machine;
    const count =
      instructions < traps ? `${traps} traps and ${instructions} instructions` : `${instructions} instructions`;
    return { reason, code: 0, message: [`${why} after ${count}`, ...places].join('; ') };
  };
  for (;;) {
    const sliceEnd = performance.now() + SLICE_MILLISECONDS;
    let looked = machine.position;
    const stop = machine.run({
      maxInstructions: Math.min(maxInstructions, save?.point.instructions ?? Infinity) - machine.instructions,
      maxTraps: maxInstructions - machine.traps,
      until: console.until,
      pause: () => {
        if (hand?.isCalled()) return true;
        // Traps are frequent, and to ask for the time is dear.
        if (machine.position < looked + BOUNDARIES_PER_LOOK) return false;
        looked = machine.position;
        return performance.now() >= sliceEnd;
      },
      ...stopPoints,
      breakpoints,
      ...(observe && { observe }),
    });
    hand?.attend();
    console.flush();
    if (save?.point.isAt(stop, machine)) return cutShort('saved', await save.write());
    const isForSave = stop.reason === 'breakpoint' && !stopPoints.breakpoints?.some(isBreakpointOf(stop));
    const reason = isForSave ? 'paused' : stop.reason;
    if (reason === 'limit') return cutShort('limit', 'stopped by --max-instructions');
    if (reason === 'breakpoint') return cutShort(reason, stop.message);
    if (reason === 'watchpoint') return cutShort(reason, withNames(stop.message, naming));
    if (reason !== 'paused' && reason !== 'idle') {
      const message = withNames(stop.message, naming);
      if (!pausesAtEnd) {
        console.ended(machine.position, 'by itself');
        return { reason, code: stop.code, message };
      }
      io.signals.say(`standing still: ${message}`);
    }
    progress();
    await (reason === 'paused' ? breathe() : idle());
    console.receive(machine.position);
    const left = console.leaves(machine.position, reason === 'idle');
    if (left !== undefined) return cutShort('left', left);
    const { received } = io.signals;
    if (received) return cutShort(received, endedInWords(received));
  }
};
