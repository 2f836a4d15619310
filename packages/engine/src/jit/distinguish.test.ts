import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinguish } from './distinguish.ts';

const places = fc.uniqueArray(
  fc.integer({ min: -20_000, max: 20_000 }).map((n) => 2 * n),
  { maxLength: 70 },
);

test('the table leads to a place by its own bits, or to nothing', () => {
  fc.assert(
    fc.property(places, (all) => {
      const { table, shift } = distinguish(all);
      expect(Math.log2(table.length) % 1).toBe(0);
      table.forEach((index, bits) => {
        if (index !== undefined) expect((all[index]! >>> shift) & (table.length - 1)).toBe(bits);
      });
    }),
  );
});

test('places that are near each other are all found, and a few wherever they are', () => {
  const found = (all: readonly number[]) => new Set(distinguish(all).table.filter((index) => index !== undefined)).size;
  expect(found(Array.from({ length: 64 }, (_, n) => 0x100 + 12 * n))).toBe(64);
  expect(found([0])).toBe(1);
  expect(found([])).toBe(0);
  expect(found([-4096, 0, 4096, 16, 8208])).toBe(5);
});
