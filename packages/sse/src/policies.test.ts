import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interruptedFlags, withInterruptedFlags } from './interrupted-flags.ts';
import { policies, policyNamed, UnknownPolicyError } from './policies.ts';
import type { SupervisorState } from './supervisor.ts';

const bit = fc.constantFrom(0n, 1n);
const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const state: fc.Arbitrary<SupervisorState> = fc.record({
  pc: word,
  privilege: bit,
  virtualization: bit,
  ELP: bit,
  SIE: bit,
  SPIE: bit,
  SPP: bit,
  SPELP: bit,
  SDT: bit,
  sepc: word,
  hstatus: word,
  a6: word,
  a7: word,
});
const attributesOf = (was: SupervisorState) => ({
  INTERRUPTED_SEPC: was.sepc,
  INTERRUPTED_FLAGS: interruptedFlags(was),
  INTERRUPTED_A6: was.a6,
  INTERRUPTED_A7: was.a7,
});

describe('policies', () => {
  test('private and spec-3.0 resume exactly what they entered from', () => {
    for (const policy of [policies.private, policies['spec-3.0']]) {
      fc.assert(
        fc.property(state, (was) => {
          expect(policy.resume(policy.enter(was), was, attributesOf(was))).toEqual(was);
        }),
      );
    }
  });

  test('private resumes what was interrupted whatever became of the live state, if sepc is what it was', () => {
    fc.assert(
      fc.property(state, state, (was, live) => {
        const { resume } = policies.private;
        expect(resume({ ...live, sepc: was.pc }, was, attributesOf(was))).toEqual(was);
      }),
    );
  });

  test('private obeys a handler that moved sepc as spec-3.0 does', () => {
    fc.assert(
      fc.property(state, state, (was, live) => {
        fc.pre(live.sepc !== was.pc);
        const attributes = attributesOf(was);
        expect(policies.private.resume(live, was, attributes)).toEqual(
          policies['spec-3.0'].resume(live, was, attributes),
        );
      }),
    );
  });

  test('opensbi-1.9 and patch-2026-04 keep a stale SPV at entry and a landing pad expectation', () => {
    fc.assert(
      fc.property(state, (was) => {
        for (const { enter } of [policies['opensbi-1.9'], policies['patch-2026-04']]) {
          const entered = enter(was);
          const previous = ((was.hstatus >> 7n) & 1n) | was.virtualization;
          expect((entered.hstatus >> 7n) & 1n).toBe(previous);
          expect((entered.hstatus >> 8n) & 1n).toBe(previous & was.privilege);
          expect(entered.ELP).toBe(was.ELP);
          expect(entered.SPELP).toBe(0n);
        }
      }),
    );
  });

  test('INTERRUPTED_FLAGS hold bit by bit what the specification says', () => {
    const [any] = fc.sample(state, { numRuns: 1, seed: 1 });
    if (!any) throw new Error('no sample');
    const cleared: SupervisorState = { ...any, SPP: 0n, SPIE: 0n, SPELP: 0n, SDT: 0n, hstatus: 0n };
    const set: readonly Partial<SupervisorState>[] = [
      { SPP: 1n },
      { SPIE: 1n },
      { hstatus: 0x80n },
      { hstatus: 0x100n },
      { SPELP: 1n },
      { SDT: 1n },
    ];
    set.forEach((field, position) => {
      const flags = 1n << BigInt(position);
      expect(interruptedFlags({ ...cleared, ...field })).toBe(flags);
      expect(withInterruptedFlags(cleared, flags)).toEqual({ ...cleared, ...field });
    });
  });
});

describe('policyNamed', () => {
  test('finds each policy by its name', () => {
    for (const [name, policy] of Object.entries(policies)) expect(policyNamed(name)).toBe(policy);
  });

  test.each(['', 'PRIVATE', 'toString', 'opensbi'])('answers %j with one line that lists the names', (name) => {
    expect(() => policyNamed(name)).toThrow(new UnknownPolicyError(name));
    expect(new UnknownPolicyError(name).message).toBe(
      `no resume policy is named '${name}': choose one of private, spec-3.0, opensbi-1.9, patch-2026-04`,
    );
  });
});
