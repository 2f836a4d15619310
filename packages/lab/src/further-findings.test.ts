import { expect, test, vi } from 'vitest';
import { furtherFindings } from './expected-findings.ts';
import { guestPayload } from './payload.ts';
import { sweep } from './sweep.ts';
import { Verdict } from './verdict.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const hartid = 0n;

test.each(furtherFindings.map((expected) => [expected.guest, expected.policy, expected.handler, expected] as const))(
  '%s, %s, %s: every boundary finds what it must find and nothing else',
  (guest, policy, handler, expected) => {
    const payload = guestPayload(guest, handler);
    const verdict = new Verdict(expected, payload, hartid);
    for (const boundary of sweep(payload, { policy })) verdict.add(boundary);
    expect(verdict.disagreements).toEqual([]);
  },
);
