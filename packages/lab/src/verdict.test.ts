import { describe, expect, test } from 'vitest';
import { expectedFindings, type ExpectedFindings } from './expected-findings.ts';
import type { GuestName, HandlerName } from './guests.ts';
import { assembledImage, guestSource } from './guest-image.ts';
import { guestPayload, payloadOf, type Payload } from './payload.ts';
import { stateField } from './state-field.ts';
import { sweep } from './sweep.ts';
import { Verdict } from './verdict.ts';

const expectedOf = (guest: GuestName, policy: string, handler: HandlerName): ExpectedFindings =>
  expectedFindings.find((row) => row.guest === guest && row.policy === policy && row.handler === handler)!;

/** What is wrong with one boundary, or with a whole sweep. */
const disagreements = (
  expected: ExpectedFindings,
  { boundary, payload = guestPayload(expected.guest, expected.handler) }: { boundary?: number; payload?: Payload },
): readonly string[] => {
  const verdict = new Verdict(expected, payload, 0n);
  const only = boundary === undefined ? {} : { boundary };
  for (const each of sweep(payload, { policy: expected.policy, ...only })) verdict.add(each);
  return verdict.disagreements;
};

describe('what is expected and occurs nowhere is a disagreement', () => {
  const nothing = expectedOf('user-return', 'private', 'minimal');

  // No state of user-return has anything in htval, so the prediction never comes true, and never fails either.
  test('a prediction whose premise never holds', () => {
    const expected = {
      ...nothing,
      predictions: [{ oracle: 'O1', field: 'htval', from: 'another', to: 0n }] as const,
    };
    expect(disagreements(nothing, { boundary: 3 })).toEqual([]);
    expect(disagreements(expected, { boundary: 3 })).toEqual(['O1 htval 0x0 was expected and occurred nowhere']);
  });

  test('one of the modes of a prediction', () => {
    const found = expectedOf('user-return', 'patch-2026-04', 'forgetful');
    const [userReturns] = found.predictions;
    const expected = { ...found, predictions: [{ ...userReturns!, modes: ['S', 'VS'] as const }] };
    expect(disagreements(found, { boundary: 0 })).toEqual([]);
    expect(disagreements(expected, { boundary: 0 })).toEqual([
      'O1 privilege 0x0 in VS was expected and occurred nowhere',
    ]);
  });

  test('a handler that is to derail', () => {
    const { address } = guestPayload('user-return', 'minimal');
    const derailments = [{ where: { field: 'htval', is: 'not 0' }, to: 'user_code' }] as const;
    const expected = { ...nothing, derailments };
    expect(disagreements(expected, { boundary: 3 })).toEqual([
      `completion pc 0x${address('user_code').toString(16)} was expected and occurred nowhere`,
    ]);
  });
});

describe('a sweep that sees nothing does not pass', () => {
  const expected = expectedOf('user-return', 'private', 'minimal');

  test('because no event could be delivered', () => {
    const source = guestSource('user-return', 'minimal').replace('call sse_arm', 'nop');
    const payload = payloadOf('user-return', 'minimal', assembledImage(source));
    expect(disagreements(expected, { payload, boundary: 0 })).toEqual([
      'boundary 0 (S, kernel_warning): no event could be delivered, the event is not ENABLED',
    ]);
  });

  test('because there was no boundary', () => {
    expect(disagreements(expected, { boundary: 1_000_000 })).toEqual(['there was no boundary']);
  });
});

describe('what differs from what is expected is told, boundary by boundary', () => {
  test('a violation that nothing foretold', () => {
    const expected = { ...expectedOf('user-return', 'spec-3.0', 'forgetful'), predictions: [] };
    expect(disagreements(expected, { boundary: 154 })).toEqual([
      'boundary 154 (U, user_code): O1 mstatus.SIE 0x1 was not expected',
    ]);
  });

  test('but a handler that derails changes nothing: what completion would change is not expected of it', () => {
    const expected = expectedOf('world-switch', 'spec-3.0', 'linux-2025');
    const payload = guestPayload('world-switch', 'linux-2025');
    for (const boundary of sweep(payload, { policy: 'spec-3.0' })) {
      const { before, violations } = boundary;
      if (!violations.some(({ oracle }) => oracle === 'completion') || before.value(stateField('htval')) === 0n)
        continue;
      const verdict = new Verdict(expected, payload, 0n);
      verdict.add(boundary);
      expect(verdict.disagreements.filter((line) => line.startsWith('boundary'))).toEqual([]);
      return;
    }
    expect.unreachable('no handler derails where htval holds something');
  });
});
