import type { FirmwareSnapshot } from '@hartlab/see';
import type { Clock } from './clock.ts';
import type { DeviceStates } from './devices.ts';
import type { Htif } from './devices/htif.ts';
import type { Pages } from './ram-pages.ts';
import type { Schedule } from './schedule.ts';
import type { Stop } from './stop.ts';
import type { TraceHash } from './trace-hash.ts';

/** Everything about a machine but its RAM: plain data. */
export interface MachineState {
  /** What kind of machine this is of; it can only be restored to one of the same. */
  readonly machine: string;
  readonly instructions: number;
  readonly boundaries: number;
  readonly skips: number;
  readonly harts: readonly Uint8Array[];
  readonly devices: DeviceStates;
  readonly clock: ReturnType<Clock['save']>;
  readonly schedule: ReturnType<Schedule['save']>;
  /** How many bytes of console input have been read. */
  readonly input: number;
  readonly htif?: ReturnType<Htif['save']>;
  readonly firmware?: FirmwareSnapshot;
  readonly trace?: ReturnType<TraceHash['save']>;
  readonly ended?: Stop;
}

/** A whole machine: plain data that `structuredClone` can copy. */
export interface Snapshot {
  readonly state: MachineState;
  /** The pages of RAM that have been written; all others are zero. */
  readonly pages: Pages;
}
