import { ok, resume } from '@hartlab/sbi';
import { beforeEach, describe, expect, test } from 'vitest';
import { FOLLOWED, FOLLOWED_GLOBAL, System } from './testing/system.ts';

/** The source of an event hears how far it is (sbi "Software Event States"), each time that this changes and only then. */

let system: System;
beforeEach(() => {
  system = new System();
});

/** What the source has heard since it was last asked. */
const heard = () => system.heard.splice(0);

test('from registration to its end, one line for each step', () => {
  system.call(0, 'register', FOLLOWED, 0x8100_0000n, 0n);
  expect(heard()).toEqual(['0: UNUSED → REGISTERED']);
  system.call(0, 'enable', FOLLOWED);
  expect(heard()).toEqual(['0: REGISTERED → ENABLED']);
  system.call(0, 'hart_unmask');
  expect(system.sse.signal(FOLLOWED, 0n)).toBe(true);
  expect(heard()).toEqual(['0: ENABLED → ENABLED pending']);
  expect(system.deliver()).toBe(FOLLOWED);
  expect(heard()).toEqual(['0: ENABLED pending → RUNNING']);
  expect(system.call(0, 'complete')).toEqual(resume());
  expect(heard()).toEqual(['0: RUNNING → ENABLED']);
  system.call(0, 'disable', FOLLOWED);
  expect(heard()).toEqual(['0: ENABLED → REGISTERED']);
  system.call(0, 'unregister', FOLLOWED);
  expect(heard()).toEqual(['0: REGISTERED → UNUSED']);
});

test('one that is signalled while it runs is pending, and runs again', () => {
  system.enable(0, FOLLOWED);
  system.sse.signal(FOLLOWED, 0n);
  system.deliver();
  heard();
  expect(system.call(0, 'inject', FOLLOWED, 0)).toEqual(ok());
  system.call(0, 'complete');
  expect(system.deliver()).toBe(FOLLOWED);
  expect(heard()).toEqual([
    '0: RUNNING → RUNNING pending',
    '0: RUNNING pending → ENABLED pending',
    '0: ENABLED pending → RUNNING',
  ]);
});

test('a one-shot event is disabled by its completion, and by nothing before', () => {
  system.set('CONFIG', 1n, FOLLOWED);
  system.enable(0, FOLLOWED);
  system.sse.signal(FOLLOWED, 0n);
  system.deliver();
  heard();
  system.call(0, 'complete');
  expect(heard()).toEqual(['0: RUNNING → REGISTERED']);
});

describe('nothing is heard', () => {
  test.each([
    ['of what is refused', () => system.call(0, 'disable', FOLLOWED)],
    ['of attributes', () => system.set('PRIORITY', 5n, FOLLOWED)],
    ['of masks', () => system.call(0, 'hart_unmask')],
    ['of a signal that is lost', () => system.sse.signal(FOLLOWED, 0n)],
    ['of a reset of the system', () => system.sse.reset()],
    ['of a stop of another hart', () => system.sse.hart_stop(1n)],
  ])('%s', (_, act) => {
    system.call(0, 'register', FOLLOWED, 0x8100_0000n, 0n);
    heard();
    act();
    expect(heard()).toEqual([]);
  });

  test('of a second signal', () => {
    system.enable(0, FOLLOWED);
    system.sse.signal(FOLLOWED, 0n);
    heard();
    expect(system.sse.signal(FOLLOWED, 0n)).toBe(true);
    expect(heard()).toEqual([]);
  });

  test('of what a snapshot brings back', () => {
    const saved = system.sse.save();
    system.enable(0, FOLLOWED);
    heard();
    system.sse.restore(saved);
    expect(heard()).toEqual([]);
  });
});

describe('a hart that stops', () => {
  test.each([
    ['ENABLED', () => undefined, '1: ENABLED → UNUSED'],
    ['pending', () => system.sse.signal(FOLLOWED, 1n), '1: ENABLED pending → UNUSED'],
    ['RUNNING', () => (system.sse.signal(FOLLOWED, 1n), system.deliver(1)), '1: RUNNING → UNUSED'],
  ])('resets its own event, which was %s', (_, before, line) => {
    system.enable(0, FOLLOWED);
    system.enable(1, FOLLOWED);
    before();
    heard();
    system.sse.hart_stop(1n);
    expect(heard()).toEqual([line]);
  });

  test('resets a global event that it ran; the source hears of the hart that has it now', () => {
    system.enable(0, FOLLOWED_GLOBAL);
    system.sse.signal(FOLLOWED_GLOBAL, 0n);
    system.deliver();
    heard();
    system.sse.hart_stop(0n);
    expect(heard()).toEqual(['1: RUNNING → UNUSED']);
  });
});

test('each hart has its own', () => {
  system.enable(1, FOLLOWED);
  system.sse.signal(FOLLOWED, 1n);
  expect(heard()).toEqual(['1: UNUSED → REGISTERED', '1: REGISTERED → ENABLED', '1: ENABLED → ENABLED pending']);
});
