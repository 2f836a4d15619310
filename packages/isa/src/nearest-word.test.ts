import { expect, test } from 'vitest';
import { nearestWord } from './nearest-word.ts';

test.each([
  ['sstk', ['h', 'sstc', 'ssaia'], 'sstc'],
  ['SSTC', ['h', 'sstc'], 'sstc'],
  ['stc', ['zba', 'sstc'], 'sstc'],
  ['ssttc', ['zba', 'sstc'], 'sstc'],
  // One replacement is nearer than an insertion with a deletion.
  ['rv65', ['rva22s64', 'rv64'], 'rv64'],
  // The first of those that are equally near.
  ['zbx', ['zba', 'zbb'], 'zba'],
])('nearest to %s of %j is %s', (word, words, nearest) => {
  expect(nearestWord(word, words)).toBe(nearest);
});
