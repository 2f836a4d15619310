import { expectedFindings, type ExpectedFindings } from '@hartlab/lab';
import { expect, test } from 'vitest';
import { checkFindings } from './check-findings.ts';
import { recordedIo } from './recorded-io.ts';

const row = (policy: string, handler: string): ExpectedFindings => {
  const found = expectedFindings.find(
    (each) => each.guest === 'user-return' && each.policy === policy && each.handler === handler,
  );
  if (!found) throw new Error(`no row for ${policy}, ${handler}`);
  return found;
};

const check = async (expectations: readonly ExpectedFindings[], json = false) => {
  const io = recordedIo();
  const exit = await checkFindings(expectations, { io, json });
  return { exit, out: io.out() };
};

test('rows that come out as they must', async () => {
  const { exit, out } = await check([row('private', 'minimal'), row('patch-2026-04', 'forgetful')]);
  expect(exit).toBe('passed');
  expect(out).toMatch(/^user-return {2}private +minimal +\d+ +0 +0 +yes$/m);
  expect(out).toMatch(/^user-return {2}patch-2026-04 +forgetful +\d+ +0 +\d+ +yes +O1 privilege S→U in S$/m);
  expect(out).toContain('All 2 sweeps found exactly what they must find.');
});

test('a row that finds more, and one that finds less', async () => {
  const found = row('patch-2026-04', 'forgetful');
  const more = { ...found, predictions: [] };
  const less = { ...row('private', 'minimal'), predictions: found.predictions };
  const { exit, out } = await check([more, less]);
  expect(exit).toBe('violations');
  expect(out).toContain('2 of 2 sweeps did not find exactly what they must find:');
  expect(out).toMatch(
    /user-return, policy patch-2026-04, handler forgetful:\n {2}boundary \d+ \(S, .*was not expected/,
  );
  expect(out).toMatch(/user-return, policy private, handler minimal:\n {2}boundary \d+ \(S, .*was expected/);
  expect(out).toMatch(/and \d+ more/);
});

test('as JSON', async () => {
  const { out } = await check([row('private', 'minimal')], true);
  expect(JSON.parse(out)).toEqual([
    expect.objectContaining({
      payload: 'user-return',
      policy: 'private',
      handler: 'minimal',
      differing: 0,
      findings: [],
      disagreements: [],
    }),
  ]);
});
