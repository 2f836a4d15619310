import fc from 'fast-check';
import { expect, test } from 'vitest';
import { err } from './answer.ts';
import { hartMask } from './hart-mask.ts';

const hartids = [0n, 1n, 2n, 5n];

// Expected values: sbi "Hart list parameter".
test('bit i of the mask names hart base + i', () => {
  expect(hartMask(0b111n, 0n, hartids)).toEqual([0n, 1n, 2n]);
  expect(hartMask(0b1001n, 2n, hartids)).toEqual([2n, 5n]);
});

test('a base of -1 names all harts, whatever the mask', () => {
  for (const mask of [0n, 1n, 2n ** 64n - 1n]) expect(hartMask(mask, 2n ** 64n - 1n, hartids)).toEqual(hartids);
});

test('a mask of 0 names no hart, even from a base that is no hart', () => {
  expect(hartMask(0n, 0n, hartids)).toEqual([]);
  expect(hartMask(0n, 99n, hartids)).toEqual([]);
});

test('the base need not be a hart unless bit 0 is set', () => {
  expect(hartMask(0b100n, 3n, hartids)).toEqual([5n]);
  expect(hartMask(0b101n, 3n, hartids)).toEqual(err('INVALID_PARAM'));
});

test('one hart that is not there makes the whole list invalid', () => {
  expect(hartMask(0b1111n, 0n, hartids)).toEqual(err('INVALID_PARAM'));
});

test('a hart ID does not wrap around at 2^64', () => {
  expect(hartMask(0b100n, 2n ** 64n - 2n, hartids)).toEqual(err('INVALID_PARAM'));
});

test('is the list of harts exactly when each is there', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 64n - 2n), (mask, base) => {
      const bits = Array.from({ length: 64 }, (_, bit) => BigInt(bit)).filter((bit) => (mask >> bit) % 2n === 1n);
      const harts = bits.map((bit) => base + bit);
      expect(hartMask(mask, base, harts)).toEqual(harts);
      expect(hartMask(mask, base, harts.slice(1))).toEqual(harts.length === 0 ? [] : err('INVALID_PARAM'));
    }),
  );
});
