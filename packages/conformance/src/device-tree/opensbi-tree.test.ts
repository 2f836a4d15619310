import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ourTree } from './our-tree.ts';
import { treeDifferences } from './tree-differences.ts';
import { factsOf } from './tree-facts.ts';
import type { TreeSetting } from './tree-setting.ts';

const file = process.env['HARTLAB_OPENSBI'] ?? '/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin';

/*
 * What OpenSBI does to a tree before it hands it on (lib/utils/fdt/fdt_fixup.c, fdt_pmu.c). The memory that it keeps is its own
 * affair.
 */
test.skipIf(!existsSync(file)).each<[string, TreeSetting['options']]>([
  ['a PLIC', { harts: 2 }],
  ['an IMSIC', { harts: 2, board: { aia: 'aplic-imsic', aiaGuests: 1 } }],
])('S-mode is given the tree that OpenSBI gives it, with %s', (_name, options) => {
  const theirs = factsOf(ourTree(options, { image: readFileSync(file) }));
  const ours = factsOf(ourTree(options, 'built-in'));
  const places = treeDifferences(theirs, ours).map(({ place }) => place);
  expect(places.filter((place) => !place.startsWith('/reserved-memory'))).toEqual([]);
  expect(ours['/reserved-memory (nodes)']).toHaveLength(1);
});
