import { describe, expect, test } from 'vitest';
import { Clock, NEVER } from './clock.ts';

/** A timer that remembers when it was seen to be due. */
function timer(clock: Clock, at: bigint) {
  const source = {
    at,
    due: false,
    update() {
      source.due = clock.time() >= source.at;
      return source.due ? undefined : source.at - clock.time();
    },
  };
  clock.add(source);
  return source;
}

test('a tick passes for every instructionsPerTick slots of every hart', () => {
  const clock = new Clock(2, 10);
  clock.advance(19);
  expect(clock.time()).toBe(0n);
  clock.advance(1);
  expect(clock.time()).toBe(1n);
});

test('a timer goes off in the first slot of its tick', () => {
  const clock = new Clock(1, 10);
  const source = timer(clock, 2n);
  clock.advance(19);
  expect(source.due).toBe(false);
  clock.advance(1);
  expect(source.due).toBe(true);
});

test('skipping goes to the next event, and says when there is none', () => {
  const clock = new Clock(1, 10);
  const late = timer(clock, 1000n);
  const early = timer(clock, 100n);
  expect(clock.skip()).toBe(true);
  expect([clock.time(), early.due, late.due]).toEqual([100n, true, false]);
  expect(clock.skip()).toBe(true);
  expect([clock.time(), late.due]).toEqual([1000n, true]);
  expect(clock.skip()).toBe(false);
});

test('a source that answers with a time that has come is not waited for', () => {
  const clock = new Clock(1, 10);
  for (const ticks of [0n, -1n, -(2n ** 64n)]) clock.add({ update: () => ticks });
  expect([clock.quiet(), clock.skip(), clock.time()]).toEqual([true, false, 0n]);
});

test('nothing is waited for from 292 years on', () => {
  const clock = new Clock(1, 10);
  const source = { ticks: NEVER, update: () => source.ticks };
  clock.add(source);
  expect([clock.skip(), clock.time()]).toEqual([false, 0n]);
  source.ticks = NEVER - 1n;
  expect([clock.skip(), clock.time()]).toEqual([true, NEVER - 1n]);
  expect(Number(NEVER) / 10e6 / (365.2425 * 86400)).toBeCloseTo(292.3, 1);
});

test('after a skip the next tick still takes its slots', () => {
  const clock = new Clock(1, 10);
  clock.advance(5);
  timer(clock, 100n);
  clock.skip();
  const source = timer(clock, 101n);
  clock.advance(4);
  expect(source.due).toBe(false);
  clock.advance(1);
  expect([clock.time(), source.due]).toEqual([101n, true]);
});

test('a frozen clock stands, however many slots pass', () => {
  const clock = new Clock(1, 10);
  timer(clock, 5n);
  clock.freeze();
  clock.advance(1000);
  expect(clock.time()).toBe(0n);
  expect(clock.skip()).toBe(false);
  clock.thaw();
  clock.advance(10);
  expect(clock.time()).toBe(1n);
});

test('writing the time moves it, and it goes on from there, modulo 2^64', () => {
  const clock = new Clock(1, 10);
  clock.advance(15);
  clock.setTime(2n ** 64n - 1n);
  expect(clock.time()).toBe(2n ** 64n - 1n);
  clock.advance(5);
  expect(clock.time()).toBe(0n);
});

test('no write moves the time that the machine is up', () => {
  const clock = new Clock(1, 10);
  clock.advance(15);
  for (const time of [0n, 2n ** 64n - 1n, 2n ** 63n]) clock.setTime(time);
  expect(clock.uptime()).toBe(1n);
  timer(clock, clock.time() + 100n);
  clock.skip();
  expect([clock.uptime(), clock.time()]).toEqual([101n, 2n ** 63n + 100n]);
});

test('a clock that was saved while it stood still stands still again', () => {
  const clock = new Clock(1, 10);
  clock.freeze();
  const saved = clock.save();
  clock.thaw();
  clock.restore(saved);
  clock.advance(100);
  expect(clock.time()).toBe(0n);
});

test('a saved clock goes on as the original does', () => {
  const clock = new Clock(1, 10);
  clock.advance(7);
  clock.setTime(50n);
  const copy = new Clock(1, 10);
  copy.restore(clock.save());
  for (const each of [clock, copy]) each.advance(3);
  expect(copy.time()).toBe(clock.time());
  expect(copy.time()).toBe(51n);
  expect(copy.uptime()).toBe(clock.uptime());
});

test('a clock that goes back to a time of its own has its timers go off again', () => {
  const clock = new Clock(1, 10);
  const source = timer(clock, 2n);
  clock.advance(7);
  const saved = clock.save();
  clock.restore(saved);
  clock.advance(100);
  expect([clock.time(), source.due]).toEqual([10n, true]);
  clock.restore(saved);
  source.due = false;
  expect(clock.time()).toBe(0n);
  clock.advance(12);
  expect(source.due).toBe(false);
  clock.advance(1);
  expect([clock.time(), source.due]).toEqual([2n, true]);
});

test.each([0, -1, 1.5, NaN])('%d instructions per tick is refused', (value) => {
  expect(() => new Clock(1, value)).toThrow(/instructions per tick is .*; give a whole number of at least 1/);
});

describe('while a hart’s slice runs', () => {
  const sliced = () => {
    const slice = { done: 0, ended: 0, end: () => slice.ended++ };
    return { slice, clock: new Clock(1, 10, slice) };
  };

  test('time is that of the boundary which is being passed', () => {
    const { slice, clock } = sliced();
    clock.advance(7);
    const times = [2, 3, 12, 13].map((done) => {
      slice.done = done;
      return clock.time();
    });
    expect(times).toEqual([0n, 1n, 1n, 2n]);
    clock.freeze();
    expect(clock.time()).toBe(0n);
  });

  test('a write of mtime takes effect in it, and ends it', () => {
    const { slice, clock } = sliced();
    slice.done = 15;
    const { ended } = slice;
    clock.setTime(100n);
    expect([clock.time(), slice.ended]).toEqual([100n, ended + 1]);
    slice.done = 20;
    expect(clock.time()).toBe(101n);
  });

  test('no timer goes off before the slots that are left have passed, and then one does', () => {
    const { clock } = sliced();
    const source = timer(clock, 3n);
    clock.advance(1);
    expect(clock.slotsLeft).toBe(29);
    clock.advance(28);
    expect([source.due, clock.slotsLeft]).toEqual([false, 1]);
    clock.advance(1);
    expect([source.due, clock.slotsLeft]).toEqual([true, Infinity]);
    clock.changed();
    expect(clock.slotsLeft).toBe(1);
  });
});
