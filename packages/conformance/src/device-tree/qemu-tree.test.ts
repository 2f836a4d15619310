import { describe, expect, test } from 'vitest';
import { differenceTable, explain } from './difference-table.ts';
import { ourTree } from './our-tree.ts';
import { recordedTrees } from './peer-trees.ts';
import { treeDifferences } from './tree-differences.ts';
import { factsOf } from './tree-facts.ts';
import { treeSettings } from './tree-setting.ts';

const { peer, trees } = recordedTrees();
const rows = differenceTable();
const differencesIn = treeSettings.map(({ words, options }) => ({
  words,
  differences: treeDifferences(trees[words]!, factsOf(ourTree(options))),
}));

describe('the tree is that of QEMU 11.1 but for what docs/device-tree.md says', () => {
  test('what QEMU said was recorded in each setting', () => {
    expect(peer).toContain('version 11.1');
    expect(Object.keys(trees)).toEqual(treeSettings.map(({ words }) => words));
  });

  test.each(differencesIn)('-M virt$words', ({ differences }) => {
    expect(explain(differences, rows).unexplained).toEqual([]);
  });

  test('each place of each row has a difference', () => {
    expect(
      explain(
        differencesIn.flatMap(({ differences }) => differences),
        rows,
      ).unneeded,
    ).toEqual([]);
  });
});
