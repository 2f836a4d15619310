import { expect, test } from 'vitest';
import { QUANTUM, Schedule } from './schedule.ts';

test('harts take turns of one quantum each', () => {
  const schedule = new Schedule(3);
  const turns: number[] = [];
  for (let slot = 0; slot < 4 * QUANTUM; slot++) {
    if (slot % QUANTUM === 0) turns.push(schedule.turn);
    schedule.use();
  }
  expect(turns).toEqual([0, 1, 2, 0]);
});

test('passing gives the rest of the turn away', () => {
  const schedule = new Schedule(2);
  schedule.use();
  expect(schedule.pass()).toBe(QUANTUM - 1);
  expect(schedule.turn).toBe(1);
  expect(schedule.pass()).toBe(QUANTUM);
  expect(schedule.turn).toBe(0);
});

test('a saved schedule goes on in the middle of a turn', () => {
  const schedule = new Schedule(2);
  schedule.use();
  const copy = new Schedule(2);
  copy.restore(schedule.save());
  expect(copy.pass()).toBe(QUANTUM - 1);
});
