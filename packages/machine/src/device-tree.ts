import { type InterruptLine, mip } from '@hartlab/hart';
import type { Isa } from '@hartlab/isa';
import { firmwareMemory, RAM_BASE } from './board.ts';
import type { Board } from './board.ts';
import { TIMEBASE_FREQUENCY } from './clock.ts';
import { sourcesOf } from './devices.ts';
import type { DeviceNode, DeviceRow } from './devices/device-row.ts';
import { cells64 } from './fdt.ts';
import { isaProperties } from './isa-properties.ts';
import type { FdtNode, FdtValue } from './fdt.ts';
import type { AddressRange } from './image.ts';
import { pmuNode } from './pmu-node.ts';
import { splitmix64 } from './splitmix64.ts';

/** What a device tree says beyond the board itself. */
export interface DeviceTreeOptions {
  readonly harts: number;
  /** Whether the last of them is a hand, whose node is to be disabled later. */
  readonly hand?: boolean;
  readonly isa: Isa;
  /** Whether riscv,isa has the letters only; if absent, it has where it would be too long for old software. */
  readonly shortIsaString?: boolean;
  /** Bytes of RAM. */
  readonly ram: number;
  /** Whether the built-in firmware, which does not describe itself, keeps the start of RAM. */
  readonly firmware: boolean;
  readonly bootargs?: string;
  readonly initrd?: AddressRange;
  /** Seeds the guest's random numbers; without it the tree has no rng-seed. */
  readonly seed?: bigint;
}

/**
 * The device tree of a board: the property names are those of the Linux bindings, the nodes those of QEMU's virt.
 */
export function deviceTree(board: Board, options: DeviceTreeOptions): FdtNode {
  const devices = Object.entries(board).flatMap(([device, row]) => (row.node ? [{ device, row, node: row.node }] : []));
  const aliases = Object.fromEntries(
    devices.flatMap(({ row, node }) => (node.alias === undefined ? [] : [[node.alias, `/soc/${nodeName(row, node)}`]])),
  );
  const phandles = phandlesOf(devices, options.harts);
  return {
    name: '',
    properties: { '#address-cells': 2, '#size-cells': 2, compatible: 'riscv-virtio', model: 'hartlab,virt' },
    children: [
      chosen(aliases['serial0'], options),
      { name: 'aliases', properties: aliases },
      cpus(options),
      {
        name: `memory@${RAM_BASE.toString(16)}`,
        properties: { device_type: 'memory', reg: reg({ base: RAM_BASE, size: options.ram }) },
      },
      ...(options.firmware ? [reservedMemory()] : []),
      ...pmuNode(options.isa),
      soc(devices, phandles, options),
      ...devices.flatMap(({ device, node }) => node.users?.(phandles.get(device)!) ?? []),
    ],
  };
}

/** A device that is in the tree. */
interface TreeDevice {
  /** Its name on the board. */
  readonly device: string;
  readonly row: DeviceRow;
  readonly node: DeviceNode;
}

const reg = ({ base, size }: AddressRange): number[] => [...cells64(base), ...cells64(size)];
const nodeName = ({ base }: DeviceRow, { name }: DeviceNode): string => `${name}@${base.toString(16)}`;

/**
 * Phandles: the interrupt controller of hart h is h + 1; then the one that devices interrupt, and what else other nodes
 * refer to, by the names of the devices on the board.
 */
const intcPhandle = (hart: number): number => hart + 1;

function phandlesOf(devices: readonly TreeDevice[], harts: number): ReadonlyMap<string, number> {
  const linked = devices.flatMap(({ node }) => Object.values(node.links ?? {}).flat());
  const referred = [
    ...devices.filter(({ node }) => node.interruptCells),
    ...devices.filter(({ device, node }) => !node.interruptCells && linked.includes(device)),
    ...devices.filter(({ node }) => node.users),
  ];
  return new Map(referred.map(({ device }, index) => [device, harts + 1 + index]));
}

function chosen(console: string | undefined, { bootargs, initrd, seed }: DeviceTreeOptions): FdtNode {
  const properties: Record<string, FdtValue> = {};
  if (console !== undefined) properties['stdout-path'] = console;
  if (bootargs !== undefined) properties['bootargs'] = bootargs;
  if (initrd) {
    properties['linux,initrd-start'] = BigInt(initrd.base);
    properties['linux,initrd-end'] = BigInt(initrd.base + initrd.size);
  }
  if (seed !== undefined) properties['rng-seed'] = randomCells(seed, 8);
  return { name: 'chosen', properties };
}

