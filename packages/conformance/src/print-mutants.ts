import { runMutants } from './sse-mutants.ts';

/** `pnpm mutants`: plants each defect, prints which oracles killed it, and fails when one survived or the clean build alarms. */
const results = runMutants();
for (const { id, title, killedBy, expected, ok } of results)
  console.log(
    `${ok ? 'ok  ' : 'FAIL'} ${id.padEnd(5)} ${title}\n           killed by ${killedBy.join(' ') || 'none'}` +
      (expected.length ? `; must be killed by ${expected.join(' ')}` : '; must raise no alarm'),
  );
const mutants = results.filter(({ id }) => id !== 'clean');
const killed = mutants.filter(({ ok }) => ok).length;
const clean = results.find(({ id }) => id === 'clean')?.ok === true;
console.log(
  `${killed} of ${mutants.length} mutants killed as expected; the clean build ${clean ? 'is quiet' : 'ALARMS'}`,
);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
