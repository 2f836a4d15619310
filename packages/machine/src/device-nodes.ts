import { type InterruptLine, mip } from '@hartlab/hart';
import type { Board } from './board.ts';
import { firstFreePhandle, intcPhandle } from './cpu-nodes.ts';
import { sourcesOf } from './devices.ts';
import type { DeviceNode, DeviceRow } from './devices/device-row.ts';
import { cells64, type FdtNode, type FdtValue } from './fdt.ts';
import type { AddressRange } from './image.ts';

/** What the nodes of devices say besides their rows. */
export interface DeviceNodesOptions {
  readonly harts: number;
  /** Whether firmware hands the tree on, and hides what is its own. */
  readonly firmware: boolean;
}

/** What a device tree has of a board's devices. */
export interface DeviceNodes {
  /** The bus with the devices. */
  readonly soc: FdtNode;
  /** Nodes of the root that refer to devices. */
  readonly users: readonly FdtNode[];
  /** The names of devices, and their paths. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** A device that is in the tree. */
interface TreeDevice {
  readonly name: string;
  readonly row: DeviceRow;
  readonly node: DeviceNode;
}

/** `reg` of a range, for two cells of address and of size. */
export const reg = ({ base, size }: AddressRange): number[] => [...cells64(base), ...cells64(size)];

/** The ranges that a node tells of; the first is in its name. */
const rangesOf = ({ row, node }: TreeDevice): readonly AddressRange[] => node.ranges ?? [row];
const nodeName = (device: TreeDevice): string => `${device.node.name}@${rangesOf(device)[0]!.base.toString(16)}`;

/**
 * The nodes of a board's devices. The rows are in the order in which QEMU describes its devices, which gives them their
 * phandles; and since the library with which it does so puts each node before its siblings, they stand the other way round
 * in the tree. Drivers see that: the disk of the first node is Linux's vda.
 */
export function deviceNodes(board: Board, options: DeviceNodesOptions): DeviceNodes {
  const devices = Object.entries(board).flatMap(([name, row]) => (row.node ? [{ name, row, node: row.node }] : []));
  const phandles = phandlesOf(devices, options.harts);
  const children = devices.map((device) => deviceNode(device, devices, phandles, options));
  return {
    soc: {
      name: 'soc',
      properties: { '#address-cells': 2, '#size-cells': 2, compatible: 'simple-bus', ranges: true },
      children: children.toReversed(),
    },
    users: devices.flatMap(({ name, node }) => node.users?.(phandleIn(phandles, name)) ?? []).toReversed(),
    aliases: Object.fromEntries(
      devices.flatMap((device) =>
        device.node.alias === undefined ? [] : [[device.node.alias, `/soc/${nodeName(device)}`]],
      ),
    ),
  };
}

type Phandles = ReadonlyMap<string, number>;

/** Those that other nodes refer to, by the names of their devices. */
function phandlesOf(devices: readonly TreeDevice[], harts: number): Phandles {
  const linked = devices.flatMap(({ node }) => Object.values(node.links ?? {}).flat());
  const referred = devices.filter(
    ({ name, node }) => node.phandle ?? node.interruptCells ?? node.users ?? linked.includes(name),
  );
  return new Map(referred.map(({ name }, index) => [name, firstFreePhandle(harts) + index]));
}

function phandleIn(phandles: Phandles, name: string): number {
  const phandle = phandles.get(name);
  if (phandle === undefined) throw new RangeError(`the board has no device ${name}`);
  return phandle;
}

function deviceNode(
  device: TreeDevice,
  devices: readonly TreeDevice[],
  phandles: Phandles,
  { harts, firmware }: DeviceNodesOptions,
): FdtNode {
  const { name, row, node } = device;
  const properties: Record<string, FdtValue> = { ...node.properties, reg: rangesOf(device).flatMap(reg) };
  for (const [property, cells] of Object.entries(node.links ?? {}))
    properties[property] = cells.map((cell) => (typeof cell === 'string' ? phandleIn(phandles, cell) : cell));
  const parent = devices.find((other) => other.node.interruptCells);
  const sources = sourcesOf(row);
  if (parent && sources.length > 0) {
    properties['interrupts'] = sources.flatMap((source) => parent.node.interruptCells!(source));
    properties['interrupt-parent'] = phandleIn(phandles, parent.name);
  }
  const isDisabled = firmware && node.disabledByFirmware;
  if (row.drives) properties['interrupts-extended'] = wires(row.drives, harts, firmware && !isDisabled);
  if (isDisabled) properties['status'] = 'disabled';
  const phandle = phandles.get(name);
  if (phandle !== undefined) properties['phandle'] = phandle;
  return { name: nodeName(device), properties };
}

/** What stands for a context that is not the reader's: Linux's binding of the PLIC. */
const NO_INTERRUPT = 0xffff_ffff;

/**
 * For each hart, each interrupt of it: the order in which the PLIC numbers its contexts. Those of M-mode belong to the
 * firmware where there is one, and it hides them, as OpenSBI does in the tree that it hands on (lib/utils/fdt/fdt_fixup.c).
 */
const wires = (drives: readonly InterruptLine[], harts: number, firmware: boolean): number[] =>
  Array.from({ length: harts }, (_, hart) =>
    drives.flatMap((line) => [intcPhandle(hart, harts), firmware && line === 'MEIP' ? NO_INTERRUPT : mip[line].low]),
  ).flat();
