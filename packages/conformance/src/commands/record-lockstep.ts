import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GOLDEN_SNIPPETS, goldenDifference, goldenTrace, type GoldenTrace, writeGolden } from '../lockstep/golden.ts';
import { hartLog } from '../lockstep/hart-log.ts';
import { spikeIsa } from '../lockstep/isas.ts';
import { elfOf, randomProgram } from '../lockstep/program.ts';
import { spikeLog } from '../lockstep/spike-log.ts';
import { root } from '../repository.ts';
import { contributorCommand } from './contributor-command.ts';

const PROGRAMS = 200;
const { argument: spike } = contributorCommand({
  name: 'record:lockstep',
  help:
    'Records what riscv-isa-sim does with the programs of the golden file. To be run when the generator has changed,\n' +
    'after lockstep has found no difference.',
  argument: { name: 'SPIKE', what: 'the path of spike, the program of riscv-isa-sim', kind: 'program' },
  options: {},
});
const traces: GoldenTrace[] = [];
for (let seed = 1_000_001; traces.length < PROGRAMS; seed++) {
  const program = randomProgram(seed, { snippets: GOLDEN_SNIPPETS });
  const elf = elfOf(program);
  const { finished, lines } = hartLog(elf, program.isa);
  // Spike goes on for a few instructions after the program has said that it is over.
  if (!finished) continue;
  const trace = goldenTrace(seed, spikeLog(spike, elf, spikeIsa(program.isa), 'ending').slice(0, lines.length));
  // Where a line is other than Spike's for an explained reason, there is nothing to compare hashes for.
  if (goldenDifference(goldenTrace(seed, lines), trace) === undefined) traces.push(trace);
}
const golden = join(root, 'packages/conformance/src/lockstep/spike.golden.txt');
writeFileSync(golden, writeGolden(traces));
console.log(
  `${traces.length} programs, ${traces.reduce((sum, { instructions }) => sum + instructions, 0)} instructions`,
);
