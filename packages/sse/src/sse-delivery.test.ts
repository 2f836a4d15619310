import { err, ok, resume } from '@hartlab/sbi';
import { beforeEach, describe, expect, test } from 'vitest';
import { FIRST, GLOBAL, LOCAL, SECOND, start, System } from './testing/system.ts';

let system: System;
beforeEach(() => {
  system = new System();
});

describe('masking', () => {
  test('is on at first, and cannot be turned on or off twice', () => {
    expect(system.call(0, 'hart_mask')).toEqual(err('ALREADY_STOPPED'));
    expect(system.call(0, 'hart_unmask')).toEqual(ok());
    expect(system.call(0, 'hart_unmask')).toEqual(err('ALREADY_STARTED'));
    expect(system.call(0, 'hart_mask')).toEqual(ok());
  });

  test('is each hart’s own', () => {
    expect([0, 1].map((hart) => system.call(hart, 'hart_unmask'))).toEqual([ok(), ok()]);
    expect(system.call(2, 'hart_mask')).toEqual(err('ALREADY_STOPPED'));
    expect(system.call(0, 'hart_mask')).toEqual(ok());
    expect(system.call(1, 'hart_unmask')).toEqual(err('ALREADY_STARTED'));
  });

  test('keeps what is pending', () => {
    system.enable(0, LOCAL);
    system.call(0, 'inject', LOCAL, 0);
    system.call(0, 'hart_mask');
    expect(system.status(LOCAL)).toBe('ENABLED pending');
    system.call(0, 'hart_unmask');
    expect(system.deliver()).toBe(LOCAL);
  });

  test('holds back what is pending, and nothing else', () => {
    system.enable(0, LOCAL, FIRST);
    system.call(0, 'inject', LOCAL, 0);
    expect(system.deliver()).toBe(LOCAL);
    system.call(0, 'hart_mask');
    expect(system.call(0, 'inject', FIRST, 0)).toEqual(ok());
    expect(system.deliver()).toBeUndefined();
    expect(system.call(0, 'complete')).toEqual(resume());
    expect(system.deliver()).toBeUndefined();
    system.call(0, 'hart_unmask');
    expect(system.deliver()).toBe(FIRST);
  });
});

describe('priority', () => {
  const enableWith = (...priorities: readonly (readonly [number, bigint])[]) => {
    for (const [event_id, priority] of priorities) expect(system.set('PRIORITY', priority, event_id)).toEqual(ok());
    system.enable(0, ...priorities.map(([event_id]) => event_id));
  };

  test('the smaller number goes first, then the smaller event_id', () => {
    enableWith([FIRST, 0xffff_ffffn], [SECOND, 0xffff_ffffn], [LOCAL, 1n], [GLOBAL, 7n]);
    for (const event_id of [GLOBAL, SECOND, FIRST, LOCAL]) system.call(0, 'inject', event_id, 0);
    const order = [1, 2, 3, 4].map(() => {
      const delivered = system.deliver();
      system.call(0, 'complete');
      return delivered;
    });
    expect(order).toEqual([LOCAL, GLOBAL, FIRST, SECOND]);
  });

  test('event_ids are compared as unsigned numbers', () => {
    enableWith([FIRST, 4n], [LOCAL, 4n]);
    for (const event_id of [LOCAL, FIRST]) system.call(0, 'inject', event_id, 0);
    expect(system.deliver()).toBe(FIRST);
  });

  test.each([
    ['a smaller number', 1n, 2n, true],
    ['the same number and a smaller event_id', 5n, 5n, true],
    ['a larger number', 3n, 2n, false],
  ])('%s preempts: %s against %s', (_, mine, running, preempts) => {
    enableWith([FIRST, mine], [SECOND, running]);
    system.call(0, 'inject', SECOND, 0);
    expect(system.deliver()).toBe(SECOND);
    system.call(0, 'inject', FIRST, 0);
    expect(system.deliver()).toBe(preempts ? FIRST : undefined);
  });

  test('the same number and a larger event_id waits', () => {
    enableWith([FIRST, 5n], [SECOND, 5n]);
    system.call(0, 'inject', FIRST, 0);
    expect(system.deliver()).toBe(FIRST);
    system.call(0, 'inject', SECOND, 0);
    expect(system.deliver()).toBeUndefined();
    // Tail chain: the completed event's return is where the next one goes in.
    system.call(0, 'complete');
    expect(system.supervisor(0).read()).toMatchObject(start);
    expect(system.deliver()).toBe(SECOND);
    expect(system.attribute('INTERRUPTED_SEPC', SECOND)).toBe(start.sepc);
    expect(system.supervisor(0).read().sepc).toBe(start.pc);
  });

  test('handlers complete in the reverse of the order in which they preempted each other', () => {
    enableWith([FIRST, 1n], [SECOND, 2n], [LOCAL, 3n]);
    const entered = [LOCAL, SECOND, FIRST].map((event_id) => {
      system.call(0, 'inject', event_id, 0);
      expect(system.deliver()).toBe(event_id);
      return system.supervisor(0).read();
    });
    expect(entered.map(({ a7 }) => Number(a7))).toEqual([LOCAL, SECOND, FIRST]);
    system.call(0, 'complete');
    expect(system.supervisor(0).read()).toEqual(entered[1]);
    system.call(0, 'complete');
    expect(system.supervisor(0).read()).toEqual(entered[0]);
    system.call(0, 'complete');
    expect(system.supervisor(0).read()).toEqual(start);
  });
});

