import { policies, type PolicyName } from '@hartlab/sse';
import { expect, test } from 'vitest';
import { oracles, type OracleId } from './sse-oracles.ts';

/** The rules that each policy breaks. */
const broken: Record<PolicyName, readonly OracleId[]> = {
  private: [],
  // A forgetful handler's damage is the specification's own.
  'spec-3.0': ['O2', 'O3b'],
  'opensbi-1.9': ['O1', 'O2', 'O3', 'O3b', 'O4', 'O5', 'O6', 'O7'],
  'patch-2026-04': ['O1', 'O2', 'O3', 'O3b', 'O4', 'O5', 'O6', 'O7'],
};

test.each(Object.entries(broken))('under %s the oracles alarm as they should', (name, expected) => {
  const alarms = oracles.flatMap(({ id, violation }) => {
    const found = violation(() => policies[name as PolicyName]);
    return found === undefined ? [] : [[id, found]];
  });
  expect(
    alarms.map(([id]) => id),
    alarms.join('\n'),
  ).toEqual(expected);
});
