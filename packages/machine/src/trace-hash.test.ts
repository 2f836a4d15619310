import { expect, test } from 'vitest';
import { TraceHash } from './trace-hash.ts';

const retired = (pc: bigint, word: number) => ({ kind: 'retired', pc, word, cause: 0n }) as const;
const trap = (pc: bigint, cause: bigint) => ({ kind: 'trap', pc, word: 0x73, cause }) as const;

const hashOf = (fill: (hash: TraceHash) => void) => {
  const hash = new TraceHash();
  fill(hash);
  return hash.digest();
};

test('it is the hash that its documentation describes', () => {
  // Worked out with a Python implementation of the description.
  expect(hashOf(() => {})).toBe('92ca2f0e4bc0fbeb');
  expect(hashOf((hash) => hash.step(1, retired(0x8020_0000n, 0x13)))).toBe('985009ab9fba6761');
});

test('hart, pc, word, kind and order all matter', () => {
  const hashes = [
    hashOf((hash) => hash.step(0, retired(4n, 0x13))),
    hashOf((hash) => hash.step(1, retired(4n, 0x13))),
    hashOf((hash) => hash.step(0, retired(4n + 2n ** 32n, 0x13))),
    hashOf((hash) => hash.step(0, retired(4n, 0x93))),
    hashOf((hash) => hash.step(0, trap(4n, 2n))),
    hashOf((hash) => hash.step(0, trap(4n, 2n + 2n ** 63n))),
    hashOf((hash) => hash.output(0x41)),
    hashOf((hash) => hash.output(0x42)),
    hashOf((hash) => {
      hash.word(1);
      hash.word(2);
    }),
    hashOf((hash) => {
      hash.word(2);
      hash.word(1);
    }),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('bytes are little-endian words', () => {
  expect(hashOf((hash) => hash.bytes(Uint8Array.of(4, 3, 2, 1, 8, 7, 6, 5)))).toBe(
    hashOf((hash) => hash.value(0x0506_0708_0102_0304n)),
  );
});

test('it goes on from where it was saved', () => {
  const first = new TraceHash();
  first.word(7);
  const second = new TraceHash();
  second.restore(first.save());
  first.word(9);
  second.word(9);
  expect(second.digest()).toBe(first.digest());
});
