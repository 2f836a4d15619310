import { policies, type PolicyName, type ResumePolicy } from '@hartlab/sse';
import { describe, expect, test, vi } from 'vitest';
import { Findings } from '../finding.ts';
import type { GuestName, HandlerName } from '../guests.ts';
import { guestPayload } from '../payload.ts';
import { sweep } from '../sweep.ts';
import { reproduce, type Reproduction } from './reproduce.ts';

// A sweep and some hundred small runs: a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

/** What is made of the first finding of these words, `O1 V 0→1 in HS`, in a sweep under this policy. */
function reproduced(guest: GuestName, handler: HandlerName, policy: PolicyName | ResumePolicy, words: string) {
  const payload = guestPayload(guest, handler);
  const firmware = typeof policy === 'string' ? policies[policy] : policy;
  for (const boundary of sweep(payload, { resumePolicy: firmware })) {
    const findings = new Findings();
    findings.add(boundary, payload);
    const found = findings.all.find(({ oracle, field, change, mode }) =>
      `${oracle} ${field} ${change} in ${mode}`.startsWith(words),
    );
    if (!found) continue;
    const finding = { ...found, expected: found.example.expected };
    return reproduce(
      { finding, before: boundary.before, handler },
      { firmware, ...(payload.isa && { isa: payload.isa }) },
    );
  }
  throw new RangeError(`${guest} with ${handler} does not show ${words} under this policy`);
}

const made = (...args: Parameters<typeof reproduced>): Reproduction => {
  const result = reproduced(...args);
  if (typeof result === 'string') throw new Error(result);
  return result;
};

describe('a program for a finding', () => {
  // Scenario K1; the policy `private` is its cure, `spec-3.0` takes V from hstatus.SPV as injection has left it, which clears it.
  test('of the firmware shows it under that alone, with what it needs of the state and no more', () => {
    const { text, instructions, ...k1 } = made('world-switch', 'preserving', 'opensbi-1.9', 'O1 V 0→1');
    expect(k1).toEqual({
      prints: 'O1 V expected 0 got 1',
      printsUnder: {
        private: 'O1 V expected 0 got 0',
        'spec-3.0': 'O1 V expected 0 got 0',
        'opensbi-1.9': 'O1 V expected 0 got 1',
        'patch-2026-04': 'O1 V expected 0 got 0',
      },
      harts: 1,
      extensions: [],
    });
    expect(instructions).toBeLessThan(60);
    expect(text.match(/^ *# \w+\.\w+ = .*$/gm)).toEqual(['    # hstatus.SPV = 1']);
    expect(text).not.toContain('nested');
  });

  // A handler that forgets hstatus loses V where that is resumed from hstatus.SPV: the nested trap is what matters of it.
  test('of a handler keeps what of the handler matters, and has another hart inject where the software cannot', () => {
    const { text, instructions, ...lost } = made('world-switch', 'forgetful', 'spec-3.0', 'O1 V 1→0 in VS');
    expect(lost).toMatchObject({ prints: 'O1 V expected 1 got 0', harts: 2, extensions: [] });
    expect(lost.printsUnder['private']).toBe('O1 V expected 1 got 1');
    expect(instructions).toBeLessThan(60);
    expect(text).toContain('ebreak\nback:');
  });

  test('of a value has it, and one of the entry contract needs no handler', () => {
    const value = made('world-switch', 'linux-2026', 'private', 'O1 htval lost in HS');
    expect(value.prints).toMatch(/^O1 htval expected 0x(?!0{16})[0-9a-f]{16} got 0x0{16}$/);
    // What loses it is the nested trap: a handler from which that is left out keeps it.
    expect(value.text).toMatch(/sse_handler:[^]*\bebreak\n[^]*sbi SBI_SSE, SSE_COMPLETE/);
    expect(value.instructions).toBeLessThan(60);
    const entry = made('world-switch', 'minimal', 'opensbi-1.9', 'O6 hstatus.SPV 0→1');
    expect(entry.prints).toBe('O6 hstatus.SPV expected 0 got 1');
    expect(entry.printsUnder['private']).toBe('O6 hstatus.SPV expected 0 got 0');
  });

  // unpriv "Landing Pad Enforcement": a hart without Zicfilp has nothing to lose.
  test('between a jump and its landing pad hits the pad, and says what the hart must have', () => {
    const { prints, printsUnder, extensions, instructions } = made(
      'landing-pad',
      'landing',
      'opensbi-1.9',
      'O1 ELP 1→0 in S',
    );
    expect({ prints, extensions }).toEqual({ prints: 'O1 ELP expected 1 got 0', extensions: ['Zicfilp'] });
    expect(printsUnder['private']).toBe('O1 ELP expected 1 got 1');
    expect(instructions).toBeLessThan(60);
  });

  test('of a handler that does not complete says so', () => {
    const { prints } = made('world-switch', 'linux-2025', 'private', 'completion pc derailed');
    expect(prints).toBe('completion missing expected 0 got 1');
  });
});

test('what nobody below M-mode can see has no program, and the reason', () => {
  expect(reproduced('world-switch', 'forgetful', 'private', 'O1 htval lost in VS')).toBe(
    'software in VS-mode cannot read it, and the trap that leads to who can writes it',
  );
});

// sbi "Software Event Completion" gives a6 and a7 back from INTERRUPTED_A6 and INTERRUPTED_A7.
test('a firmware that swaps two registers is shown by software that has something in them', () => {
  const swaps: ResumePolicy = {
    ...policies.private,
    resume: (live, was, attributes) => {
      const resumed = policies.private.resume(live, was, attributes);
      return { ...resumed, a6: resumed.a7, a7: resumed.a6 };
    },
  };
  const { prints, printsUnder, harts } = made('user-return', 'minimal', swaps, 'O1 x16 changed');
  expect(prints).toMatch(/^O1 x16 expected 0x[0-9a-f]{16} got 0x[0-9a-f]{16}$/);
  expect(printsUnder['private']).toMatch(/ expected (\w+) got \1$/);
  expect(harts).toBe(2);
});
