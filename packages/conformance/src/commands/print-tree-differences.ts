import { differenceTable, explain } from '../device-tree/difference-table.ts';
import { ourTree } from '../device-tree/our-tree.ts';
import { NoTree, record, treesOf } from '../device-tree/peer-trees.ts';
import { treeDifferences } from '../device-tree/tree-differences.ts';
import { factsOf } from '../device-tree/tree-facts.ts';
import { treeSettings } from '../device-tree/tree-setting.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, argument, refuse } = contributorCommand({
  name: 'tree-differences',
  help:
    'Compares the device trees of this QEMU with ours, in several settings, and prints the differences that the table in\n' +
    'docs/device-tree.md does not tell of; --all prints all of them. --record keeps what QEMU said for the test, which holds\n' +
    'the table to it; that is for the version of QEMU that the table is about.',
  argument: { name: 'QEMU', what: 'the path of qemu-system-riscv64', kind: 'program' },
  options: { all: { type: 'boolean' }, record: { type: 'boolean' } },
});

const peerTrees = () => {
  try {
    return treesOf(argument, treeSettings);
  } catch (error) {
    if (error instanceof NoTree) return refuse(error.message);
    throw error;
  }
};
const peer = peerTrees();
if (values.record) record(peer);
const rows = differenceTable();
let count = 0;
for (const { words, options } of treeSettings) {
  const differences = treeDifferences(peer.trees[words]!, factsOf(ourTree(options)));
  const shown = values.all ? differences : explain(differences, rows).unexplained;
  count += shown.length;
  for (const { place, there, here } of shown) console.log(`${words || 'as it is'}: ${place}: ${there} / ${here}`);
}
console.log(`${peer.peer}: ${count} differences${values.all ? '' : ' that the table does not tell of'}`);
process.exitCode = count > 0 && !values.all ? 1 : 0;
