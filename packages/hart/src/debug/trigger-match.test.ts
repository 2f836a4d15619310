import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matches } from './trigger-match.ts';

const bits64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });

/** debug "Match Control Type 6 (mcontrol6, at 0x7a1)": each mode in other words than the implementation's. */
describe('a comparison', () => {
  test('with a NAPOT range is one with its first and its last address', () => {
    fc.assert(
      fc.property(bits64, fc.integer({ min: 1, max: 63 }), bits64, (address, exponent, other) => {
        const size = 1n << BigInt(exponent);
        const first = address - (address % size);
        const tdata2 = first | (size / 2n - 1n);
        for (const value of [first, first + size - 1n, address, other]) {
          const inside = value >= first && value < first + size;
          expect(matches(1, [value], tdata2)).toBe(inside);
          expect(matches(9, [value], tdata2)).toBe(!inside);
        }
      }),
    );
  });

  test('under a mask looks at the bits of one half that the upper half of tdata2 names', () => {
    fc.assert(
      fc.property(bits64, bits64, (value, mask) => {
        const upperMask = mask >> 32n;
        const bitsOf = (half: bigint) =>
          Array.from({ length: 32 }, (_, bit) => (half >> BigInt(bit)) & (upperMask >> BigInt(bit)) & 1n)
            .map((bit, index) => bit << BigInt(index))
            .reduce((all, bit) => all | bit, 0n);
        for (const [mode, half] of [
          [4, value & 0xffff_ffffn],
          [5, value >> 32n],
        ] as const) {
          const tdata2 = (upperMask << 32n) | bitsOf(half);
          expect(matches(mode, [value], tdata2)).toBe(true);
          expect(matches(mode + 8, [value], tdata2)).toBe(false);
          expect(matches(mode, [value], tdata2 ^ 1n)).toBe(false);
        }
      }),
    );
  });

  test('of several values matches if one does, and its opposite if none does', () => {
    expect(matches(0, [1n, 2n, 3n], 2n)).toBe(true);
    expect(matches(8, [1n, 2n, 3n], 2n)).toBe(false);
    expect(matches(0, [1n, 3n], 2n)).toBe(false);
    expect(matches(8, [1n, 3n], 2n)).toBe(true);
    expect([matches(2, [2n], 2n), matches(3, [2n], 2n), matches(3, [1n], 2n)]).toEqual([true, false, true]);
  });
});
