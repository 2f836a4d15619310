import { expect, test } from 'vitest';
import { defaultQuantum, Schedule } from './schedule.ts';

test.each([1, 7, defaultQuantum(3)])('harts take turns of one quantum each, of %i slots', (quantum) => {
  const schedule = new Schedule(3, quantum);
  const turns: number[] = [];
  for (let slot = 0; slot < 4 * quantum; slot++) {
    if (slot % quantum === 0) turns.push(schedule.turn);
    schedule.use(1);
  }
  expect(turns).toEqual([0, 1, 2, 0]);
});

test('slots are used one by one or many at a time', () => {
  const schedule = new Schedule(2, 10);
  expect([schedule.left, schedule.use(9), schedule.left, schedule.turn]).toEqual([10, false, 1, 0]);
  expect([schedule.use(1), schedule.left, schedule.turn]).toEqual([true, 10, 1]);
  expect([schedule.use(10), schedule.turn]).toEqual([true, 0]);
});

test('passing gives the rest of the turn away', () => {
  const schedule = new Schedule(2, 100);
  schedule.use(1);
  expect(schedule.pass()).toBe(99);
  expect(schedule.turn).toBe(1);
  expect(schedule.pass()).toBe(100);
  expect(schedule.turn).toBe(0);
});

test('a saved schedule goes on in the middle of a turn', () => {
  const schedule = new Schedule(2, 100);
  schedule.use(1);
  const copy = new Schedule(2, 100);
  copy.restore(schedule.save());
  expect(copy.pass()).toBe(99);
});

test.each([0, -1, 1.5, Number.NaN, Infinity])('a quantum of %d is none', (quantum) => {
  expect(() => new Schedule(1, quantum)).toThrow(/the quantum is .*; give a whole number of at least 1/);
});
