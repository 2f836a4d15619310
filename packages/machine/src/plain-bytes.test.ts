import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, dataOf } from './plain-bytes.ts';

const leaf = fc.oneof(
  fc.constant(undefined),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array(),
  fc.uint32Array(),
);
const maps = (value: fc.Arbitrary<unknown>) =>
  fc
    .array(fc.tuple(fc.oneof(fc.bigInt(), fc.integer(), fc.string()), value))
    .map((members) => new Map<unknown, unknown>(members));
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('data')),
    fc.dictionary(fc.string(), tie('data'), { noNullPrototype: true }),
    maps(tie('data')),
  ),
}));
const size = (value: unknown): number => bytesOf(value).length;

test('data is read back as it was, of the same kinds, with its members in order', () => {
  fc.assert(
    fc.property(data, (value) => {
      const again = dataOf(bytesOf(value));
      expect(again).toStrictEqual(value);
      expect(bytesOf(again)).toEqual(bytesOf(value));
    }),
  );
});

test('what is read is nobody else’s: it does not change with the bytes', () => {
  const bytes = bytesOf({ a: Uint8Array.of(7), b: Uint32Array.of(8) });
  const read = dataOf(bytes);
  bytes.fill(0);
  expect(read).toEqual({ a: Uint8Array.of(7), b: Uint32Array.of(8) });
  // What is cut out of a `Buffer` of Node's is a view of it, and a `Buffer` too.
  const buffer = Buffer.from(bytesOf(Uint8Array.of(1, 2)));
  const copy = dataOf(buffer);
  buffer.fill(0);
  expect(copy).toStrictEqual(Uint8Array.of(1, 2));
});

test('a record may have a member that is called __proto__, and it is one', () => {
  const record = Object.fromEntries([['__proto__', { isAdmin: true }]]);
  const read = dataOf(bytesOf(record)) as Record<string, unknown>;
  expect(Object.keys(read)).toEqual(['__proto__']);
  expect(read['isAdmin']).toBeUndefined();
});

test.each([0.5, Number.NaN, Infinity, 2 ** 53, () => 0, Symbol('s'), null, new Date(0), new Set(), [() => 0]])(
  'what is no data is refused: %s',
  (value) => {
    expect(() => bytesOf(value)).toThrow(TypeError);
  },
);

describe('bytes that are not of any data', () => {
  const good = bytesOf({
    n: -5,
    big: 1n << 64n,
    text: 'héllo',
    list: [1, undefined, true],
    bytes: Uint8Array.of(1, 2, 3),
    words: Uint32Array.of(7),
    map: new Map([[0n, { x: 1 }]]),
  });
  const readsOrRefuses = (bytes: Uint8Array) => {
    try {
      return dataOf(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      expect((error as Error).message).toMatch(/^byte \d+ of its data is not what it should be$/);
      return undefined;
    }
  };

  test('are refused with one line where they end early, or go on', () => {
    for (let length = 0; length < good.length; length++)
      expect(() => dataOf(good.subarray(0, length))).toThrow(/^byte \d+ of its data is not what it should be$/);
    expect(() => dataOf(Uint8Array.of(...good, 0))).toThrow(/^byte \d+ of its data/);
  });

  test('never throw anything else, whichever bit is flipped, nor do random ones', () => {
    for (let bit = 0; bit < 8 * good.length; bit++) {
      const bytes = good.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      readsOrRefuses(bytes);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readsOrRefuses(bytes)),
      { numRuns: 2000 },
    );
  });

  test('are not believed when they promise more than there is', () => {
    // An array, a map, a record, a string, bytes, words of 2^48 members.
    for (const kind of [5, 6, 7, 8, 9, 10]) readsOrRefuses(Uint8Array.of(kind, 128, 128, 128, 128, 128, 128, 64));
    expect(() => dataOf(Uint8Array.of(6, 3, 0, 0))).toThrow(RangeError);
  });

  test('nor when they go deeper than any data does', () => {
    const nested = (depth: number) =>
      Uint8Array.from({ length: 2 * depth + 1 }, (_, n) => (n === 2 * depth ? 0 : n % 2 ? 1 : 6));
    expect(dataOf(nested(32))).toHaveLength(1);
    expect(() => dataOf(nested(33))).toThrow(RangeError);
    expect(() => dataOf(nested(100_000))).toThrow(/^byte \d+ of its data/);
  });

  test('a bigint of more digits than a register can have is refused', () => {
    expect(() => dataOf(bytesOf(10n ** 80n))).toThrow(RangeError);
    expect(dataOf(bytesOf(-(10n ** 79n)))).toBe(-(10n ** 79n));
  });
});

test('small data is small', () => {
  expect([size(0), size(127), size(128), size(-1), size(true), size('abc'), size(Uint8Array.of(1, 2))]).toEqual([
    2, 2, 3, 2, 1, 5, 4,
  ]);
});
