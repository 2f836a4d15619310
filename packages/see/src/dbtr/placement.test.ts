import { expect, test } from 'vitest';
import fc from 'fast-check';
import { place } from './placement.ts';

test('the first that are free', () => {
  expect(place([false, false], [false, true, false, true])).toEqual({ indices: [1, 3] });
});

test('a chain goes past a gap that is too small, and what comes after it into that', () => {
  expect(place([true, false, false], [true, false, true, true])).toEqual({ indices: [2, 3, 0] });
});

test('what finds no place is named by the first of its chain', () => {
  expect(place([false, true, true, false], [true, true, true, false])).toMatchObject({ failed: 1 });
  expect(place([false], [false, false])).toMatchObject({ failed: 0 });
});

/** Ends each list of chains, as the callers do. */
const chains = fc
  .array(fc.boolean(), { maxLength: 6 })
  .map((links) => (links.length ? [...links.slice(1), false] : []));

test('all have free triggers of their own, and those of a chain follow one another', () => {
  fc.assert(
    fc.property(chains, fc.array(fc.boolean(), { maxLength: 8 }), (isChained, isFree) => {
      const { indices, failed } = place(isChained, isFree);
      expect(new Set(indices).size).toBe(indices.length);
      for (const [i, index] of indices.entries()) {
        expect(isFree[index]).toBe(true);
        if (isChained[i] && i + 1 < indices.length) expect(indices[i + 1]).toBe(index + 1);
      }
      expect(indices.length).toBe(failed ?? isChained.length);
    }),
  );
});
