import { cacheBlockBytes as lineBytes, pageBytes } from '@hartlab/hart';
import type { Firmware, FirmwareSnapshot } from '@hartlab/see';
import { RAM_BASE } from './board.ts';
import type { Clock } from './clock.ts';
import type { Devices, DeviceStates } from './devices.ts';
import type { Htif } from './devices/htif.ts';
import { Each, Either, misshapen } from './plain-data.ts';
import type { Pages } from './ram-pages.ts';
import type { Run, RunState } from './run.ts';
import { semihostingForm, type SemihostingState } from './semihosting/semihosting.ts';
import type { Schedule } from './schedule.ts';
import { traceForm, type TraceMode, type TraceState } from './trace-hash.ts';

/** Everything about a machine but its RAM: plain data. */
export interface MachineState extends RunState {
  /** What kind of machine this is of; it can only be restored to one of the same. */
  readonly machine: string;
  /** Each hart's block (`hartLayout`). */
  readonly harts: readonly Uint8Array[];
  /** The physical addresses of the lines of RAM that are corrupted, ascending. */
  readonly poison: readonly number[];
  readonly devices: DeviceStates;
  readonly clock: ReturnType<Clock['save']>;
  readonly schedule: ReturnType<Schedule['save']>;
  /** How many bytes of console input have been read. */
  readonly input: number;
  readonly htif?: ReturnType<Htif['save']>;
  readonly semihosting?: SemihostingState;
  readonly firmware?: FirmwareSnapshot;
  readonly trace?: TraceState;
}

/** A whole machine: plain data that `structuredClone` can copy. */
export interface Snapshot {
  readonly state: MachineState;
  /** The pages of RAM that are not all zeros. */
  readonly pages: Pages;
}

/** What every state of a machine is made as (`misshapen`). */
export interface Form extends Readonly<Record<keyof MachineState, unknown>> {
  readonly machine: string;
}

/** The parts of a machine that say themselves what their state is made as: the one that they begin with does not say all. */
interface Parts {
  readonly run: Run;
  readonly devices: Devices;
  readonly firmware: Firmware | undefined;
}

/** The form of a machine that is in this state when it is made. */
export const formOf = (state: MachineState, { run, devices, firmware }: Parts): Form => ({
  ...state,
  ...run.form,
  devices: devices.form(),
  firmware: firmware?.form,
  htif: state.htif,
  poison: new Each(0),
  semihosting: state.semihosting && semihostingForm,
  // Also where this machine keeps none.
  trace: new Either(undefined, traceForm),
});

/**
 * Whether a machine of that form, with so many bytes of RAM and this trace hash, can be made what `snapshot` says.
 *
 * @throws RangeError when it cannot: with one line that says why.
 */
export function checkSnapshot(
  snapshot: Snapshot,
  form: Form,
  { ramSize, traceMode }: { readonly ramSize: number; readonly traceMode: TraceMode | undefined },
): void {
  const { state, pages } = (snapshot ?? {}) as Partial<Snapshot>;
  if (typeof state?.machine !== 'string') throw new RangeError('this is no snapshot of a machine');
  if (state.machine !== form.machine)
    throw new RangeError(`the snapshot is of a machine with ${state.machine}; this one has ${form.machine}`);
  if (traceMode && !state.trace?.[traceMode])
    throw new RangeError(`the snapshot is of a machine without a ${traceMode} trace hash, and this one keeps it`);
  const damaged = misshapen(form, state, 'state') ?? badLine(state.poison, ramSize) ?? badPage(pages, ramSize);
  if (damaged !== undefined) throw new RangeError(`the snapshot is damaged: ${damaged} is not what it should be`);
}

/** Which of the corrupted lines is none of RAM of that size, or not above the one before. */
function badLine(lines: readonly unknown[], ramSize: number): string | undefined {
  let end = RAM_BASE;
  for (const [index, line] of lines.entries()) {
    const exists = Number.isInteger(line) && (line as number) >= end && (line as number) < RAM_BASE + ramSize;
    if (!exists || (line as number) % lineBytes !== 0) return `state.poison.${index}`;
    end = (line as number) + lineBytes;
  }
  return undefined;
}

/** What is wrong with the pages for RAM of that size. */
function badPage(pages: unknown, ramSize: number): string | undefined {
  if (!(pages instanceof Map)) return 'pages';
  for (const [number, bytes] of pages as Map<unknown, unknown>) {
    const exists = Number.isInteger(number) && (number as number) >= 0 && (number as number) < ramSize / pageBytes;
    if (!exists || !(bytes instanceof Uint8Array) || bytes.length !== pageBytes) return `pages.${String(number)}`;
  }
  return undefined;
}
