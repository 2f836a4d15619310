import { compareWithSpike, type Difference } from '../lockstep/compare.ts';
import { explanations } from '../lockstep/differences.ts';
import { spikeIsa } from '../lockstep/isas.ts';
import { type Program, randomProgram, snippetSource } from '../lockstep/program.ts';
import { shrink } from '../lockstep/shrink.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, argument, count } = contributorCommand({
  name: 'lockstep',
  help:
    'Runs random programs on our hart and on Spike and compares what every instruction did. A program that differs is\n' +
    'shrunk and printed. --programs is how many, 100 unless given; --seed is that of the first.',
  argument: { name: 'SPIKE', what: 'the path of spike, the program of riscv-isa-sim', kind: 'program' },
  options: {
    programs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
});
const spike = argument;
const first = count('seed');
const programs = count('programs', 1);

const print = ({ seed, isa, snippets }: Program, { before, hartlab, spike: expected }: Difference) => {
  console.log(`FAIL seed ${seed} on ${spikeIsa(isa)}, shrunk to:`);
  for (const snippet of snippets) console.log(snippetSource(snippet));
  for (const line of before) console.log(`         ${line}`);
  console.log(`hartlab: ${hartlab}\nSpike:   ${expected}`);
};

const differing: { seed: number; difference: Difference }[] = [];
const endless: number[] = [];
let instructions = 0;
for (let seed = first; seed < first + programs; seed++) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kseed ${seed}, ${instructions} instructions`);
  const program = randomProgram(seed);
  const comparison = compareWithSpike(spike, program);
  instructions += comparison.instructions;
  if (!comparison.finished) endless.push(seed);
  if (!comparison.difference) continue;
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kseed ${seed} differs; shrinking`);
  const smallest = shrink(program, (candidate) => compareWithSpike(spike, candidate).difference !== undefined);
  const difference = compareWithSpike(spike, smallest).difference ?? comparison.difference;
  differing.push({ seed, difference });
  if (!values.json) print(smallest, difference);
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

if (values.json) console.log(JSON.stringify({ first, programs, instructions, differing, endless }, undefined, 2));
else {
  console.log(`${programs} programs from seed ${first}, ${instructions} instructions compared`);
  console.log(`${differing.length} programs differ; ${endless.length} do not end; explained differences:`);
  for (const { title, spec } of explanations) console.log(`  ${title}\n    ${spec}`);
}
process.exitCode = differing.length === 0 ? 0 : 1;
