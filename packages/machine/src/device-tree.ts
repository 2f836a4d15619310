import { firmwareMemory, RAM_BASE } from './board.ts';
import type { Board } from './board.ts';
import { cpuNodes, type CpuNodesOptions } from './cpu-nodes.ts';
import { deviceNodes, type DeviceNodesOptions, reg } from './device-nodes.ts';
import type { FdtNode, FdtValue } from './fdt.ts';
import type { AddressRange } from './image.ts';
import { pmuNode } from './pmu-node.ts';
import { splitmix64 } from './splitmix64.ts';

/** What a device tree says beyond the board itself. */
export interface DeviceTreeOptions extends CpuNodesOptions, DeviceNodesOptions {
  /** Bytes of RAM. */
  readonly ram: number;
  /** Whether the built-in firmware, which does not describe itself, keeps the start of RAM and hides what is its own. */
  readonly firmware: boolean;
  readonly bootargs?: string;
  readonly initrd?: AddressRange;
  /** Seeds the guest's random numbers; 0 if absent. */
  readonly seed?: bigint;
}

/**
 * The device tree of a board, as QEMU's virt has it: its nodes, their order and their phandles. The property names are those of
 * the Linux bindings. What differs is in docs/device-tree.md.
 */
export function deviceTree(board: Board, options: DeviceTreeOptions): FdtNode {
  const { soc, users, aliases } = deviceNodes(board, options);
  return {
    name: '',
    properties: { '#address-cells': 2, '#size-cells': 2, compatible: 'riscv-virtio', model: 'hartlab,virt' },
    children: [
      ...(options.firmware ? [reservedMemory] : []),
      ...users,
      {
        name: `memory@${RAM_BASE.toString(16)}`,
        properties: { device_type: 'memory', reg: reg({ base: RAM_BASE, size: options.ram }) },
      },
      cpuNodes(options),
      ...pmuNode(options.isa, options.firmware),
      { name: 'aliases', properties: aliases },
      chosen(aliases['serial0'], options),
      soc,
    ],
  };
}

/** Cells of `rng-seed`: 256 bits. */
const SEED_CELLS = 8;

/** What a boot loader says to the kernel. */
export function bootProperties({
  bootargs,
  initrd,
}: Pick<DeviceTreeOptions, 'bootargs' | 'initrd'>): Record<string, FdtValue> {
  const properties: Record<string, FdtValue> = {};
  if (bootargs !== undefined) properties['bootargs'] = bootargs;
  if (initrd) {
    properties['linux,initrd-end'] = BigInt(initrd.base + initrd.size);
    properties['linux,initrd-start'] = BigInt(initrd.base);
  }
  return properties;
}

function chosen(console: string | undefined, { seed = 0n, ...boot }: DeviceTreeOptions): FdtNode {
  const properties = bootProperties(boot);
  if (console !== undefined) properties['stdout-path'] = console;
  properties['rng-seed'] = randomCells(seed, SEED_CELLS);
  return { name: 'chosen', properties };
}

/** Memory that the operating system must neither use nor map: the firmware's, as OpenSBI names it. */
export const reservedMemory: FdtNode = {
  name: 'reserved-memory',
  properties: { '#address-cells': 2, '#size-cells': 2, ranges: true },
  children: [
    {
      name: `mmode_resv0@${firmwareMemory.base.toString(16)}`,
      properties: { reg: reg(firmwareMemory), 'no-map': true },
    },
  ],
};

/** `count` 32-bit numbers from `seed`. */
function randomCells(seed: bigint, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = splitmix64.next(state);
    return Number(splitmix64.number(state) >> 32n);
  });
}
