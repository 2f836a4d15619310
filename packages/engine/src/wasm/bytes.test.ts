import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bytes, signed, unsigned } from './bytes.ts';

// The examples of the DWARF standard, "Variable Length Data", which LEB128 comes from.
test.each([
  [2, [2]],
  [127, [127]],
  [128, [0x80, 1]],
  [129, [0x81, 1]],
  [12857, [0xb9, 0x64]],
])('%i without a sign', (value, bytes) => expect(unsigned(value)).toEqual(bytes));

test.each([
  [2n, [2]],
  [-2n, [0x7e]],
  [127n, [0xff, 0]],
  [-127n, [0x81, 0x7f]],
  [128n, [0x80, 1]],
  [-128n, [0x80, 0x7f]],
  [129n, [0x81, 1]],
  [-129n, [0xff, 0x7e]],
])('%i with a sign', (value, bytes) => expect(signed(value)).toEqual(bytes));

test('every value comes back', () => {
  const low = (bytes: readonly number[]) =>
    bytes.reduce((value, byte, index) => value | (BigInt(byte & 0x7f) << BigInt(7 * index)), 0n);
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      const bytes = signed(value);
      expect(BigInt.asIntN(7 * bytes.length, low(bytes))).toBe(value);
    }),
  );
  fc.assert(
    fc.property(fc.nat(), (value) => {
      expect(low(unsigned(value))).toBe(BigInt(value));
    }),
  );
});

test('what is written into bytes is the same', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger()), fc.array(fc.nat()), (integers, naturals) => {
      const bytes = new Bytes();
      for (const value of integers) bytes.signed(value);
      for (const value of naturals) bytes.unsigned(value);
      const inside = new Bytes().byte(7).sized(bytes);
      const expected = [...integers.flatMap((value) => signed(BigInt(value))), ...naturals.flatMap(unsigned)];
      expect([...inside.all()]).toEqual([7, ...unsigned(expected.length), ...expected]);
    }),
  );
});