test('a handler finds its hart in a6 and its argument in a7', () => {
  system.enable(1, FIRST);
  system.call(0, 'inject', FIRST, 1);
  expect(system.deliver(1)).toBe(FIRST);
  expect(system.supervisor(1).read()).toMatchObject({ a6: 1n, a7: BigInt(FIRST) });
});

describe('complete', () => {
  test('with nothing running is SUCCESS and changes nothing', () => {
    expect(system.call(0, 'complete')).toEqual(ok());
    expect(system.supervisor(0).read()).toEqual(start);
  });

  test('of a one-shot event disables it; what is pending fires after the next enable', () => {
    system.set('CONFIG', 1n, LOCAL);
    system.enable(0, LOCAL);
    system.call(0, 'inject', LOCAL, 0);
    system.deliver();
    system.call(0, 'inject', LOCAL, 0);
    system.call(0, 'complete');
    expect(system.status(LOCAL)).toBe('REGISTERED pending');
    expect(system.deliver()).toBeUndefined();
    system.call(0, 'enable', LOCAL);
    expect(system.deliver()).toBe(LOCAL);
  });
});

test('pending outlives disable, and not unregister', () => {
  system.enable(0, LOCAL);
  system.call(0, 'inject', LOCAL, 0);
  system.call(0, 'disable', LOCAL);
  expect(system.status(LOCAL)).toBe('REGISTERED pending');
  expect(system.deliver()).toBeUndefined();
  system.call(0, 'unregister', LOCAL);
  expect(system.status(LOCAL)).toBe('UNUSED');
});

test('to enable a pending global event wakes its hart, which then is another', () => {
  system.enable(0, GLOBAL);
  system.call(0, 'hart_mask');
  system.call(0, 'inject', GLOBAL, 0);
  system.call(0, 'disable', GLOBAL);
  system.set('PREFERRED_HART', 2n, GLOBAL);
  system.call(2, 'hart_unmask');
  expect(system.woken).toEqual([]);
  system.call(0, 'enable', GLOBAL);
  expect(system.woken).toEqual([2n]);
  expect(system.deliver(2)).toBe(GLOBAL);
});

test('to enable an event that is not pending wakes nobody', () => {
  system.set('PREFERRED_HART', 2n, GLOBAL);
  system.enable(0, GLOBAL);
  expect(system.woken).toEqual([]);
});