function cpus(options: DeviceTreeOptions): FdtNode {
  return {
    name: 'cpus',
    properties: { '#address-cells': 1, '#size-cells': 0, 'timebase-frequency': TIMEBASE_FREQUENCY },
    children: Array.from({ length: options.harts }, (_, hart) => cpu(hart, options)),
  };
}

/** A property is overwritten in its place: `okay` with the room that `disabled` takes. */
const okayUntilDisabled = ['okay', '', '', '', ''];

/** The path of a hart's node. */
export const cpuPath = (hart: number): readonly string[] => ['', 'cpus', cpuName(hart)];
const cpuName = (hart: number): string => `cpu@${hart.toString(16)}`;

const cpu = (hart: number, { harts, hand, isa, shortIsaString }: DeviceTreeOptions): FdtNode => ({
  name: cpuName(hart),
  properties: {
    device_type: 'cpu',
    reg: hart,
    status: hand && hart === harts - 1 ? okayUntilDisabled : 'okay',
    compatible: 'riscv',
    ...isaProperties(isa, shortIsaString),
  },
  children: [
    {
      name: 'interrupt-controller',
      properties: {
        '#interrupt-cells': 1,
        '#address-cells': 0,
        'interrupt-controller': true,
        compatible: 'riscv,cpu-intc',
        phandle: intcPhandle(hart),
      },
    },
  ],
});

/** Memory that the operating system must neither use nor map: the firmware's, as OpenSBI names it. */
const reservedMemory = (): FdtNode => ({
  name: 'reserved-memory',
  properties: { '#address-cells': 2, '#size-cells': 2, ranges: true },
  children: [
    {
      name: `mmode_resv0@${firmwareMemory.base.toString(16)}`,
      properties: { reg: reg(firmwareMemory), 'no-map': true },
    },
  ],
});

const soc = (
  devices: readonly TreeDevice[],
  phandles: ReadonlyMap<string, number>,
  options: DeviceTreeOptions,
): FdtNode => ({
  name: 'soc',
  properties: { '#address-cells': 2, '#size-cells': 2, compatible: 'simple-bus', ranges: true },
  children: devices.map((device) =>
    deviceNode(
      device,
      devices.find(({ node }) => node.interruptCells),
      phandles,
      options,
    ),
  ),
});

function deviceNode(
  { device, row, node }: TreeDevice,
  controller: TreeDevice | undefined,
  phandles: ReadonlyMap<string, number>,
  { harts, firmware }: DeviceTreeOptions,
): FdtNode {
  const properties: Record<string, FdtValue> = { ...node.properties, reg: reg(row) };
  for (const [name, cells] of Object.entries(node.links ?? {}))
    properties[name] = cells.map((cell) => (typeof cell === 'string' ? phandles.get(cell)! : cell));
  const sources = sourcesOf(row);
  if (controller && sources.length > 0) {
    properties['interrupts'] = sources.flatMap((source) => controller.node.interruptCells!(source));
    properties['interrupt-parent'] = phandles.get(controller.device)!;
  }
  if (row.drives) properties['interrupts-extended'] = wires(row.drives, harts, firmware);
  const phandle = phandles.get(device);
  if (phandle !== undefined) properties['phandle'] = phandle;
  return { name: nodeName(row, node), properties };
}

/** What stands for a context that is not the reader's: Linux's binding of the PLIC. */
const NO_INTERRUPT = 0xffff_ffff;

/**
 * For each hart, each interrupt of it: the order in which the PLIC numbers its contexts. Those of M-mode belong to the
 * firmware where there is one, and it hides them, as OpenSBI does in the tree that it hands on (lib/utils/fdt/fdt_fixup.c).
 */
const wires = (drives: readonly InterruptLine[], harts: number, firmware: boolean): number[] =>
  Array.from({ length: harts }, (_, hart) =>
    drives.flatMap((line) => [intcPhandle(hart), firmware && line === 'MEIP' ? NO_INTERRUPT : mip[line].low]),
  ).flat();

/** `count` 32-bit numbers from `seed`. */
function randomCells(seed: bigint, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = splitmix64.next(state);
    return Number(splitmix64.number(state) >> 32n);
  });
}
