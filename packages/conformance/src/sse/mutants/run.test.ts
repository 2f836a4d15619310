import { expect, test } from 'vitest';
import { runMutants } from './run.ts';

test('the clean policy raises no alarm and every mutant is killed by the oracles that are there for it', () => {
  const results = runMutants();
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(results.map(({ id }) => id)).toEqual([
    'clean',
    ...Array.from({ length: 30 }, (_, index) => `M${String(index + 1).padStart(2, '0')}`),
  ]);
}, 120_000);