describe('hart_stop', () => {
  const stop = (hart: bigint) => {
    system.started.delete(hart);
    system.sse.hart_stop(hart);
  };

  test('resets local events and masks', () => {
    system.set('PRIORITY', 3n, LOCAL, 1);
    system.enable(1, LOCAL, FIRST, SECOND);
    system.call(1, 'disable', SECOND);
    system.call(1, 'inject', LOCAL, 1);
    system.deliver(1);
    stop(1n);
    for (const event_id of [LOCAL, FIRST, SECOND]) expect(system.status(event_id, 1)).toBe('UNUSED');
    expect(system.attribute('PRIORITY', LOCAL, 1)).toBe(0n);
    expect(system.call(1, 'complete')).toEqual(ok());
    expect(system.call(1, 'hart_mask')).toEqual(err('ALREADY_STOPPED'));
  });

  test('hands a pending global event to a started hart and wakes it', () => {
    system.set('PREFERRED_HART', 1n, GLOBAL);
    system.enable(0, GLOBAL);
    system.call(0, 'inject', GLOBAL, 0);
    system.woken.length = 0;
    stop(1n);
    expect(system.attribute('PREFERRED_HART', GLOBAL)).toBe(0n);
    expect(system.woken).toEqual([0n]);
    expect(system.deliver(0)).toBe(GLOBAL);
  });

  test('resets a global event whose handler will never complete', () => {
    system.set('PREFERRED_HART', 1n, GLOBAL);
    system.enable(1, GLOBAL);
    system.call(1, 'inject', GLOBAL, 0);
    expect(system.deliver(1)).toBe(GLOBAL);
    stop(1n);
    expect(system.status(GLOBAL)).toBe('UNUSED');
    expect(system.attribute('PREFERRED_HART', GLOBAL)).toBe(0n);
    expect(system.attribute('ENTRY_PC', GLOBAL)).toBe(0n);
  });

  test('leaves the events of other harts alone', () => {
    system.set('PREFERRED_HART', 2n, GLOBAL);
    system.enable(0, LOCAL, GLOBAL);
    system.call(0, 'inject', LOCAL, 0);
    stop(1n);
    expect(system.deliver(0)).toBe(LOCAL);
    expect(system.status(GLOBAL)).toBe('ENABLED');
    expect(system.attribute('PREFERRED_HART', GLOBAL)).toBe(2n);
  });

  test('wakes nobody for a global event that is not pending, or is pending and disabled', () => {
    system.set('PREFERRED_HART', 1n, GLOBAL);
    system.enable(1, GLOBAL);
    stop(1n);
    expect(system.attribute('PREFERRED_HART', GLOBAL)).toBe(0n);
    expect(system.woken).toEqual([]);
    system.call(0, 'inject', GLOBAL, 0);
    system.call(0, 'disable', GLOBAL);
    system.woken.length = 0;
    stop(0n);
    expect(system.status(GLOBAL, 2)).toBe('REGISTERED pending');
    expect(system.attribute('PREFERRED_HART', GLOBAL, 2)).toBe(2n);
    expect(system.woken).toEqual([]);
  });

  test('hands a global event to no hart that is stopped, and not back to the one that stops', () => {
    system.set('PREFERRED_HART', 1n, GLOBAL);
    stop(0n);
    // The hart that stops still counts as started while it does.
    system.sse.hart_stop(1n);
    expect(system.attribute('PREFERRED_HART', GLOBAL)).toBe(2n);
  });

  test('of the last hart keeps its global events for its next start', () => {
    system.enable(0, GLOBAL);
    stop(1n);
    stop(2n);
    stop(0n);
    expect(system.attribute('PREFERRED_HART', GLOBAL)).toBe(0n);
    expect(system.status(GLOBAL)).toBe('ENABLED');
  });
});
