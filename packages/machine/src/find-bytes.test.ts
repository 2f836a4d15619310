import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBytes } from './find-bytes.ts';

test('every place of a pattern is found, and nothing else', () => {
  // Of two letters, so that patterns overlap themselves and are often there.
  const letters = (maxLength: number) => fc.array(fc.constantFrom(0x61, 0x62), { maxLength });
  fc.assert(
    fc.property(letters(40), letters(4), (text, pattern) => {
      const word = String.fromCharCode(...text);
      const part = String.fromCharCode(...pattern);
      const places = text.map((_, at) => at).filter((at) => part !== '' && word.startsWith(part, at));
      expect([...findBytes(Uint8Array.from(text), Uint8Array.from(pattern))]).toEqual(places);
    }),
  );
});

test('a pattern that is nearly everywhere takes no longer', () => {
  const began = performance.now();
  const pattern = new Uint8Array(20_000);
  pattern[19_999] = 1;
  expect([...findBytes(new Uint8Array(4_000_000), pattern)]).toEqual([]);
  // Naively these are 80 G comparisons.
  expect(performance.now() - began).toBeLessThan(5000);
});
