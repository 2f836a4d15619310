import { expect, test } from 'vitest';
import { guestPayload } from '../payload.ts';
import { sweep } from '../sweep.ts';
import { SweepRecord } from '../sweep-record.ts';
import { TrialRecord } from './trial-record.ts';

const numbers = (at: readonly (readonly [number, number])[]): number[] =>
  at.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => first + n));

test('a trial tells of every boundary what the sweep does', { timeout: 60_000 }, () => {
  const policy = 'spec-3.0';
  const payload = guestPayload('user-return', 'forgetful');
  const name = 'user-return/forgetful/signal';
  const trial = new TrialRecord({ name }, payload, { everything: true });
  const record = new SweepRecord(payload, policy);
  const path: string[] = [];
  const modes: string[] = [];
  for (const boundary of sweep(payload, { policy })) {
    record.add(boundary);
    trial.add(boundary);
    path.push(boundary.symbol!);
    modes.push(boundary.mode);
  }
  const recorded = trial.recorded({ defendant: `built-in:${policy}`, command: 'sweep user-return' });
  expect(recorded.path).toEqual(path);
  expect(recorded.trial.modes.flatMap(({ mode, count }) => Array(count).fill(mode))).toEqual(modes);
  expect(recorded.trial.findings.map(({ at, count }) => [numbers(at), count])).toEqual(
    record.findings.map(({ boundaries, count }) => [boundaries, count]),
  );
  expect(recorded.trial.findings.map(({ first }) => first)).toEqual(
    record.findings.map(({ oracle, field, first }) =>
      record.report.violations.find((v) => v.oracle === oracle && v.field === field && v.boundary === first),
    ),
  );
  expect(new Set(recorded.trial.findings.map(({ id }) => id)).size).toBe(record.findings.length);
  expect(recorded.violations).toHaveLength(record.report.violations.length);
  expect(recorded.trial).toMatchObject({
    boundaries: record.report.boundaries,
    injected: record.report.injected,
    differing: record.differing,
    case: name,
  });
  expect(structuredClone(recorded)).toEqual(recorded);
  expect(JSON.parse(JSON.stringify(recorded))).toEqual(recorded);
});

const told = (guest: 'world-switch' | 'user-return', policy: 'opensbi-1.9' | 'private', tells: boolean) => {
  const handler = guest === 'world-switch' ? 'minimal' : 'forgetful';
  const payload = guestPayload(guest, handler);
  const record = new TrialRecord({ name: guest }, payload, { everything: true, tells });
  for (const boundary of sweep(payload, { policy })) record.add(boundary);
  return record.recorded({ defendant: policy, command: '' });
};

test.each(['world-switch', 'user-return'] as const)(
  '%s: what the steps of a finding change comes to what is found, and to be told of them changes nothing',
  { timeout: 60_000 },
  (guest) => {
    const { trial, ...others } = told(guest, 'opensbi-1.9', true);
    const silent = told(guest, 'opensbi-1.9', false);
    expect({ ...trial, findings: trial.findings.map((finding) => ({ ...finding, steps: undefined })) }).toEqual(
      silent.trial,
    );
    expect(others).toEqual({ path: silent.path, violations: silent.violations });
    expect(trial.findings.length).toBeGreaterThan(1);
    for (const { oracle, field, first, steps = [] } of trial.findings) {
      // At its end, or where the handler is entered: behind the firmware's injection.
      const end = steps.findLastIndex(({ agent }) => agent === 'firmware at injection') + 1;
      const seen = (oracle === 'O6' ? steps.slice(0, end) : steps).flatMap(({ changes }) => changes);
      const last = seen.findLast((change) => change.field === field);
      if (last) expect(last.after).toBe(first.got);
      else expect(oracle).toBe('O6');
      expect(steps[0]).toMatchObject({ agent: 'trap hardware', pc: first.pc });
    }
  },
);
