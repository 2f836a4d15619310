import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ourTree } from './our-tree.ts';
import { treeSettings } from './tree-setting.ts';

const dtc = (blob: Uint8Array) => spawnSync('dtc', ['-I', 'dtb', '-O', 'dts'], { input: blob, encoding: 'utf8' });
const isThere = spawnSync('dtc', ['--version']).status === 0;

const cases = treeSettings.flatMap(({ words, options }) =>
  (['none', 'built-in'] as const).map((bios) => ({ words, bios, options })),
);

test.skipIf(!isThere).each(cases)('dtc reads -bios $bios -M virt$words without a warning', ({ options, bios }) => {
  const { status, stderr, stdout } = dtc(ourTree(options, bios));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('compatible = "riscv-virtio"');
});

test.skipIf(!isThere)('it would warn: of an interrupt controller without #address-cells, as QEMU has them', () => {
  const blob = ourTree({});
  const name = '#address-cells';
  // In the block of names, whose offset is at 12 in the header.
  const at = Buffer.from(blob).indexOf(name, new DataView(blob.buffer, blob.byteOffset).getUint32(12));
  const changed = blob.slice();
  changed[at + 1] = 0x78;
  expect(dtc(changed).stderr).toMatch(/Missing #address-cells in interrupt provider/);
});
