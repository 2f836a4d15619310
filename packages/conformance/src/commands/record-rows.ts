import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPeerPrograms } from '../lockstep/peer-program.ts';
import { RowLines } from '../lockstep/row-lines.ts';
import { spikeLog } from '../lockstep/spike-log.ts';
import { root } from '../repository.ts';
import { contributorCommand } from './contributor-command.ts';

const { argument: spike } = contributorCommand({
  name: 'record:rows',
  help:
    'Records what the commit log of riscv-isa-sim says of each row, in the programs in packages/hart/src/peer. To be run\n' +
    'when these have changed.',
  argument: { name: 'SPIKE', what: 'the path of spike, the program of riscv-isa-sim', kind: 'program' },
  options: {},
});
const rows = new RowLines();
for (const program of readPeerPrograms()) {
  rows.begin(program);
  // Spike has triggers always and no name for them.
  const isa = `${program.isa.replace('_sdtrig', '')}_zicsr_zicclsm`;
  for (const line of spikeLog(spike, program.elf, isa, 'ending')) rows.addLine(line);
}
const golden = rows.toString();
writeFileSync(join(root, 'packages/conformance/src/lockstep/rows.golden.txt'), golden);
console.log(`${golden.split('\n').length - 1} rows`);
