import { expect, test } from 'vitest';
import { board } from './board.ts';
import type { Board } from './board.ts';
import { deviceNodes } from './device-nodes.ts';
import type { DeviceNode, DeviceRow } from './devices/device-row.ts';

const device = (node: DeviceNode, more: Partial<DeviceRow> = {}): DeviceRow => ({ ...board.rom, ...more, node });
const options = { harts: 1, firmware: false };
const namesIn = (devices: Board) => deviceNodes(devices, options).soc.children?.map(({ name }) => name);

// As QEMU 7.2 and 11.1 have them: `qemu-system-riscv64 -M virt,dumpdtb=virt.dtb`, read with dtc.
test('nodes stand in the order in which drivers find them on QEMU', () => {
  expect(namesIn(board)).toEqual([
    'rtc@101000',
    'serial@10000000',
    'test@100000',
    ...[8, 7, 6, 5, 4, 3, 2, 1].map((page) => `virtio_mmio@1000${page}000`),
    'interrupt-controller@c000000',
    'clint@2000000',
  ]);
});

/*
 * What a wired controller with two domains looks like (Linux's binding interrupt-controller/riscv,aplic.yaml), as in QEMU
 * 11.1's tree for `-M virt,aia=aplic`: the child is named by the one that delegates, devices name a level besides the source.
 */
test('devices refer to each other by phandles, in either direction', () => {
  const name = 'interrupt-controller';
  const { soc } = deviceNodes(
    {
      root: device({ name, properties: {}, phandle: true, links: { 'riscv,delegation': ['child', 1, 96] } }),
      child: device({
        name,
        properties: {},
        interruptCells: (source) => [source, 4],
        links: { 'msi-parent': ['imsic'] },
      }),
      imsic: device({ name, properties: {} }),
      other: device({ name: 'other', properties: {} }),
      wired: device({ name: 'wired', properties: {} }, { irq: [12, 13] }),
    },
    options,
  );
  expect(soc.children?.map(({ properties }) => properties)).toMatchObject([
    { interrupts: [12, 4, 13, 4], 'interrupt-parent': 4 },
    { reg: expect.anything() },
    { phandle: 5 },
    { phandle: 4, 'msi-parent': [5] },
    { phandle: 3, 'riscv,delegation': [4, 1, 96] },
  ]);
});

test('only what others refer to has a phandle, or says that it has one', () => {
  const { soc } = deviceNodes({ other: device({ name: 'other', properties: {} }) }, options);
  expect(soc.children?.[0]?.properties).not.toHaveProperty('phandle');
});

test('a device that is not there cannot be referred to', () => {
  const links = { 'msi-parent': ['imsic'] };
  expect(() => namesIn({ device: device({ name: 'device', properties: {}, links }) })).toThrow(
    new RangeError('the board has no device imsic'),
  );
});

// So QEMU describes ACLINT's timer: its node is named after mtime, which lies behind mtimecmp.
test('a node may tell of other ranges than its device has', () => {
  const ranges = [
    { base: 0x200_bff8, size: 8 },
    { base: 0x1_0200_4000, size: 0x7ff8 },
  ];
  expect(deviceNodes({ timer: device({ name: 'mtimer', properties: {}, ranges }) }, options).soc.children).toEqual([
    { name: 'mtimer@200bff8', properties: { reg: [0, 0x200_bff8, 0, 8, 1, 0x200_4000, 0, 0x7ff8] } },
  ]);
});
