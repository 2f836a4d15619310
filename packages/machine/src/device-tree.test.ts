import { parseIsa } from '@hartlab/isa';
import { firmwareSize } from '@hartlab/see';
import { expect, test } from 'vitest';
import { board } from './board.ts';
import { deviceTree } from './device-tree.ts';
import type { DeviceTreeOptions } from './device-tree.ts';
import type { DeviceRow } from './devices/device-row.ts';
import type { FdtNode } from './fdt.ts';

const options: DeviceTreeOptions = {
  harts: 2,
  isa: parseIsa('rv64imach_zicsr_sstc'),
  ram: 0x800_0000,
  firmware: false,
};

function find(root: FdtNode, path: string): FdtNode | undefined {
  let node: FdtNode | undefined = root;
  for (const name of path.split('/').slice(1)) node = node?.children?.find((child) => child.name === name);
  return node;
}

/*
 * Expected values: those of QEMU 11.1, `qemu-system-riscv64 -M virt,dumpdtb=virt.dtb -smp 2 -m 128M`, read with dtc. QEMU 7.2
 * has no `#address-cells` at interrupt controllers of harts either, and calls the PLIC plic@c000000.
 */
test.each<[string, Record<string, unknown>]>([
  ['/memory@80000000', { device_type: 'memory', reg: [0, 0x8000_0000, 0, 0x800_0000] }],
  ['/cpus', { 'timebase-frequency': 0x98_9680, '#address-cells': 1, '#size-cells': 0 }],
  ['/cpus/cpu@0', { reg: 0, phandle: 3 }],
  ['/cpus/cpu@1', { reg: 1, phandle: 1, status: 'okay', compatible: 'riscv', 'riscv,isa-base': 'rv64i' }],
  ['/cpus/cpu@0/interrupt-controller', { '#interrupt-cells': 1, compatible: 'riscv,cpu-intc', phandle: 4 }],
  ['/cpus/cpu@1/interrupt-controller', { '#interrupt-cells': 1, compatible: 'riscv,cpu-intc', phandle: 2 }],
  ['/cpus/cpu-map/cluster0/core0', { cpu: 3 }],
  ['/cpus/cpu-map/cluster0/core1', { cpu: 1 }],
  [
    '/soc/serial@10000000',
    { interrupts: [10], 'interrupt-parent': 5, reg: [0, 0x1000_0000, 0, 0x100], compatible: 'ns16550a' },
  ],
  ['/soc/rtc@101000', { interrupts: [11], 'interrupt-parent': 5, reg: [0, 0x10_1000, 0, 0x1000] }],
  ['/soc/test@100000', { phandle: 6, reg: [0, 0x10_0000, 0, 0x1000] }],
  [
    '/soc/interrupt-controller@c000000',
    { phandle: 5, 'riscv,ndev': 95, 'interrupts-extended': [4, 11, 4, 9, 2, 11, 2, 9] },
  ],
  ['/soc/clint@2000000', { 'interrupts-extended': [4, 3, 4, 7, 2, 3, 2, 7], reg: [0, 0x200_0000, 0, 0x1_0000] }],
  ['/poweroff', { value: 0x5555, offset: 0, regmap: 6, compatible: 'syscon-poweroff' }],
  ['/reboot', { value: 0x7777, offset: 0, regmap: 6, compatible: 'syscon-reboot' }],
  ['/chosen', { 'stdout-path': '/soc/serial@10000000' }],
])('%s says what QEMU says', (path, properties) => {
  expect(find(deviceTree(board, options), path)?.properties).toMatchObject(properties);
});

test('the extensions are listed one by one, besides the old string', () => {
  expect(find(deviceTree(board, options), '/cpus/cpu@0')?.properties).toMatchObject({
    'riscv,isa-base': 'rv64i',
    'riscv,isa-extensions': ['i', 'm', 'a', 'c', 'h', 'zicsr', 'zmmul', 'zaamo', 'zalrsc', 'zca', 'sstc'],
  });
});

test('the size of a cache block is told for each kind of operation on it', () => {
  const tree = deviceTree(board, { ...options, isa: parseIsa('rv64i_zicbom_zicboz_zicsr') });
  const properties = find(tree, '/cpus/cpu@0')?.properties;
  expect(properties).toMatchObject({ 'riscv,cbom-block-size': 64, 'riscv,cboz-block-size': 64 });
  expect(properties).not.toHaveProperty('riscv,cbop-block-size');
});

test('every device of the board that has a node is in the tree, at its address', () => {
  const soc = find(deviceTree(board, options), '/soc');
  for (const { node, base } of Object.values<DeviceRow>(board))
    if (node) expect(soc?.children?.map(({ name }) => name)).toContain(`${node.name}@${base.toString(16)}`);
});

test('firmware that does not describe itself is reserved', () => {
  expect(
    find(deviceTree(board, { ...options, firmware: true }), '/reserved-memory/mmode_resv0@80000000')?.properties,
  ).toEqual({
    reg: [0, 0x8000_0000, 0, firmwareSize],
    'no-map': true,
  });
  expect(find(deviceTree(board, options), '/reserved-memory')).toBeUndefined();
});

// As OpenSBI 1.9 hands the tree to S-mode: lib/utils/fdt/fdt_fixup.c replaces the M-mode contexts of the PLIC, and only them.
test('firmware hides the contexts of the PLIC that are its own', () => {
  const tree = deviceTree(board, { ...options, firmware: true });
  const none = 0xffff_ffff;
  expect(find(tree, '/soc/interrupt-controller@c000000')?.properties['interrupts-extended']).toEqual([
    4,
    none,
    4,
    9,
    2,
    none,
    2,
    9,
  ]);
  expect(find(tree, '/soc/clint@2000000')?.properties['interrupts-extended']).toEqual([4, 3, 4, 7, 2, 3, 2, 7]);
});

test('a hand is no core, and its place among the phandles is that of the last hart', () => {
  const tree = deviceTree(board, { ...options, harts: 3, hand: true });
  const cores = find(tree, '/cpus/cpu-map/cluster0')?.children?.map(({ name, properties }) => [
    name,
    properties['cpu'],
  ]);
  expect(cores).toEqual([
    ['core0', 5],
    ['core1', 3],
  ]);
  expect(find(tree, '/cpus/cpu@2')?.properties).toMatchObject({ phandle: 1, status: ['okay', '', '', '', ''] });
});

test('chosen tells the command line and the initrd, each only when given, and always a seed', () => {
  const initrd = { base: 0x8400_0000, size: 0x1000 };
  expect(find(deviceTree(board, { ...options, bootargs: 'quiet', initrd }), '/chosen')?.properties).toEqual({
    'stdout-path': '/soc/serial@10000000',
    bootargs: 'quiet',
    'linux,initrd-start': 0x8400_0000n,
    'linux,initrd-end': 0x8400_1000n,
    'rng-seed': find(deviceTree(board, { ...options, seed: 0n }), '/chosen')?.properties['rng-seed'],
  });
  expect(Object.keys(find(deviceTree(board, options), '/chosen')!.properties)).toEqual(['stdout-path', 'rng-seed']);
});

test('the seed is stretched by splitmix64', () => {
  // The first output of the reference splitmix64 for seed 0 is 0xe220a8397b1dcdaf (Vigna, splitmix64.c).
  const seeded = find(deviceTree(board, { ...options, seed: 0n }), '/chosen')?.properties['rng-seed'] as number[];
  expect(seeded).toHaveLength(8);
  expect(seeded[0]).toBe(0xe220_a839);
});
