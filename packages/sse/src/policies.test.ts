import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interruptedFlags } from './interrupted-flags.ts';
import { policies, policyNamed, UnknownPolicyError } from './policies.ts';
import type { SupervisorState } from './supervisor.ts';

const bit = fc.constantFrom(0, 1);
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
  SPV: bit,
  SPVP: bit,
  hstatus: word.map((value) => value & ~0x180n),
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
          const previous = was.SPV | was.virtualization;
          expect(entered.SPV).toBe(previous);
          expect(entered.SPVP).toBe(previous & was.privilege);
          expect(entered.hstatus).toBe(was.hstatus);
          expect(entered.ELP).toBe(was.ELP);
          expect(entered.SPELP).toBe(0);
        }
      }),
    );
  });

  test('INTERRUPTED_FLAGS hold bit by bit what the specification says', () => {
    const [any] = fc.sample(state, { numRuns: 1, seed: 1 });
    if (!any) throw new Error('no sample');
    const cleared: SupervisorState = { ...any, SPP: 0, SPIE: 0, SPELP: 0, SDT: 0, SPV: 0, SPVP: 0 };
    const set: readonly Partial<SupervisorState>[] = [
      { SPP: 1 },
      { SPIE: 1 },
      { SPV: 1 },
      { SPVP: 1 },
      { SPELP: 1 },
      { SDT: 1 },
    ];
    set.forEach((field, position) => {
      const flags = 1 << position;
      expect(interruptedFlags({ ...cleared, ...field })).toBe(flags);
      const attributes = { ...attributesOf(cleared), INTERRUPTED_FLAGS: flags };
      const live = { ...cleared, sepc: cleared.pc };
      expect(policies.private.resume(live, cleared, attributes)).toEqual({ ...cleared, ...field });
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
