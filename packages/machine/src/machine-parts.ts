import type { Hart, MachineMemory } from '@hartlab/hart';
import type { Firmware } from '@hartlab/see';
import type { Clock } from './clock.ts';
import type { ConsoleInput } from './console-input.ts';
import type { Devices, DeviceStates } from './devices.ts';
import type { Htif } from './devices/htif.ts';
import type { Run, RunState } from './run.ts';
import type { Schedule } from './schedule.ts';
import type { Semihosting } from './semihosting/semihosting.ts';
import { type Form, formOf, type MachineState } from './snapshot.ts';
import type { TraceHash } from './trace-hash.ts';

/** The parts of a machine that hold anything besides RAM. */
interface Parts {
  readonly memory: MachineMemory;
  readonly harts: readonly Hart[];
  readonly run: Run;
  readonly devices: Devices;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly input: ConsoleInput;
  readonly htif: Htif | undefined;
  readonly semihosting: Semihosting | undefined;
  readonly firmware: Firmware | undefined;
  readonly trace: TraceHash | undefined;
}

/** What a machine holds besides its RAM and its harts. */
export interface Rest {
  readonly run: RunState;
  readonly poison: MachineState['poison'];
  readonly devices: DeviceStates;
  readonly clock: MachineState['clock'];
  readonly schedule: MachineState['schedule'];
  readonly htif: MachineState['htif'];
  readonly semihosting: MachineState['semihosting'];
  readonly input: number;
  readonly firmware: MachineState['firmware'];
  readonly trace: MachineState['trace'];
}

/** What a machine holds besides its RAM, each part of it. */
export class MachineParts {
  readonly #kind: string;
  readonly #parts: Parts;
  /** What every state of this machine is made as. */
  readonly form: Form;

  /** @param kind what a state can be restored to */
  constructor(kind: string, parts: Parts) {
    this.#kind = kind;
    this.#parts = parts;
    this.form = formOf(this.save(), parts);
  }

  save(): MachineState {
    const { memory, harts } = this.#parts;
    const blocks = harts.map((_, index) => memory.hartBlock(index).slice());
    const { run, htif, semihosting, firmware, trace, ...rest } = this.saveRest();
    return {
      machine: this.#kind,
      ...run,
      ...rest,
      ...(htif && { htif }),
      ...(semihosting && { semihosting }),
      ...(firmware && { firmware }),
      ...(trace && { trace }),
      harts: blocks,
    };
  }

  /** The same without the harts, which keep what they held themselves. */
  saveRest(): Rest {
    const { memory, run, devices, clock, schedule, input, htif, semihosting, firmware, trace } = this.#parts;
    return {
      run: run.save(),
      poison: memory.poison.save(),
      devices: devices.save(),
      clock: clock.save(),
      schedule: schedule.save(),
      htif: htif?.save(),
      semihosting: semihosting?.save(),
      input: input.place,
      firmware: firmware?.save(),
      trace: trace && { [trace.mode]: trace.save() },
    };
  }

  restore(state: MachineState): void {
    const { memory, run } = this.#parts;
    for (const [index, block] of state.harts.entries()) memory.hartBlock(index).set(block);
    const { poison, devices, clock, schedule, htif, semihosting, input, firmware, trace } = state;
    this.restoreRest({ run: state, poison, devices, clock, schedule, htif, semihosting, input, firmware, trace });
    run.flush();
  }

  /** The harts have been restored already, and with them the lines that devices drive; so has the input. */
  restoreRest({ run, poison, devices, clock, schedule, htif, semihosting, firmware, trace }: Rest): void {
    const parts = this.#parts;
    parts.memory.poison.restore(poison);
    parts.devices.restore(devices);
    parts.clock.restore(clock);
    parts.schedule.restore(schedule);
    if (htif) parts.htif?.restore(htif);
    if (semihosting) parts.semihosting?.restore(semihosting);
    if (firmware) parts.firmware?.restore(firmware);
    if (parts.trace) parts.trace.restore(trace![parts.trace.mode]!);
    parts.run.restore(run);
  }
}
