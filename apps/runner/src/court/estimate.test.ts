import { expect, test } from 'vitest';
import { duration, Estimate } from './estimate.ts';
import type { Trials } from './trials.ts';

const trialsOf = (counts: { made: number; all: number }) => ({ counts }) as unknown as Trials;

test('a campaign takes as long as what was done of it tells, trials that were made before left out', () => {
  const counts = { made: 10, all: 30 };
  let seconds = 0;
  const estimate = new Estimate(trialsOf(counts), () => 1000 * seconds);
  expect(estimate.left([])).toBe('');
  seconds = 10;
  counts.made = 11;
  // One trial and half of another took 10 s: 18.5 are left.
  expect(estimate.left([{ boundary: 50, of: 100 }])).toBe(', about 2 min left');
  expect(estimate.news([{ boundary: 50, of: 100 }])).toBe('19 of 30 trials are still to be made, in about 2 min');
  expect(estimate.news([])).toBeUndefined();
  // It goes twice as slow as was said, and more.
  seconds = 100;
  counts.made = 14;
  expect(estimate.news([])).toBe('16 of 30 trials are still to be made, in about 7 min');
  expect(estimate.news([])).toBeUndefined();
});

test('what it takes to start is left out as long as no trial is made', () => {
  let seconds = 0;
  const estimate = new Estimate(trialsOf({ made: 0, all: 1 }), () => 1000 * seconds);
  seconds = 60;
  expect(estimate.news([{ boundary: 1, of: 100 }])).toBeUndefined();
  seconds = 64;
  expect(estimate.news([{ boundary: 11, of: 100 }])).toBe('1 of 1 trials are still to be made, in about 36 s');
});

test('a short one is not told of, and none before it is known how fast it goes', () => {
  let seconds = 1;
  const estimate = new Estimate(trialsOf({ made: 0, all: 1 }), () => 1000 * seconds);
  const going = [{ boundary: 1, of: 10_000 }];
  expect(estimate.news(going)).toBeUndefined();
  seconds = 3;
  expect(estimate.news([{ boundary: 2, of: 10_000 }])).toBeUndefined();
  seconds = 5;
  expect(estimate.news([{ boundary: 80, of: 100 }])).toBeUndefined();
});

test.each([
  [0.2, '1 s'],
  [99, '99 s'],
  [540, '9 min'],
  [10_800, '3 h'],
])('%d s are %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});
