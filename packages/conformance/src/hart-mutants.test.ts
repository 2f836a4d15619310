import { expect, test } from 'vitest';
import { misfit } from './hart-mutants.ts';
import { hartMutants } from './hart-mutants/list.ts';

test('every mutant fits its source as it is now, and the tests that must kill it exist', () => {
  expect(hartMutants.flatMap(misfit)).toEqual([]);
});

test('no two mutants have the same number or title', () => {
  for (const key of ['id', 'title'] as const)
    expect(new Set(hartMutants.map((mutant) => mutant[key])).size).toBe(hartMutants.length);
});
