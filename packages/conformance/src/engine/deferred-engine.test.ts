import { deferred, interpreter } from '@hartlab/engine';
import { expect, test } from 'vitest';
import { compareEngine } from './compare-engine.ts';

/* The engine has its own suite. Here it takes over in the middle of guests. */
test.each(Array.from({ length: 6 }, (_, n) => 20_261_201 + n))('guest %d, which an engine takes over', (seed) => {
  const { difference, boundaries } = compareEngine(seed, { kind: deferred(interpreter, 100 + (seed % 7) * 40) });
  expect(difference).toBeUndefined();
  expect(boundaries).toBeGreaterThan(100);
});
