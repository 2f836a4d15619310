import type { Image } from '@hartlab/machine';
import { UnknownPolicyError } from '@hartlab/sse';
import { describe, expect, test, vi } from 'vitest';
import { assembledImage, guestSource } from './guest-image.ts';
import type { GuestName } from './guests.ts';
import { adoptedPayload, guestPayload, payloadOf } from './payload.ts';
import { sweep } from './sweep.ts';
import { SweepError } from './sweep-error.ts';
import { SweepRecord } from './sweep-record.ts';
import { summary } from './summary.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const record = (payload: ReturnType<typeof guestPayload>, policy: string, boundary?: number) => {
  const collected = new SweepRecord(payload, policy);
  for (const each of sweep(payload, { policy, ...(boundary !== undefined && { boundary }) })) collected.add(each);
  return collected;
};

/** A guest whose source is changed before it is assembled. */
const changed = (guest: GuestName, change: (source: string) => string): Image =>
  assembledImage(change(guestSource(guest, 'minimal')));

test('a boundary that cannot take an event is counted, with the reason', () => {
  const masked = payloadOf(
    'hello',
    'minimal',
    changed('hello', (source) => source.replace('li a6, SSE_HART_UNMASK', 'li a6, 9')),
  );
  const { report } = record(masked, 'private');
  expect(report.injected).toBe(0);
  expect(report.boundaries).toBeGreaterThan(50);
  expect(report.skipped).toHaveLength(report.boundaries);
  expect(report.skipped[0]).toEqual({ boundary: 0, reason: 'the hart has masked events' });
});

test('one boundary can be examined alone, and is what the whole sweep says of it', () => {
  const payload = guestPayload('user-return', 'forgetful');
  const whole = record(payload, 'spec-3.0').report;
  const { report } = record(payload, 'spec-3.0', 154);
  expect(report.boundaries).toBe(1);
  expect(report.violations).toEqual(whole.violations.filter(({ boundary }) => boundary === 154));
  expect(report.violations).toEqual([
    {
      boundary: 154,
      pc: '0x400000',
      symbol: 'user_code',
      oracle: 'O1',
      field: 'mstatus.SIE',
      expected: '0x0',
      got: '0x1',
      writer: expect.objectContaining({ agent: 'firmware at completion' }),
    },
  ]);
});

test.each([
  ['hello', { source: 'counter' }],
  ['suspend', { source: 'signal', harts: 2 }],
  ['user-return', { source: 'software' }],
  ['mpxy', { source: 'signal', window: 'echo' }],
] as const)('the window of %s can be measured before, and is swept as if it had not been: %j', (guest, options) => {
  const payload = guestPayload(guest, 'forgetful');
  const reportOf = (measured?: (boundaries: number) => void) => {
    const collected = new SweepRecord(payload, 'spec-3.0');
    for (const each of sweep(payload, { policy: 'spec-3.0', ...options, ...(measured && { measured }) }))
      collected.add(each);
    return collected.report;
  };
  const plain = reportOf();
  const told: number[] = [];
  expect(reportOf((boundaries) => told.push(boundaries))).toEqual(plain);
  expect(told).toEqual([plain.boundaries]);
});

test('a window that never ends is told of before the first boundary is examined', () => {
  const endless = payloadOf(
    'hello',
    'minimal',
    changed('hello', (source) => source.replace(/^sweep_end:/m, '1: j 1b\nsweep_end:')),
  );
  const measured = vi.fn();
  const first = () => sweep(endless, { policy: 'private', patience: 50_000, measured }).next();
  expect(first).toThrow(new SweepError('hello does not come to the end of its sweep'));
  expect(measured).not.toHaveBeenCalled();
});

// Who writes what differed at the boundary before is watched at once, and else in a repetition of the event.
test('each boundary alone has the violations and their writers that it has in the whole sweep', () => {
  const payload = guestPayload('world-switch', 'forgetful');
  const { violations } = record(payload, 'patch-2026-04').report;
  const numbers = [...new Set(violations.map(({ boundary }) => boundary))];
  expect(new Set(violations.map(({ writer }) => writer.agent)).size).toBeGreaterThan(2);
  const fieldsAt = (number: number) =>
    violations.filter(({ boundary }) => boundary === number).map(({ field }) => field);
  // Where something is wrong that was not at the boundary before, at which something else was.
  const anew = numbers.filter((number) => {
    const before = fieldsAt(number - 1);
    return before.length > 0 && fieldsAt(number).some((field) => !before.includes(field));
  });
  expect(anew.length).toBeGreaterThan(2);
  for (const number of [...[0, 0.3, 0.6, 0.999].map((part) => numbers[Math.floor(part * numbers.length)]!), ...anew])
    expect(record(payload, 'patch-2026-04', number).report.violations).toEqual(
      violations.filter(({ boundary }) => boundary === number),
    );
});

describe('a payload that does not know SSE', () => {
  const deaf = (guest: GuestName) => changed(guest, (source) => source.replace('call sse_arm', 'nop'));

  test('registers nothing, so nothing can be delivered', () => {
    const { report } = record(payloadOf('hello', 'minimal', deaf('hello')), 'private');
    expect(new Set(report.skipped.map(({ reason }) => reason))).toEqual(new Set(['the event is not ENABLED']));
  });

  test('is swept by the lab on its behalf, with the findings of a guest that has the minimal handler', () => {
    const image = deaf('world-switch');
    const address = (name: string) => image.symbols.find((symbol) => symbol.name === name)!.address;
    const adopted = adoptedPayload('world-switch', image, { begin: address('sweep_begin'), end: address('sweep_end') });
    const knowing = record(guestPayload('world-switch', 'minimal'), 'opensbi-1.9');
    const { report, findings } = record(adopted, 'opensbi-1.9');
    expect(report.injected).toBe(knowing.report.injected);
    expect(summary(findings)).toEqual(summary(knowing.findings));
    expect(findings.map(({ count }) => count)).toEqual(knowing.findings.map(({ count }) => count));
  });

  test('is swept from its first instruction for as many boundaries as asked', () => {
    const adopted = adoptedPayload('hello', deaf('hello'), { begin: 0x8020_0000n, boundaries: 25 });
    const { report } = record(adopted, 'private');
    expect(report).toMatchObject({ boundaries: 25, injected: 25, skipped: [], violations: [] });
  });
});

test('a payload without the symbols of a sweep is refused', () => {
  const image = changed('hello', (source) => source.replace('sweep_end:', ''));
  expect(() => payloadOf('hello', 'minimal', image)).toThrow('hello has no symbol sweep_end, which this sweep needs');
});

test('a payload that ends before its window does is refused', () => {
  const image = changed('hello', (source) => source.replace('sweep_end:', '').concat('\nsweep_end:\n'));
  expect(() => record(payloadOf('hello', 'minimal', image), 'private')).toThrow(SweepError);
});

test('an unknown policy is refused', () => {
  expect(() => record(guestPayload('hello', 'minimal'), 'publik')).toThrow(UnknownPolicyError);
});
