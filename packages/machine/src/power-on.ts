import type { Hart, LiveCopy, MachineMemory } from '@hartlab/hart';
import type { Firmware, FirmwareSnapshot } from '@hartlab/see';
import type { Clock } from './clock.ts';
import type { Devices } from './devices.ts';
import type { Htif } from './devices/htif.ts';
import type { Content, Loaded } from './load.ts';
import type { Schedule } from './schedule.ts';

/** What a reset puts back. */
interface PowerOnParts {
  readonly memory: MachineMemory;
  readonly harts: readonly Hart[];
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly devices: Devices;
  readonly htif: Htif | undefined;
  readonly firmware: Firmware | undefined;
  readonly loaded: Loaded;
}

/** Zeros are stored so many at a time. */
const someZeros = new Uint8Array(1 << 20);

/**
 * What a machine is when its power comes on, to be made before the firmware starts, for a reset as QEMU's
 * (docs/decisions/a-reset-reboots.md): what was loaded is loaded again, and the rest of RAM stays.
 */
export class PowerOn {
  readonly #parts: PowerOnParts;
  readonly #harts: readonly LiveCopy[];
  readonly #schedule: ReturnType<Schedule['save']>;
  readonly #htif: ReturnType<Htif['save']> | undefined;
  readonly #firmware: FirmwareSnapshot | undefined;

  constructor(parts: PowerOnParts) {
    this.#parts = parts;
    this.#harts = parts.harts.map(({ live }) => live.copy());
    this.#schedule = parts.schedule.save();
    this.#htif = parts.htif?.save();
    this.#firmware = parts.firmware?.save();
  }

  /** All is what it was, and the firmware, if the machine comes with one, can start. */
  again(): void {
    const { memory, harts, clock, schedule, devices, htif, firmware, loaded } = this.#parts;
    for (const content of loaded.contents) load(memory, content);
    for (const [index, { live }] of harts.entries()) live.become(this.#harts[index]!);
    clock.setTime(0n);
    devices.reset();
    schedule.restore(this.#schedule);
    if (htif && this.#htif) htif.restore(this.#htif);
    if (firmware && this.#firmware) firmware.restore(this.#firmware);
  }
}

function load(memory: MachineMemory, { address, bytes, size }: Content): void {
  memory.writeBytes(address, bytes);
  for (let at = bytes.length; at < size; at += someZeros.length)
    memory.writeBytes(address + at, someZeros.subarray(0, Math.min(someZeros.length, size - at)));
}
