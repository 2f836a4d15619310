import { describe, expect, test } from 'vitest';
import type { ErrorTable } from './error-table.ts';
import { decide, expected } from './expectation.ts';

const table: ErrorTable = {
  section: 'sbi "Function: Send IPI (FID #0)"',
  title: 'IPI Send Errors',
  rows: ['INVALID_PARAM', 'DENIED', 'FAILED'],
};
const [SUCCESS, FAILED, INVALID_PARAM, DENIED, NO_SHMEM] = [0n, -1n, -3n, -4n, -9n] as const;
const none = new Uint8Array();
const row = (name: string) => `${table.section}, IPI Send Errors: ${name}`;
const decided = (expectation: ReturnType<typeof expected<string>>, error: bigint | undefined, value = 0n) =>
  decide('before', 'IPI.send_ipi', expectation, error === undefined ? undefined : { error, value }, none);

describe('an answer', () => {
  const good = expected<string>(table, {}, { world: 'after', value: 7n });
  test('that is due says how the world is', () => {
    expect(decided(good, SUCCESS, 7n)).toEqual({ world: 'after' });
  });

  test('with another value than the text says', () => {
    expect(decided(good, SUCCESS, 8n)).toMatchObject({
      world: 'after',
      difference: { rule: row('SBI_SUCCESS'), subject: 'the value that IPI.send_ipi answers', expected: '7', got: '8' },
    });
  });

  test('that is an error where none applies', () => {
    expect(decided(good, INVALID_PARAM)).toMatchObject({
      world: 'before',
      difference: { rule: row('SBI_SUCCESS'), expected: 'SBI_SUCCESS', got: 'SBI_ERR_INVALID_PARAM' },
    });
  });

  test('that the table does not have', () => {
    expect(decided(good, NO_SHMEM).difference?.rule).toContain('there is no SBI_ERR_NO_SHMEM');
    expect(decided(good, 52n).difference?.got).toBe('52');
  });

  test('FAILED may always be, and is a choice', () => {
    expect(decided(good, FAILED)).toMatchObject({ world: 'before', choice: { taken: 'SBI_ERR_FAILED' } });
  });

  test('is missing: the call has not come back', () => {
    expect(decided(good, undefined).difference).toMatchObject({
      expected: 'SBI_SUCCESS',
      got: 'nothing: it does not come back',
    });
  });
});

describe('where errors apply', () => {
  const bad = expected<string>(table, { INVALID_PARAM: true, DENIED: true }, { world: 'after' });
  test('any of them is right, and which one was taken is told', () => {
    expect(decided(bad, INVALID_PARAM)).toMatchObject({ world: 'before', choice: { taken: 'SBI_ERR_INVALID_PARAM' } });
    expect(decided(bad, DENIED).difference).toBeUndefined();
  });

  test('SUCCESS is wrong, and is believed of the world', () => {
    expect(decided(bad, SUCCESS)).toMatchObject({
      world: 'after',
      difference: {
        rule: row('SBI_ERR_INVALID_PARAM'),
        expected: 'SBI_ERR_INVALID_PARAM or SBI_ERR_DENIED',
        got: 'SBI_SUCCESS',
      },
    });
  });

  test('one that may apply is told as a choice either way; one that always may only when it is answered', () => {
    const open = expected<string>(table, { INVALID_PARAM: 'may', DENIED: 'ever' });
    expect(decided(open, SUCCESS).choice?.taken).toBe('SBI_SUCCESS');
    expect(decided(open, INVALID_PARAM).choice?.taken).toBe('SBI_ERR_INVALID_PARAM');
    expect(decided(expected<string>(table, { DENIED: 'ever' }), SUCCESS)).toEqual({ world: 'before' });
    expect(decided(expected<string>(table, { DENIED: 'ever' }), DENIED).choice?.taken).toBe('SBI_ERR_DENIED');
  });
});

test('a call that does not come back must not, and where it may be back at once it may', () => {
  const leaves = expected<string>(table, {}, { world: 'away', leaves: true });
  expect(decided(leaves, undefined)).toEqual({ world: 'away' });
  expect(decided(leaves, SUCCESS).difference).toMatchObject({
    expected: 'nothing: it does not come back',
    got: 'SBI_SUCCESS',
  });
  const either = expected<string>(table, {}, { world: 'away', leaves: 'either' });
  expect(decided(either, SUCCESS)).toEqual({ world: 'away' });
});
