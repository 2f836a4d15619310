import { readFileSync } from 'node:fs';
import { policies } from '@hartlab/sse';
import { expect, test, vi } from 'vitest';
import { furtherFindings } from './expected-findings.ts';
import { guestPayload } from './payload.ts';
import { sweep } from './sweep.ts';
import { SweepRecord } from './sweep-record.ts';
import { Verdict } from './verdict.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** At how many boundaries of `world-switch` something differs, by handler and policy. */
const differing = new Map<string, string>();

const rows = furtherFindings.map((each) => [each.guest, each.policy, each.handler, each.hart ?? 0, each] as const);

test.each(rows)(
  '%s, %s, %s, hart %i: every boundary finds what it must find and nothing else',
  (guest, policy, handler, hart, expected) => {
    const payload = guestPayload(guest, handler);
    const verdict = new Verdict(expected, payload, BigInt(hart));
    const record = new SweepRecord(payload, policy);
    for (const boundary of sweep(payload, { policy, hart })) {
      verdict.add(boundary);
      record.add(boundary);
    }
    expect(verdict.disagreements).toEqual([]);
    if (guest === 'world-switch') differing.set(`${handler} ${policy}`, record.differing.toLocaleString('en'));
  },
);

test('the page on what a handler must keep has the numbers of these sweeps', () => {
  const page = readFileSync(new URL('../../../docs/findings/what-a-handler-must-keep.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([^`]+)` \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|/gm)];
  const names = Object.keys(policies);
  const found = rows.map(([, name]) => names.map((policy) => differing.get(`${name} ${policy}`)));
  expect(rows.map((row) => row.slice(2))).toEqual(found);
  expect(rows).toHaveLength(12);
});
