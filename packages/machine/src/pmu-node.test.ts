import { parseIsa } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { board } from './board.ts';
import { deviceTree } from './device-tree.ts';
import { pmuNode } from './pmu-node.ts';

const properties = (isa: string) => pmuNode(parseIsa(isa), false)[0]?.properties;

/*
 * Expected values: for cycles and instructions, the lines of QEMU 7.2 and 11.1, `qemu-system-riscv64 -M virt,dumpdtb=virt.dtb`,
 * read with dtc: 16 programmable counters, and mcycle and minstret for their own events. QEMU counts misses of TLBs besides,
 * which there are none of here.
 */
test('the counters are those of QEMU', () => {
  expect(properties('rv64i_zicntr_zihpm')).toMatchObject({
    compatible: 'riscv,pmu',
    'riscv,event-to-mhpmcounters': [
      [0x1, 0x1, 0x7fff9],
      [0x2, 0x2, 0x7fffc],
      [0x5, 0x5, 0x7fff8],
      [0x1_0000, 0x1_0000, 0x7fff8],
      [0x1_0002, 0x1_0002, 0x7fff8],
    ].flat(),
  });
});

// Linux's binding perf/riscv,pmu.yaml: three cells for an event, five for a raw one.
test('an event is its own selector, raw or not', () => {
  const { 'riscv,event-to-mhpmevent': events, 'riscv,raw-event-to-mhpmcounters': raw } = properties('rv64i_zihpm')!;
  expect(events).toEqual([1, 0, 1, 2, 0, 2, 5, 0, 5, 0x1_0000, 0, 0x1_0000, 0x1_0002, 0, 0x1_0002]);
  const rows = (raw as number[]).flatMap((_, at, all) => (at % 5 === 0 ? [all.slice(at, at + 5)] : []));
  expect(rows).toHaveLength(8);
  for (const [high, , ...rest] of rows) expect([high, rest]).toEqual([0, [0xffff_ffff, 0xffff_ffff, 0x7fff8]]);
  expect(rows.map(([, low]) => low)).toContain(0x100);
});

test('without Zicntr there are no fixed counters, without Zihpm no node', () => {
  expect((properties('rv64i_zihpm')!['riscv,event-to-mhpmcounters'] as number[]).slice(0, 3)).toEqual([1, 1, 0x7fff8]);
  expect(properties('rv64i_zicntr')).toBeUndefined();
});

// OpenSBI 1.9, lib/utils/fdt/fdt_pmu.c, fdt_pmu_fixup.
test('it is in the tree, but for S-mode without what only firmware needs', () => {
  const isa = parseIsa('rv64i_zicntr_zihpm');
  const inTree = (firmware: boolean) =>
    deviceTree(board, { harts: 1, isa, ram: 0x800_0000, firmware }).children?.filter(({ name }) => name === 'pmu');
  expect(inTree(false)).toEqual(pmuNode(isa, false));
  expect(inTree(true)).toEqual([{ name: 'pmu', properties: { compatible: 'riscv,pmu' } }]);
});
