import { expect, test } from 'vitest';
import { WordHash } from './word-hash.ts';

const hashOf = (fill: (hash: WordHash) => void) => {
  const hash = new WordHash();
  fill(hash);
  return hash.digest();
};

test('it is the hash that its documentation describes', () => {
  // Worked out with a Python implementation of the description.
  expect(hashOf(() => {})).toBe('92ca2f0e4bc0fbeb');
  expect(hashOf((hash) => [0x101, 0x8020_0000, 0, 0x13].forEach((word) => hash.word(word)))).toBe('985009ab9fba6761');
});

test('values, numbers and many words are words', () => {
  const expected = hashOf((hash) => [-2, 1, 3, 0x1f_ffff].forEach((word) => hash.word(word)));
  expect(
    hashOf((hash) => {
      hash.value(0x1_ffff_fffen);
      hash.number(0x1f_ffff * 2 ** 32 + 3);
    }),
  ).toBe(expected);
  expect(hashOf((hash) => hash.number(0x1f_ffff * 2 ** 32 + 0xffff_fffe))).toBe(
    hashOf((hash) => hash.words(Int32Array.of(-2, 0x1f_ffff))),
  );
});

test('bytes are little-endian words', () => {
  expect(hashOf((hash) => hash.bytes(Uint8Array.of(4, 3, 2, 1, 8, 7, 6, 5)))).toBe(
    hashOf((hash) => hash.value(0x0506_0708_0102_0304n)),
  );
});

test('it goes on from where it was saved', () => {
  const first = new WordHash();
  first.word(7);
  const second = new WordHash();
  second.restore(first.save());
  first.word(9);
  second.word(9);
  expect(second.digest()).toBe(first.digest());
});

test('bytes that do not fill the last word are filled up', () => {
  expect(hashOf((hash) => hash.bytes(Uint8Array.of(4, 3, 2, 1, 8, 7)))).toBe(
    hashOf((hash) => hash.value(0x0708_0102_0304n)),
  );
});

test('plain data of different kinds, values or grouping differ', () => {
  const values: unknown[] = [
    [undefined, false, true, 0, 1, -1, 2 ** 32, 0n, 1n, 2n ** 64n, 2n ** 64n + 1n, -1n, '', '0', '1', 'ab', 'ba'],
    [[], [[]], [1, 2], [2, 1], [[1], 2], [[1, 2]], [undefined], {}, { a: 1 }, { a: 2 }, { b: 1 }, { a: { a: 1 } }],
    [new Map([[1, 1]]), new Map([[1n, 1]]), new Map([['1', 1]])],
    [new Uint8Array(0), new Uint8Array(4), new Uint8Array(5), Uint8Array.of(1, 0, 0, 0), Uint8Array.of(0, 0, 0, 1)],
  ].flat();
  const hashes = values.map((value) => hashOf((hash) => hash.data(value)));
  expect(new Set(hashes).size).toBe(values.length);
});

test('data has one hash, in whatever order it was made, and with members that are undefined', () => {
  const one = hashOf((hash) =>
    hash.data({
      a: 1,
      b: Uint32Array.of(5),
      c: new Map([
        [2n, 'y'],
        [1n, 'x'],
      ]),
    }),
  );
  const other = {
    c: new Map([
      [1n, 'x'],
      [2n, 'y'],
    ]),
    d: undefined,
    b: [5],
    a: 1,
  };
  expect(hashOf((hash) => hash.data(other))).toBe(one);
});

test.each([0.5, NaN, 2 ** 53, null])('%s is refused: it is no plain data of a snapshot', (value) => {
  expect(() => hashOf((hash) => hash.data(value))).toThrow(TypeError);
});
