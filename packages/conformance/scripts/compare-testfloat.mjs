import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { FloatUnit, floatOperations, rounding } from '@hartlab/hart';
import { contributorCommand } from '../dist/contributor-command.js';

const {
  values: flags,
  argument: generator,
  count,
} = contributorCommand({
  name: 'compare:testfloat',
  help: `Compares the floating-point operations with Berkeley TestFloat, result and exception flags, in every format and
rounding mode. Needs a testfloat_gen that is already built for RISC-V's choices (SPECIALIZE_TYPE=RISCV).

--cases is how many cases of each operation, format and rounding mode are compared; --only chooses operations by a regular
expression. Prints a line for each kind of operation, and the first differences; exits 1 if there is one. --golden also
rewrites the sample on which the tests of @hartlab/hart check the operations where TestFloat is missing.`,
  argument: { name: 'TESTFLOAT_GEN', what: 'the path of testfloat_gen', kind: 'program' },
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    golden: { type: 'boolean', default: false },
  },
});
const cases = count('cases', 1);
/** How many vectors of each operation, format and rounding mode go into the sample. */
const sampled = 16;

/** testfloat_gen wants to be asked for at least this many cases of mulAdd. It is stopped when there are enough. */
const most = 6_133_248;

const modes = { RNE: 'near_even', RTZ: 'minMag', RDN: 'min', RUP: 'max', RMM: 'near_maxMag' };
const formats = ['f16', 'f32', 'f64'];
const integers = { i32: 'i32', u32: 'ui32', i64: 'i64', u64: 'ui64' };

/** What is compared: the kind that is reported, our operation, TestFloat's function with its options, and whether it rounds. */
const comparisons = formats.flatMap((format) =>
  [
    ...['add', 'sub'].map((name) => ({ kind: 'add, sub', ours: name, theirs: [`${format}_${name}`], rounds: true })),
    ...['mul', 'div', 'sqrt', 'mulAdd'].map((name) => ({
      kind: name,
      ours: name,
      theirs: [`${format}_${name}`],
      rounds: true,
    })),
    ...[
      ['eq', 'eq'],
      ['lt', 'lt'],
      ['le', 'le'],
      ['ltQuiet', 'lt_quiet'],
      ['leQuiet', 'le_quiet'],
    ].map(([ours, theirs]) => ({ kind: 'comparisons', ours, theirs: [`${format}_${theirs}`], rounds: false })),
    { kind: 'round', ours: 'round', theirs: [`${format}_roundToInt`, '-notexact'], rounds: true },
    { kind: 'round', ours: 'roundExact', theirs: [`${format}_roundToInt`, '-exact'], rounds: true },
    ...formats
      .filter((source) => source !== format)
      .map((source) => ({
        kind: 'between formats',
        ours: `from ${source}`,
        theirs: [`${source}_to_${format}`],
        rounds: true,
      })),
    ...Object.entries(integers).flatMap(([integer, name]) => [
      { kind: 'from integers', ours: `from ${integer}`, theirs: [`${name}_to_${format}`], rounds: true },
      { kind: 'to integers', ours: `to ${integer}`, theirs: [`${format}_to_${name}`, '-exact'], rounds: true },
    ]),
  ].map((comparison) => ({ ...comparison, ours: `${format}.${comparison.ours}` })),
);

const unit = new FloatUnit();
const totals = new Map();
const sample = [];
let differences = 0;

const low = (hex) => parseInt(hex.slice(-8), 16) | 0;
const high = (hex) => (hex.length > 8 ? parseInt(hex.slice(0, -8), 16) | 0 : 0);
const hexOf = (value, digits) => (value >>> 0).toString(16).padStart(digits, '0').slice(-digits).toUpperCase();

/** Runs one of TestFloat's functions and compares as many of its cases as are wanted. */
async function compare({ kind, ours, theirs, rounds }, mode) {
  const options = rounds ? [`-r${modes[mode]}`, '-tininessafter'] : [];
  const [name, ...exactness] = theirs;
  const child = spawn(
    generator,
    ['-seed', flags.seed, '-n', String(Math.max(cases, most)), ...options, ...exactness, name],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve));
  const operate = floatOperations[ours];
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const words = line.split(' ');
    const expectedFlags = parseInt(words.at(-1), 16);
    const expected = words.at(-2);
    const [a, b = '0', c = '0'] = words.slice(0, -2);
    unit.flags = 0;
    operate(unit, rounding[mode], low(a), high(a), low(b), high(b), low(c), high(c));
    const result =
      expected.length > 8
        ? hexOf(unit.high, expected.length - 8) + hexOf(unit.low, 8)
        : hexOf(unit.low, expected.length);
    count++;
    if (result !== expected || unit.flags !== expectedFlags)
      if (++differences <= 50)
        console.log(
          `${ours} ${mode} ${words.slice(0, -2).join(' ')}: ours ${result} ${unit.flags}, theirs ${expected} ${expectedFlags}`,
        );
    if (flags.golden && count % Math.floor(cases / sampled) === 1) sample.push(`${ours} ${mode} ${line}`);
    if (count === cases) break;
  }
  child.stdout.destroy();
  child.kill();
  await ended;
  if (count === 0) throw new Error(`${generator} ${name} gives nothing`);
  totals.set(kind, (totals.get(kind) ?? 0) + count);
}

for (const comparison of comparisons.filter(({ ours }) => new RegExp(flags.only).test(ours)))
  for (const mode of comparison.rounds ? Object.keys(modes) : ['RNE']) await compare(comparison, mode);
for (const [kind, count] of totals) console.log(`${kind}: ${count} cases`);
console.log(`${[...totals.values()].reduce((a, b) => a + b, 0)} cases, seed ${flags.seed}, ${differences} differences`);
if (flags.golden)
  writeFileSync(new URL('../../hart/src/float/testfloat.golden.txt', import.meta.url), `${sample.join('\n')}\n`);
process.exitCode = differences ? 1 : 0;
