import type { Isa } from '@hartlab/isa';
import { TIMEBASE_FREQUENCY } from './clock.ts';
import type { FdtNode } from './fdt.ts';
import { isaProperties } from './isa-properties.ts';

/** What the nodes of the harts say. */
export interface CpuNodesOptions {
  readonly harts: number;
  /** Whether the last of them is a hand, whose node is to be disabled later. */
  readonly hand?: boolean;
  readonly isa: Isa;
  /** Whether riscv,isa has the letters only; if absent, it has where it would be too long for old software. */
  readonly shortIsaString?: boolean;
}

/** Phandles from 1 on, as QEMU gives them: the last hart's first, and for each hart its node's before its interrupt controller's. */
const cpuPhandle = (hart: number, harts: number): number => 2 * (harts - hart) - 1;
/** The phandle of the interrupt controller within hart `hart` of `harts`. */
export const intcPhandle = (hart: number, harts: number): number => cpuPhandle(hart, harts) + 1;
/** The first phandle that is not a hart's. */
export const firstFreePhandle = (harts: number): number => 2 * harts + 1;

/** The path of a hart's node. */
export const cpuPath = (hart: number): readonly string[] => ['', 'cpus', cpuName(hart)];
const cpuName = (hart: number): string => `cpu@${hart.toString(16)}`;

/** The harts, and how they lie together: in one cluster, each a core of its own. A hand is no part of that. */
export function cpuNodes(options: CpuNodesOptions): FdtNode {
  const { harts, hand } = options;
  const cores = Array.from({ length: hand ? harts - 1 : harts }, (_, hart) => ({
    name: `core${hart}`,
    properties: { cpu: cpuPhandle(hart, harts) },
  }));
  return {
    name: 'cpus',
    properties: { '#address-cells': 1, '#size-cells': 0, 'timebase-frequency': TIMEBASE_FREQUENCY },
    children: [
      ...Array.from({ length: harts }, (_, hart) => cpu(hart, options)),
      { name: 'cpu-map', properties: {}, children: [{ name: 'cluster0', properties: {}, children: cores }] },
    ],
  };
}

/** A property is overwritten in its place: `okay` with the room that `disabled` takes. */
const okayUntilDisabled = ['okay', '', '', '', ''];

const cpu = (hart: number, { harts, hand, isa, shortIsaString }: CpuNodesOptions): FdtNode => ({
  name: cpuName(hart),
  properties: {
    phandle: cpuPhandle(hart, harts),
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
        // Without it dtc warns of what refers to the node, as it does of QEMU's.
        '#address-cells': 0,
        'interrupt-controller': true,
        compatible: 'riscv,cpu-intc',
        phandle: intcPhandle(hart, harts),
      },
    },
  ],
});
