import type { SerialLine } from '../devices/device.ts';
import type { DeviceRow } from '../devices/device-row.ts';
import { deviceOf } from './plug.ts';
import { VirtioMmio } from './virtio-mmio.ts';

/** Slots, at which addresses, with which interrupts: those of QEMU's virt (hw/riscv/virt.c). */
export const VIRTIO_SLOTS = 8;
const BASE = 0x1000_1000;
const STRIDE = 0x1000;
const FIRST_IRQ = 1;

const noLine: SerialLine = { transmit() {}, receive: () => -1 };

const slot = (number: number): DeviceRow<VirtioMmio> => ({
  base: BASE + number * STRIDE,
  size: STRIDE,
  irq: FIRST_IRQ + number,
  node: { name: 'virtio_mmio', properties: { compatible: 'virtio,mmio' } },
  make({ memory, interrupt, virtio, lineTo = () => noLine, traceDisks }) {
    const plug = virtio?.devices[number];
    const served = traceDisks && ((request: string) => traceDisks(`virtio-mmio-bus.${number}: ${request}`));
    return new VirtioMmio(memory, interrupt, plug && deviceOf(plug, { lineTo, served }), virtio?.legacy ?? true);
  },
});

/** The slots of virtio, each of which may be empty. */
export const virtioSlots = {
  'virtio-0': slot(0),
  'virtio-1': slot(1),
  'virtio-2': slot(2),
  'virtio-3': slot(3),
  'virtio-4': slot(4),
  'virtio-5': slot(5),
  'virtio-6': slot(6),
  'virtio-7': slot(7),
} as const;
