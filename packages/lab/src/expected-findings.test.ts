import { policies, type PolicyName } from '@hartlab/sse';
import { describe, expect, test, vi } from 'vitest';
import type { SourceName } from './event-source.ts';
import { expectedFindings } from './expected-findings.ts';
import type { HandlerName } from './guests.ts';
import { guestPayload } from './payload.ts';
import { sweep } from './sweep.ts';
import { SweepRecord } from './sweep-record.ts';
import { summary } from './summary.ts';
import { Verdict } from './verdict.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const hartid = 0n;

const run = (expected: (typeof expectedFindings)[number], policy: PolicyName, source: SourceName = 'signal') => {
  const payload = guestPayload(expected.guest, expected.handler);
  const verdict = new Verdict(expected, payload, hartid);
  const record = new SweepRecord(payload, policy);
  for (const boundary of sweep(payload, { policy, source })) {
    verdict.add(boundary);
    record.add(boundary);
  }
  return { disagreements: verdict.disagreements, record };
};

test('two guests, four handlers and four policies are foretold', () => {
  const cells = expectedFindings.map(({ guest, policy, handler }) => `${guest} ${policy} ${handler}`);
  expect(new Set(cells).size).toBe(2 * Object.keys(policies).length * 4);
});

describe('each sweep finds, at every boundary, what it must find and nothing else', () => {
  test.each(expectedFindings.map((expected) => [expected.guest, expected.policy, expected.handler, expected] as const))(
    '%s, %s, %s',
    (_guest, policy, _handler, expected) => {
      const { disagreements, record } = run(expected, policy);
      expect(disagreements).toEqual([]);
      expect(record.report.skipped).toEqual([]);
      expect(record.report.injected).toBe(record.report.boundaries);
      expect(record.report.boundaries).toBeGreaterThan(400);
      // Nor does it matter who tells the firmware of the event: another hart that injects it is the slower way.
      const remote = run(expected, policy, 'software');
      expect(remote.record.report).toEqual(record.report);
    },
  );
});

test('a sweep that finds something else is told apart, boundary by boundary', () => {
  const expectedOf = (policy: PolicyName, handler: HandlerName) =>
    expectedFindings.find((row) => row.guest === 'user-return' && row.policy === policy && row.handler === handler)!;
  const { disagreements, record } = run(expectedOf('patch-2026-04', 'forgetful'), 'spec-3.0');
  expect(disagreements[0]).toMatch(/^boundary 0 \(S, kernel_warning\): O1 mstatus\.SIE 0x1 was not expected$/);
  expect(summary(record.findings)).toEqual(['O1 privilege S→U in S', 'O1 mstatus.SIE 0→1 in S, U']);

  const nothing = run(expectedOf('spec-3.0', 'forgetful'), 'private');
  expect(nothing.disagreements[0]).toMatch(/^boundary 0 \(S, kernel_warning\): O1 privilege 0x0 was expected$/);
});
