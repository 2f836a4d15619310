import { policies, type ResumePolicy } from '@hartlab/sse';
import { describe, expect, test, vi } from 'vitest';
import { endingDisagreements, expectedEndings } from './expected-endings.ts';
import { mutantPolicies } from './mutant-policies.ts';
import { guestPayload } from './payload.ts';
import { runProfiled } from './profiled-run.ts';

// A run takes half a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const resumePolicies = { ...policies, ...mutantPolicies };
const payload = guestPayload('perf-top', 'minimal');

describe('a kernel that is profiled by a handler that forgets sstatus ends as it must', () => {
  test.each(expectedEndings.map((expected) => [expected.policy, expected] as const))('%s', (policy, expected) => {
    expect(endingDisagreements(expected, runProfiled(resumePolicies[policy]), payload)).toEqual([]);
  });
});

// OpenSBI 1.9 itself, run on this machine as its firmware, ends the guest so, at this very sample; on QEMU 11.1 with its own
// notion of a cycle it ends it by the same fault.
test('opensbi-1.9 does to the kernel what OpenSBI 1.9 does', () => {
  const { samples, sampled, trap } = runProfiled(policies['opensbi-1.9']);
  expect(samples).toBe(3);
  expect(payload.symbol(sampled)).toBe('back_to_user+0x78');
  expect(trap).toMatchObject({ cause: 'instruction page fault', from: 'U', symbol: 'back_to_user+0x78' });
});

test('every policy is foretold, and one fault', () => {
  expect(expectedEndings.map(({ policy }) => policy).toSorted()).toEqual(Object.keys(resumePolicies).toSorted());
});

describe('an ending that is another one is told apart', () => {
  const disagreements = (policy: ResumePolicy, as: string) =>
    endingDisagreements(
      expectedEndings.find((expected) => expected.policy === as)!,
      runProfiled(policy),
      payload,
    );

  test('a kernel that runs clean where it must not', () => {
    expect(disagreements(policies.private, 'opensbi-1.9')).toEqual([
      'what it says is PASS perf-top, not Oops - instruction page fault',
      'whether it passes is true, not false',
      'the trap that ends it is undefined, not instruction page fault',
      'the mode that it comes from is undefined, not U',
      'the last sample is not from back_to_user to back_in_user',
      expect.stringMatching(/^where it goes on is undefined, not \d+$/),
    ]);
  });

  test('one that ends where it must run clean', () => {
    expect(disagreements(policies['spec-3.0'], 'private')).toEqual([
      'what it says is Oops - instruction page fault, not PASS perf-top',
      'whether it passes is false, not true',
    ]);
  });

  test('one scenario for the other', () => {
    expect(disagreements(mutantPolicies.M06, 'spec-3.0')).toHaveLength(5);
    expect(disagreements(policies['spec-3.0'], 'M06')).toHaveLength(4);
  });
});
