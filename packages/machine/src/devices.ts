import type { InterruptLine } from '@hartlab/hart';
import type { Board } from './board.ts';
import type { TimerSource } from './clock.ts';
import type { Device, Receive, Wire } from './devices/device.ts';
import type { DeviceKind, DeviceRow, Surroundings } from './devices/device-row.ts';
import type { AddressRange } from './image.ts';
import type { PhysicalBus } from './physical-bus.ts';

/** A hart as devices see it. */
interface InterruptedHart {
  setInterrupt(line: InterruptLine, level: boolean): void;
  receive: Receive;
}

/** What is there before the devices. */
export interface Parts extends Surroundings {
  readonly bus: PhysicalBus;
  readonly harts: readonly InterruptedHart[];
}

interface Made {
  readonly name: string;
  readonly row: DeviceRow;
  readonly device: Device;
}

/** What all devices hold, by name: plain data. */
export type DeviceStates = Readonly<Record<string, unknown>>;

/** The devices of a board, made from their rows, at their addresses and wired. */
export class Devices {
  readonly #made: Made[] = [];
  /** Those that look for what comes from outside. */
  readonly #polled: readonly Device[];
  /** The interrupt controller. */
  readonly #controller: Device | undefined;
  /** What they held when they were made. */
  readonly #powerOn: DeviceStates;

  constructor(board: Board, { bus, harts, ...surroundings }: Parts) {
    const of = <D extends Device>(kind: DeviceKind<D>) => this.of(kind);
    const messages = harts.map(
      (hart): Receive =>
        (file, identity) =>
          hart.receive(file, identity),
    );
    const message = (address: number, data: number) => {
      if (surroundings.memory.contains(address, 4)) surroundings.memory.write(address, 4, BigInt(data));
      else this.#takerAt(address)?.(data);
    };
    for (const [name, row] of Object.entries(board)) {
      const lines = harts.map((hart) => wiresTo(hart, row.drives ?? []));
      const interrupts = sourcesOf(row).map((source) => this.#toController(source));
      const interrupt = interrupts[0] ?? (() => {});
      this.#made.push({
        name,
        row,
        device: row.make({ ...surroundings, interrupt, interrupts, lines, messages, message, of }),
      });
    }
    const devices = this.#made.map(({ device }) => device);
    this.#controller = devices.find((device) => device.setSource !== undefined);
    this.#polled = devices.filter((device) => device.poll !== undefined);
    for (const { row, device } of this.#made) {
      bus.attach(row, device);
      if (isTimerSource(device)) surroundings.clock.add(device);
    }
    this.#powerOn = this.save();
  }

  /** What takes a message at that address. */
  #takerAt(address: number): ((data: number) => void) | undefined {
    const taker = this.#made.find(
      ({ row, device }) => device.takesMessages && address >= row.base && address + 4 <= row.base + row.size,
    );
    return taker && ((data) => taker.device.write(address - taker.row.base, 4, BigInt(data)));
  }

  #toController(source: number): Wire {
    return (level) => this.#controller?.setSource?.(source, level);
  }

  /** The first device of that kind; undefined when the board has none. */
  find<D extends Device>(kind: DeviceKind<D>): D | undefined {
    return this.#made.map(({ device }) => device).find((device): device is D => device instanceof kind);
  }

  /** The same, of a kind that every board has. @throws RangeError when this one has none. */
  of<D extends Device>(kind: DeviceKind<D>): D {
    const found = this.find(kind);
    if (!found) throw new RangeError('the board has no such device');
    return found;
  }

  /** The devices that firmware closes to S-mode and below. */
  get machineMode(): readonly AddressRange[] {
    return this.#made.filter(({ row }) => row.machineMode).map(({ row: { base, size } }) => ({ base, size }));
  }

  /** Whether a device would interrupt for console input. */
  get listen(): boolean {
    return this.#made.some(({ device }) => device.listens);
  }

  /** Lets the devices look for what has come from outside. */
  poll(): void {
    for (const device of this.#polled) device.poll?.();
  }

  /** The machine is reset. */
  reset(): void {
    for (const { name, device } of this.#made) {
      if (device.reset) device.reset();
      else device.restore(this.#powerOn[name]);
    }
  }

  save(): DeviceStates {
    const states: Record<string, unknown> = {};
    for (const { name, device } of this.#made) states[name] = device.save();
    return states;
  }

  /** What every such state is made as. */
  form(): DeviceStates {
    return Object.fromEntries(this.#made.map(({ name, device }) => [name, device.form ?? device.save()]));
  }

  /** What of these states software below M-mode can see, or decides what it will see. */
  observable(states: DeviceStates): DeviceStates {
    return Object.fromEntries(
      this.#made.map(({ name, row }) => [name, row.observable ? row.observable(states[name]) : states[name]]),
    );
  }

  /** A device that has not changed since then is left alone. */
  restore(states: DeviceStates): void {
    for (const { name, device } of this.#made) if (device.save() !== states[name]) device.restore(states[name]);
  }
}

/** The lines of a hart that a row drives. */
const wiresTo = (hart: InterruptedHart, drives: readonly InterruptLine[]): Readonly<Record<InterruptLine, Wire>> =>
  Object.fromEntries(
    drives.map((line): [InterruptLine, Wire] => [line, (level) => hart.setInterrupt(line, level)]),
  ) as Record<InterruptLine, Wire>;

/** The sources of a device in the interrupt controller. */
export const sourcesOf = ({ irq = [] }: DeviceRow): readonly number[] => (typeof irq === 'number' ? [irq] : irq);

const isTimerSource = (device: Device): device is Device & TimerSource => device.update !== undefined;
