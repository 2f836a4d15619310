import { expect, test } from 'vitest';
import { memoryAddress, memoryDifferences, memoryField } from './memory-difference.ts';

const page = (...bytes: readonly (readonly [at: number, byte: number])[]) => {
  const contents = new Uint8Array(4096);
  for (const [at, byte] of bytes) contents[at] = byte;
  return contents;
};

test('each doubleword that differs is one difference, little-endian', () => {
  const changed = { address: 0x8020_0000, before: page([0, 1]), now: page([1, 2], [4095, 0x80]) };
  expect(memoryDifferences(changed, [])).toEqual([
    { field: 'memory 0x80200000', expected: 1n, got: 0x200n },
    { field: 'memory 0x80200ff8', expected: 0n, got: 0x80n << 56n },
  ]);
});

test('a page that was written with what it held does not differ', () => {
  expect(memoryDifferences({ address: 0, before: page([5, 5]), now: page([5, 5]) }, [])).toEqual([]);
});

test('exempt memory may differ, up to its end and not beyond', () => {
  const changed = { address: 0x1000, before: page(), now: page([16, 1], [31, 1], [32, 1]) };
  expect(memoryDifferences(changed, [{ begin: 0x1010, end: 0x1020 }])).toEqual([
    { field: 'memory 0x1020', expected: 0n, got: 1n },
  ]);
});

test('the name of a doubleword leads back to its address', () => {
  expect(memoryAddress(memoryField(0x8020_0ff8))).toBe(0x8020_0ff8);
  expect(memoryAddress('mepc')).toBeUndefined();
});
