import { expect, test } from 'vitest';
import { sourceMutants } from './list.ts';
import { misfit } from './run.ts';

test('every mutant fits its source as it is now, and the tests that must kill it exist', () => {
  expect(sourceMutants.flatMap(misfit)).toEqual([]);
});

test('no two mutants have the same number or title', () => {
  for (const key of ['id', 'title'] as const)
    expect(new Set(sourceMutants.map((mutant) => mutant[key])).size).toBe(sourceMutants.length);
});
