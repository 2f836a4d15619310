import { mutantGroups, sourceMutants } from '../source-mutants/list.ts';
import { DEFAULT_SEED, misfit, runSourceMutants } from '../source-mutants/run.ts';
import { mutants as policyMutants, runMutants } from '../sse/mutants/run.ts';
import { contributorCommand } from './contributor-command.ts';

const { words, refuse, count, values } = contributorCommand({
  name: 'mutants',
  help:
    "Plants each defect, first in the handling of the supervisor's state and then in the sources, prints what killed it,\n" +
    'and fails when one survived, a mutant does not fit its source, or the clean build alarms. A word chooses an id, D05, or\n' +
    'what a path has between its separators: see, devices, plic; sse also the first kind. --seed is that of all properties.\n' +
    'With --trusting the tests do not run on the sources as they are, as where all tests run anyway.',
  argument: { name: '[WORD…]', what: 'which mutants', kind: 'words' },
  options: { seed: { type: 'string', default: String(DEFAULT_SEED) }, trusting: { type: 'boolean', default: false } },
});
const seed = count('seed');

const choose = <Mutant extends { readonly id: string }>(
  mutants: readonly Mutant[],
  names: (mutant: Mutant) => readonly string[],
): readonly Mutant[] =>
  mutants.filter((mutant) => words.length === 0 || [mutant.id, ...names(mutant)].some((name) => words.includes(name)));

/** Mutants of which it is said how long their tests took. */
const LONGEST = 20;

const line = (ok: boolean, id: string, title: string, rest: string) =>
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${id.padEnd(5)} ${title}\n           ${rest}`);

const score = (results: readonly { readonly id: string; readonly ok: boolean }[]): boolean => {
  const mutants = results.filter(({ id }) => id !== 'clean');
  const killed = mutants.filter(({ ok }) => ok).length;
  const clean = results.find(({ id }) => id === 'clean');
  const build = clean ? `the clean build ${clean.ok ? 'is quiet' : 'ALARMS'}` : 'the clean build was not asked';
  console.log(`${killed} of ${mutants.length} mutants killed as expected; ${build}`);
  const wrong = results.filter(({ ok }) => !ok).map(({ id }) => id);
  if (wrong.length > 0) console.log(`not as expected: ${wrong.join(' ')}`);
  return wrong.length === 0;
};

const events = choose(policyMutants, () => ['sse']);
const planted = choose(sourceMutants, ({ file }) => file.split(/[/.]/));
if (events.length + planted.length === 0)
  refuse(`no mutant is called or lies in ${words.join(' or ')}; try an id, a package or a file's name`);
const misfits = planted.flatMap(misfit);
for (const line of misfits) console.error(`mutants: ${line}`);
let right = misfits.length === 0;

if (events.length > 0) {
  console.log('Supervisor events');
  const results = runMutants(events);
  for (const { id, title, killedBy, expected, ok } of results) {
    const expectation = expected.length > 0 ? `must be killed by ${expected.join(' ')}` : 'must raise no alarm';
    line(ok, id, title, `killed by ${killedBy.join(' ') || 'none'}; ${expectation}`);
  }
  right = score(results) && right;
}

if (planted.length > 0) {
  console.log(`Sources, with seed ${seed}`);
  const results = await runSourceMutants(
    planted.filter((mutant) => misfit(mutant).length === 0),
    seed,
    !values.trusting,
  );
  for (const { id, title, failed, ran, ok } of results) {
    const [first, ...others] = failed;
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    line(ok, id, title, first === undefined ? `killed by none of ${ran} tests` : `killed by ${first}${more}`);
  }
  for (const [name, mutants] of Object.entries(mutantGroups)) {
    const own = results.filter((result) => mutants.some(({ id }) => id === result.id));
    if (own.length > 0) console.log(`${name}: ${own.filter(({ ok }) => ok).length} of ${own.length}`);
  }
  const longest = results.toSorted((a, b) => b.seconds - a.seconds).slice(0, LONGEST);
  console.log(`longest: ${longest.map(({ id, seconds }) => `${id} ${Math.round(seconds)} s`).join(', ')}`);
  right = score(results) && right;
}
process.exitCode = right ? 0 : 1;
