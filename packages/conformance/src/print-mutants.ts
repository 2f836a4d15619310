import { runHartMutants } from './hart-mutants.ts';
import { runMutants } from './sse-mutants.ts';

/**
 * `pnpm mutants`: plants each defect, first in the handling of the supervisor's state, then in the hart, prints what
 * killed it, and fails when one survived or the clean build alarms.
 */
const line = (ok: boolean, id: string, title: string, rest: string) =>
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${id.padEnd(5)} ${title}\n           ${rest}`);

const score = (results: readonly { readonly id: string; readonly ok: boolean }[]): boolean => {
  const mutants = results.filter(({ id }) => id !== 'clean');
  const killed = mutants.filter(({ ok }) => ok).length;
  const clean = results.find(({ id }) => id === 'clean')?.ok === true;
  console.log(
    `${killed} of ${mutants.length} mutants killed as expected; the clean build ${clean ? 'is quiet' : 'ALARMS'}`,
  );
  return results.every(({ ok }) => ok);
};

console.log('Supervisor events');
const events = runMutants();
for (const { id, title, killedBy, expected, ok } of events) {
  const expectation = expected.length > 0 ? `must be killed by ${expected.join(' ')}` : 'must raise no alarm';
  line(ok, id, title, `killed by ${killedBy.join(' ') || 'none'}; ${expectation}`);
}
const eventsAreRight = score(events);

console.log('The hart');
const hart = await runHartMutants();
for (const { id, title, failed, ran, ok } of hart) {
  const [first, ...others] = failed;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  line(ok, id, title, first === undefined ? `killed by none of ${ran} tests` : `killed by ${first}${more}`);
}
const hartIsRight = score(hart);
process.exitCode = eventsAreRight && hartIsRight ? 0 : 1;
