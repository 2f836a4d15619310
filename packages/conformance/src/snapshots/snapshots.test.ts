import { describe, expect, test } from 'vitest';
import { compareRuns, type Comparison } from './compare.ts';
import { randomBoardGuest, randomGuest } from './guests.ts';

/** HARTLAB_SEED gives other guests and points. `pnpm snapshots` tries more of them. */
const seed = Number(process.env['HARTLAB_SEED'] ?? 1);
const GUESTS = 40;
const BOARDS = 8;
const POINTS = 3;

describe(`HARTLAB_SEED=${seed}: a run, a run with rollbacks and a run from a snapshot are one`, () => {
  const comparisons: Comparison[] = [];

  test.each(Array.from({ length: GUESTS }, (_, n) => seed + n))('guest %d', { timeout: 60_000 }, (number) => {
    const comparison = compareRuns(number, POINTS, randomGuest);
    comparisons.push(comparison);
    expect(comparison.difference, `${comparison.guest} of seed ${number}`).toBeUndefined();
  });

  test.each(Array.from({ length: BOARDS }, (_, n) => seed + n))('board %d', { timeout: 60_000 }, (number) => {
    const { difference, guest } = compareRuns(number, POINTS, randomBoardGuest);
    expect(difference, `${guest} of seed ${number}`).toBeUndefined();
  });

  test.skipIf(process.env['HARTLAB_SEED'] !== undefined)('the guests come to many ends', () => {
    const reasons = new Set(comparisons.map(({ reason }) => reason));
    for (const reason of ['pass', 'poweroff', 'stuck', 'halted', 'paused']) expect([...reasons]).toContain(reason);
  });
});
