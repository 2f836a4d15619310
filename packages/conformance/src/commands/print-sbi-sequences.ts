import { runWorlds } from '../sbi/world-run.ts';
import { contributorCommand } from './contributor-command.ts';

const { values, count } = contributorCommand({
  name: 'sbi-sequences',
  help:
    'Makes random sequences of SBI calls, signals, interrupts and code on 1 to 4 harts, through the built-in firmware and\n' +
    'through a model that was written from the specification, and compares after every step. --steps is how many, 100,000\n' +
    'unless given; --seed is that of the first sequence. A difference comes with the fewest steps that lead to it.',
  options: {
    steps: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
  },
});
/** Steps between two signs of life: whole sequences. */
const TOGETHER = 100_000;

const wanted = count('steps', 1);
const first = count('seed');
const counts: Record<string, number> = {};
let steps = 0;
let sequence = first;
let difference: ReturnType<typeof runWorlds>['difference'];
if (!values.json) console.log(`seed ${first}`);
while (steps < wanted && !difference) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kseed ${sequence}, ${steps} steps`);
  const run = runWorlds(sequence, Math.min(TOGETHER, wanted - steps));
  steps += run.steps;
  sequence += run.sequences;
  difference = run.difference;
  for (const [name, times] of Object.entries(run.counts)) counts[name] = (counts[name] ?? 0) + times;
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

if (values.json)
  console.log(JSON.stringify({ first, sequences: sequence - first, steps, counts, difference }, undefined, 2));
else {
  const sums = Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  console.log(sums.map(([name, times]) => `${name} ${times}`).join(', '));
  console.log(
    `${steps} steps in ${sequence - first} sequences from seed ${first}: ${difference ? 'a difference' : 'no difference'}`,
  );
  if (difference) {
    console.log(
      `seed ${difference.seed}, ${difference.harts} harts, ${difference.steps.length} steps; ${difference.what}`,
    );
    for (const step of difference.steps) console.log(`  ${step}`);
  }
}
process.exitCode = difference ? 1 : 0;
