import { expect, test } from 'vitest';
import { ComparedState } from './compared-state.ts';
import { guestPayload } from './payload.ts';
import { SweepRecord } from './sweep-record.ts';

test('a report counts what was injected apart from what was skipped', () => {
  const payload = guestPayload('hello', 'minimal');
  const record = new SweepRecord(payload, 'private');
  const boundary = {
    pc: 0x8020_0000n,
    symbol: 'main',
    mode: 'S' as const,
    before: ComparedState.blank(),
    violations: [],
  };
  const violation = {
    oracle: 'O1' as const,
    field: 'x5',
    expected: 10n,
    got: 0n,
    writer: { agent: 'handler' as const },
  };
  record.add({ ...boundary, number: 0 });
  record.add({ ...boundary, number: 1, skipped: 'the hart is in M-mode' });
  record.add({ ...boundary, number: 2, symbol: undefined, violations: [violation, { ...violation, field: 'x6' }] });
  expect(record.report).toEqual({
    payload: 'hello',
    policy: 'private',
    handler: 'minimal',
    boundaries: 3,
    injected: 2,
    skipped: [{ boundary: 1, reason: 'the hart is in M-mode' }],
    violations: ['x5', 'x6'].map((field) => ({
      boundary: 2,
      pc: '0x80200000',
      symbol: null,
      oracle: 'O1',
      field,
      expected: '0xa',
      got: '0x0',
      writer: { agent: 'handler' },
    })),
  });
  expect(record.differing).toBe(1);
});
