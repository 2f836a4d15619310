import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minimise } from './minimise.ts';

test('what is left are the items that are needed, in their order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { maxLength: 40 }), fc.func(fc.boolean()), (items, isNeeded) => {
      const needed = items.filter((item) => isNeeded(item));
      const shows = (left: readonly number[]) => needed.every((item) => left.includes(item));
      expect(minimise(items, shows)).toEqual(needed);
    }),
  );
});

test('of items that stand for each other one is left, and none of those that only go together', () => {
  expect(minimise(['a', 'b', 'c'], (left) => left.includes('a') || left.includes('c'))).toHaveLength(1);
  const both = (left: readonly string[]) => left.includes('a') === left.includes('c');
  expect(minimise(['a', 'b', 'c', 'd'], both)).toEqual([]);
});
