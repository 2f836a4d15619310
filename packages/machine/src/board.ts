import { firmwareSize } from '@hartlab/see';
import { clint } from './devices/clint.ts';
import type { DeviceRow } from './devices/device-row.ts';
import { errorBanks } from './devices/error-banks.ts';
import { goldfishRtc } from './devices/goldfish-rtc.ts';
import { ns16550a } from './devices/ns16550a.ts';
import { plic } from './devices/plic.ts';
import { rom } from './devices/rom.ts';
import { testFinisher } from './devices/test-finisher.ts';
import type { AddressRange } from './image.ts';
import { virtioSlots } from './virtio/virtio-slots.ts';

/** The devices of a board, by the name of their file, under which a snapshot has their state. */
export type Board = Readonly<Record<string, DeviceRow>>;

/** The memory map of QEMU's virt, in its order, as far as this board has its devices (QEMU, hw/riscv/virt.c), and ours. */
export const board = {
  rom,
  'test-finisher': testFinisher,
  'goldfish-rtc': goldfishRtc,
  clint,
  plic,
  ns16550a,
  ...virtioSlots,
  'error-banks': errorBanks,
} as const satisfies Board;

/** The name of one of our board's devices. */
export type DeviceName = keyof typeof board;

/** The physical address at which RAM begins, as on QEMU's `virt`. */
export const RAM_BASE = 0x8000_0000;
/** Where a supervisor starts. */
export const PAYLOAD_BASE = 0x8020_0000;
/** What the built-in firmware denies to S-mode and U-mode. */
export const firmwareMemory: AddressRange = { base: RAM_BASE, size: firmwareSize };
