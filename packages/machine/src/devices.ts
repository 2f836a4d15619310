import type { Hart, InterruptLine } from '@hartlab/hart';
import { board } from './board.ts';
import type { DeviceName } from './board.ts';
import type { Clock } from './clock.ts';
import { Clint } from './devices/clint.ts';
import type { Device, Wire } from './devices/device.ts';
import { GoldfishRtc } from './devices/goldfish-rtc.ts';
import { Ns16550a, type Line } from './devices/ns16550a.ts';
import { Plic } from './devices/plic.ts';
import { Rom } from './devices/rom.ts';
import { TestFinisher } from './devices/test-finisher.ts';
import type { Mapping } from './physical-bus.ts';
import type { Stop } from './stop.ts';

/** What the devices of the board are connected to. */
export interface Connections {
  /** The contents of the ROM. */
  readonly rom: Uint8Array;
  readonly harts: number;
  /** The harts themselves, of which the array is filled only after the devices exist. */
  readonly hart: readonly Hart[];
  readonly clock: Clock;
  readonly line: Line;
  readonly end: (stop: Stop) => void;
}

/** The devices of the board, by name, each at its row of the memory map. */
export interface Devices extends Readonly<Record<DeviceName, Device>> {
  readonly clint: Clint;
  readonly ns16550a: Ns16550a;
}

/** Makes the devices and wires them: each one's interrupt to the PLIC, the PLIC and the CLINT to the harts. */
export function createDevices({ rom, harts, hart, clock, line, end }: Connections): Devices {
  const indexes = Array.from({ length: harts }, (_, index) => index);
  const toHart =
    (index: number, name: InterruptLine): Wire =>
    (level) =>
      hart[index]?.setInterrupt(name, level);
  const plic = new Plic(indexes.flatMap((index) => [toHart(index, 'MEIP'), toHart(index, 'SEIP')]));
  const toPlic =
    (name: DeviceName): Wire =>
    (level) =>
      plic.setSource(board[name].irq ?? 0, level);
  const clint = new Clint(
    clock,
    indexes.map((index) => ({ MSIP: toHart(index, 'MSIP'), MTIP: toHart(index, 'MTIP') })),
  );
  const rtc = new GoldfishRtc(clock, toPlic('goldfish-rtc'));
  const uart = new Ns16550a(clock, line, toPlic('ns16550a'));
  for (const source of [clint, rtc, uart]) clock.add(source);
  return {
    rom: new Rom(rom),
    'test-finisher': new TestFinisher(end),
    'goldfish-rtc': rtc,
    clint,
    plic,
    ns16550a: uart,
  };
}

/** Where each device answers. */
export const mappings = (devices: Devices): Mapping[] =>
  deviceNames.map((name) => ({ range: board[name], device: devices[name] }));

const deviceNames = Object.keys(board) as DeviceName[];

/** What all devices hold, by name: plain data. */
export type DeviceStates = Readonly<Record<DeviceName, unknown>>;

export const saveDevices = (devices: Devices): DeviceStates =>
  Object.fromEntries(deviceNames.map((name) => [name, devices[name].save()])) as DeviceStates;

export function restoreDevices(devices: Readonly<Record<DeviceName, Device>>, states: DeviceStates): void {
  for (const name of deviceNames) devices[name].restore(states[name]);
}
