import { describe, expect, test } from 'vitest';
import { ComparedState } from './compared-state.ts';
import { Findings } from './finding.ts';
import type { Mode } from './mode.ts';
import { guestPayload } from './payload.ts';
import { summary } from './summary.ts';
import type { Oracle, Violation } from './violation.ts';

const payload = guestPayload('hello', 'minimal');
const violation = (oracle: Oracle, field: string, expected: bigint, got: bigint): Violation => ({
  oracle,
  field,
  expected,
  got,
  writer: { agent: 'firmware at completion' },
});
const boundary = (number: number, mode: Mode, ...violations: readonly Violation[]) => ({
  number,
  pc: 0x8020_0000n,
  symbol: undefined,
  mode,
  before: ComparedState.blank(),
  violations,
});
const collected = (...boundaries: readonly ReturnType<typeof boundary>[]) => {
  const findings = new Findings();
  for (const each of boundaries) findings.add(each, payload);
  return findings.all;
};

describe('a finding', () => {
  test('has the first of its boundaries, and their number', () => {
    const [finding, ...others] = collected(
      boundary(3, 'S', violation('O1', 'sepc', 5n, 6n)),
      boundary(4, 'S'),
      boundary(7, 'S', violation('O1', 'sepc', 7n, 9n)),
      boundary(9, 'S', violation('O1', 'sepc', 9n, 9_000n)),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ field: 'sepc', change: 'changed', count: 3, first: 3, example: { expected: 5n } });
  });
  test('is another one in another mode, of another oracle, with another change', () => {
    const findings = collected(
      boundary(0, 'S', violation('O1', 'privilege', 1n, 0n), violation('O6', 'privilege', 1n, 0n)),
      boundary(1, 'HS', violation('O1', 'privilege', 1n, 0n)),
      boundary(2, 'S', violation('O1', 'privilege', 0n, 1n), violation('O1', 'x5', 3n, 0n)),
    );
    expect(findings.map(({ oracle, mode, change }) => `${oracle} ${mode} ${change}`)).toEqual([
      'O1 S S→U',
      'O6 S S→U',
      'O1 HS S→U',
      'O1 S U→S',
      'O1 S lost',
    ]);
    expect(summary(findings)).toEqual([
      'O1 privilege S→U in S, HS',
      'O6 privilege S→U in S',
      'O1 privilege U→S in S',
      'O1 x5 lost in S',
    ]);
  });
  test('of a derailed handler says where it went', () => {
    const [finding] = collected(boundary(0, 'U', violation('completion', 'pc', 4n, payload.address('main'))));
    expect(finding?.change).toBe('derailed to main');
    expect(summary([finding!])).toEqual(['derailed to main in U']);
  });
});
