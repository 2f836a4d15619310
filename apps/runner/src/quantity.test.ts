import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, oneOf, QuantityError, size, someOf } from './quantity.ts';

test.each([
  ['0', 0],
  ['5_000_000', 5_000_000],
  ['0x80200000', 0x8020_0000],
])('%s is a count', (text, value) => {
  expect(count(0)(text)).toBe(value);
});

test.each(['', '-1', '1.5', '1e6', 'ten', '1_', '0x', '9007199254740993000'])('"%s" is no count', (text) => {
  expect(() => count(0)(text)).toThrow(QuantityError);
});

test('a count is read back from its own digits, and only within its bounds', () => {
  fc.assert(
    fc.property(fc.nat(), (value) => {
      expect(count(0)(String(value))).toBe(value);
      expect(count(0)(`0x${value.toString(16)}`)).toBe(value);
    }),
  );
  expect([count(1, 8)('1'), count(1, 8)('8')]).toEqual([1, 8]);
  expect(() => count(1, 8)('0')).toThrow('give a whole number from 1 to 8');
  expect(() => count(1, 8)('9')).toThrow('give a whole number from 1 to 8');
});

// QEMU's -m: without a unit the number is in MiB.
test.each([
  ['128', 134_217_728],
  ['128M', 134_217_728],
  ['128m', 134_217_728],
  ['1G', 1_073_741_824],
  ['65536K', 67_108_864],
  ['512MB', 536_870_912],
  ['1T', 2 ** 40],
  ['2P', 2 ** 51],
  ['1E', 2 ** 60],
])('%s is a size', (text, bytes) => {
  expect(size(text)).toBe(bytes);
});

test.each(['0', '', 'M', '1.5', '.5G', '0.3B', '1e2M', '128Z', '1025K1', '-1'])('"%s" is no size', (text) => {
  expect(() => size(text)).toThrow('give a size such as 128, 128M or 1.5G');
});

test('an unknown word is refused with the words there are', () => {
  expect(oneOf(['a', 'b'])('b')).toBe('b');
  expect(() => oneOf(['a', 'b'])('c')).toThrow('the choices are a, b');
  expect(someOf(['a', 'b'])('b,a')).toEqual(['b', 'a']);
  expect(() => someOf(['a', 'b'])('a,c')).toThrow('the choices are a, b');
});
