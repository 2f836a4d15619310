import { policies, type PolicyName } from '@hartlab/sse';
import { describe, expect, test } from 'vitest';
import { oracles, withH, type Corpus, type OracleId } from './oracles.ts';

/** The oracles that alarm, and their words for a failed test. */
function alarms(name: PolicyName, corpora?: readonly Corpus[]) {
  const found = oracles.flatMap(({ id, violation }) => {
    const words = violation(() => policies[name], corpora);
    return words === undefined ? [] : [{ id, words }];
  });
  return { ids: found.map(({ id }) => id), words: found.map(({ id, words }) => `${id}: ${words}`).join('\n') };
}

describe('on a hart with H alone', () => {
  const broken: Record<PolicyName, readonly OracleId[]> = {
    private: [],
    // A forgetful handler's damage is the specification's own.
    'spec-3.0': ['O2', 'O3b'],
    // A stale SPV at entry comes back as V = 1, unless a nested trap has cleared it or the handler redirects.
    'opensbi-1.9': ['O1', 'O2', 'O3', 'O3b', 'O5', 'O6', 'O7'],
    // The privilege is not protected, FLAGS are ignored, and redirection moves pc and privilege only.
    'patch-2026-04': ['O2', 'O3b', 'O4', 'O5', 'O6'],
  };
  test.each(Object.entries(broken))('%s', (name, expected) => {
    const { ids, words } = alarms(name as PolicyName, [withH]);
    expect(ids, words).toEqual(expected);
  });
});

describe('with landing pads and double traps as well', () => {
  test.each([
    ['private', []],
    ['spec-3.0', ['O2', 'O3b']],
  ] as const)('%s', (name, expected) => {
    const { ids, words } = alarms(name);
    expect(ids, words).toEqual(expected);
  });

  test.each(['opensbi-1.9', 'patch-2026-04'] as const)('%s faults on the first instruction of a handler', (name) => {
    const { ids, words } = alarms(name);
    expect(ids).toEqual(oracles.map(({ id }) => id));
    expect(words).toContain('landing pad');
  });
});
