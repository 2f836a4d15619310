import { firmwareSize } from '@hartlab/see';
import { UART_CLOCK } from './devices/ns16550a.ts';
import { PLIC_SOURCES } from './devices/plic.ts';
import type { FdtValue } from './fdt.ts';
import type { AddressRange } from './image.ts';

/**
 * One row of the memory map. The bus and the device tree are both made from it, so they cannot disagree.
 */
export interface Row extends AddressRange {
  /** The node's name in the device tree, before `@`; a row without one is not in the tree. */
  readonly node?: string;
  /** Its interrupt source in the PLIC. */
  readonly irq?: number;
  /** Interrupts of each hart that it drives, by their number in mip. */
  readonly drives?: readonly number[];
  /** Whether it is M-mode's alone, as OpenSBI treats it: its other devices it shares with S-mode. */
  readonly machineMode?: true;
  /** What else the node says. */
  readonly properties?: Readonly<Record<string, FdtValue>>;
}

/** The devices of a board, by the name of their file. */
export type DeviceName = 'rom' | 'test-finisher' | 'goldfish-rtc' | 'clint' | 'plic' | 'ns16550a';

const MSI = 3;
const MTI = 7;
const SEI = 9;
export const MEI = 11;

/** The memory map of QEMU's virt, as far as this board has its devices (QEMU, hw/riscv/virt.c). */
export const board: Readonly<Record<DeviceName, Row>> = {
  /** The reset vector is here. */
  rom: { base: 0x1000, size: 0xf000 },
  'test-finisher': {
    base: 0x10_0000,
    size: 0x1000,
    node: 'test',
    properties: { compatible: ['sifive,test1', 'sifive,test0', 'syscon'] },
  },
  'goldfish-rtc': {
    base: 0x10_1000,
    size: 0x1000,
    irq: 11,
    node: 'rtc',
    properties: { compatible: 'google,goldfish-rtc' },
  },
  clint: {
    base: 0x200_0000,
    size: 0x1_0000,
    node: 'clint',
    drives: [MSI, MTI],
    machineMode: true,
    properties: { compatible: ['sifive,clint0', 'riscv,clint0'] },
  },
  plic: {
    base: 0xc00_0000,
    size: 0x60_0000,
    node: 'plic',
    drives: [MEI, SEI],
    properties: {
      compatible: ['sifive,plic-1.0.0', 'riscv,plic0'],
      'interrupt-controller': true,
      '#interrupt-cells': 1,
      '#address-cells': 0,
      'riscv,ndev': PLIC_SOURCES,
    },
  },
  ns16550a: {
    base: 0x1000_0000,
    size: 0x100,
    irq: 10,
    node: 'serial',
    properties: { compatible: 'ns16550a', 'clock-frequency': UART_CLOCK },
  },
};

/** The devices that firmware closes to S-mode and below. */
export const machineDevices: readonly AddressRange[] = Object.values(board).filter(({ machineMode }) => machineMode);

export const RAM_BASE = 0x8000_0000;
/** Where a supervisor starts. */
export const PAYLOAD_BASE = 0x8020_0000;
/** What the built-in firmware denies to S-mode and U-mode. */
export const firmwareMemory: AddressRange = { base: RAM_BASE, size: firmwareSize };
