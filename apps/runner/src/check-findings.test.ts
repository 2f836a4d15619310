import type { ExpectedFindings } from '@hartlab/lab';
import { expect, test, vi } from 'vitest';
import { checkFindings } from './check-findings.ts';
import { recordedIo } from './recorded-io.ts';
import { expectationOf } from './testing/swept.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const row = (policy: string, handler: string): ExpectedFindings => expectationOf('user-return', policy, handler);

const check = async (expectations: readonly ExpectedFindings[], { json = false, verbose = false } = {}) => {
  const io = recordedIo();
  const appearance = { width: 80, paint: (_style: string, text: string) => text };
  const exit = await checkFindings(expectations, { io, json, verbose, appearance });
  return { exit, out: io.out(), text: io.out().replaceAll(/\s+/g, ' ') };
};

test('rows that come out as they must', async () => {
  const { exit, out, text } = await check([row('private', 'minimal'), row('patch-2026-04', 'forgetful')]);
  expect(exit).toBe('passed');
  expect(out).toMatch(/^2 sweeps, 834 events\. Each sweep found exactly what the rules of SSE/);
  expect(text).toContain(
    'A kernel goes on in user mode under patch-2026-04 with handler forgetful, at 409 of 417 boundaries of user-return, ' +
      'first at kernel_warning (boundary 0). hartlab sweep user-return --policy patch-2026-04 --handler forgetful',
  );
  expect(out).not.toContain('O1');
});

test('--verbose adds the whole table', async () => {
  const { out } = await check([row('private', 'minimal'), row('patch-2026-04', 'forgetful')], { verbose: true });
  expect(out).toMatch(/^user-return {2}private +minimal +417 +0 +0 +yes$/m);
  expect(out).toMatch(/^user-return {2}patch-2026-04 +forgetful +417 +0 +409 +yes +O1 privilege S→U in S$/m);
});

test('a row that finds more, and one that finds less, is what the report begins with', async () => {
  const found = row('patch-2026-04', 'forgetful');
  const more = { ...found, predictions: [] };
  const less = { ...row('private', 'minimal'), predictions: found.predictions };
  const { exit, out, text } = await check([more, less]);
  expect(exit).toBe('violations');
  expect(out).toMatch(/^UNEXPECTED: 2 of 2 sweeps found something else than the rules of SSE predict\./);
  expect(text).toMatch(/user-return, policy patch-2026-04, handler forgetful: boundary 0 \(S, kernel_warning\): O1 /);
  expect(text).toMatch(/ was not expected .*user-return, policy private, handler minimal: boundary 0 .* was expected /);
  expect(text).toMatch(/and \d+ more/);
});

test('as JSON', async () => {
  const { out } = await check([row('private', 'minimal'), row('patch-2026-04', 'forgetful')], { json: true });
  expect(JSON.parse(out)).toEqual([
    {
      payload: 'user-return',
      policy: 'private',
      handler: 'minimal',
      boundaries: 417,
      injected: 417,
      differing: 0,
      findings: [],
      disagreements: [],
    },
    {
      payload: 'user-return',
      policy: 'patch-2026-04',
      handler: 'forgetful',
      boundaries: 417,
      injected: 417,
      differing: 409,
      findings: [{ oracle: 'O1', mode: 'S', field: 'privilege', change: 'S→U', count: 409, first: 0 }],
      disagreements: [],
    },
  ]);
});
