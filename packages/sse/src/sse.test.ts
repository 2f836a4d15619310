import { CallRegisters, err, errors, ok, resume, SbiDispatcher, type ErrorName } from '@hartlab/sbi';
import { beforeEach, describe, expect, test } from 'vitest';
import { states } from './event.ts';
import { policies } from './policies.ts';
import { Sse } from './sse.ts';
import { ENTRY_PC, FIRST, GLOBAL, LOCAL, SOURCE_ONLY, start, System } from './testing/system.ts';

let system: System;
beforeEach(() => {
  system = new System();
});

describe('event_id', () => {
  const functions: readonly [string, ...(readonly number[])][] = [
    ['register', 0, 0],
    ['unregister'],
    ['enable'],
    ['disable'],
    ['inject', 0],
    ['read_attrs', 0, 1, 0, 0],
    ['write_attrs', 0, 1, 0, 0],
  ];
  const unwired = [0x0, 0x1, 0x8000, 0x1_0000, 0x10_0000, 0x10_8000];
  const reserved = [0x2, 0x3fff, 0x8001, 0x1_0001, 0xffff_0001, 0xffff_bfff, 0x4003, 0xffff_c000];

  test.each(functions)('%s knows standard ids from reserved ones', (name, ...rest) => {
    for (const id of unwired) expect(system.call(0, name, id, ...rest)).toEqual(err('NOT_SUPPORTED'));
    for (const id of reserved) expect(system.call(0, name, id, ...rest)).toEqual(err('INVALID_PARAM'));
  });

  test('is 32 bits wide: the upper half of its register does not count', () => {
    const aliased = (1n << 32n) | BigInt(LOCAL);
    expect(system.call(0, 'register', aliased, ENTRY_PC, 0)).toEqual(ok());
    expect(system.status(LOCAL)).toBe('REGISTERED');
    expect(system.call(0, 'read_attrs', aliased, (1n << 32n) + 4n, (1n << 32n) + 1n, 0, 0)).toEqual(ok());
    expect(system.words[0]).toBe(ENTRY_PC);
  });
});

describe('the state machine', () => {
  /** How to get an event into each state. */
  const reach = {
    UNUSED: () => undefined,
    REGISTERED: () => system.call(0, 'register', LOCAL, ENTRY_PC, 0),
    ENABLED: () => system.enable(0, LOCAL),
    RUNNING: () => {
      system.enable(0, LOCAL);
      system.call(0, 'inject', LOCAL, 0);
      expect(system.deliver()).toBe(LOCAL);
    },
  };
  const arrows = {
    register: ['UNUSED', 'REGISTERED'],
    unregister: ['REGISTERED', 'UNUSED'],
    enable: ['REGISTERED', 'ENABLED'],
    disable: ['ENABLED', 'REGISTERED'],
  } as const;
  const cases = Object.entries(arrows).flatMap(([name, [from, to]]) =>
    states.map((state) => ({ name, state, from, to })),
  );

  test.each(cases)('$name from $state', ({ name, state, from, to }) => {
    reach[state]();
    const answer = system.call(0, name, LOCAL, ENTRY_PC, 0);
    expect(answer).toEqual(state === from ? ok() : err('INVALID_STATE'));
    expect(system.status(LOCAL)).toBe(state === from ? to : state);
  });

  test('register keeps its arguments, and wants an even entry before anything else', () => {
    expect(system.call(0, 'register', 0x0, ENTRY_PC + 1n, 0)).toEqual(err('INVALID_PARAM'));
    expect(system.call(0, 'register', LOCAL, ENTRY_PC + 2n, 2n ** 64n - 1n)).toEqual(ok());
    expect(system.attribute('ENTRY_PC', LOCAL)).toBe(ENTRY_PC + 2n);
    expect(system.attribute('ENTRY_ARG', LOCAL)).toBe(2n ** 64n - 1n);
  });

  test('local events are per hart, global ones per system', () => {
    system.enable(1, LOCAL, GLOBAL);
    expect([0, 1, 2].map((hart) => system.status(LOCAL, hart))).toEqual(['UNUSED', 'ENABLED', 'UNUSED']);
    expect([0, 1, 2].map((hart) => system.status(GLOBAL, hart))).toEqual(['ENABLED', 'ENABLED', 'ENABLED']);
    expect([0, 1, 2].map((hart) => system.attribute('PREFERRED_HART', LOCAL, hart))).toEqual([0n, 1n, 2n]);
  });
});

describe('inject', () => {
  test.each([
    ['an unknown hart', LOCAL, 3n, 'INVALID_PARAM'],
    ['a hart_id that is one in its lower half only', LOCAL, 1n << 32n, 'INVALID_PARAM'],
    ['an event that is not enabled here', LOCAL, 0n, 'INVALID_STATE'],
    ['an event that is not enabled there', LOCAL, 1n, 'INVALID_STATE'],
    ['an event for its source alone', SOURCE_ONLY, 0n, 'INVALID_PARAM'],
    ['an unknown hart, before the event', 0x0, 3n, 'INVALID_PARAM'],
    ['an unwired global event, whatever the hart', 0x8000, 3n, 'NOT_SUPPORTED'],
  ] as const)('refuses %s', (_, event_id, hart_id, error) => {
    expect(system.call(0, 'inject', event_id, hart_id)).toEqual(err(error));
  });

  test('makes pending in ENABLED and in RUNNING, and signals coalesce', () => {
    system.enable(0, LOCAL);
    for (let i = 0; i < 3; i += 1) expect(system.call(0, 'inject', LOCAL, 0)).toEqual(ok());
    expect(system.status(LOCAL)).toBe('ENABLED pending');
    expect(system.deliver()).toBe(LOCAL);
    expect(system.status(LOCAL)).toBe('RUNNING');
    for (let i = 0; i < 3; i += 1) expect(system.call(0, 'inject', LOCAL, 0)).toEqual(ok());
    expect(system.status(LOCAL)).toBe('RUNNING pending');
    expect(system.deliver()).toBeUndefined();
    expect(system.call(0, 'complete')).toEqual(resume());
    expect(system.deliver()).toBe(LOCAL);
    expect(system.call(0, 'complete')).toEqual(resume());
    expect(system.deliver()).toBeUndefined();
  });

  test('on another hart wakes it; on its own hart the call returns through the SEE anyway', () => {
    system.enable(0, LOCAL);
    system.enable(2, LOCAL);
    system.call(0, 'inject', LOCAL, 0);
    expect(system.woken).toEqual([]);
    system.call(0, 'inject', LOCAL, 2);
    expect(system.woken).toEqual([2n]);
    expect(system.deliver(2)).toBe(LOCAL);
  });

  test('a global event goes to its preferred hart, whatever hart_id says', () => {
    system.set('PREFERRED_HART', 1n, GLOBAL);
    system.enable(0, GLOBAL);
    system.call(1, 'hart_unmask');
    expect(system.call(0, 'inject', GLOBAL, 77)).toEqual(ok());
    expect(system.woken).toEqual([1n]);
    expect(system.deliver(0)).toBeUndefined();
    expect(system.deliver(1)).toBe(GLOBAL);
    expect(system.call(0, 'complete')).toEqual(ok());
    expect(system.status(GLOBAL)).toBe('RUNNING');
    expect(system.call(1, 'complete')).toEqual(resume());
    expect(system.status(GLOBAL)).toBe('ENABLED');
  });
});

describe('signal', () => {
  test('reaches events that cannot be injected, and wakes their hart', () => {
    system.enable(1, SOURCE_ONLY);
    expect(system.sse.signal(SOURCE_ONLY, 1n)).toBe(true);
    expect(system.woken).toEqual([1n]);
    expect(system.deliver(1)).toBe(SOURCE_ONLY);
  });

  test('is lost unless the event is enabled', () => {
    expect(system.sse.signal(LOCAL, 0n)).toBe(false);
    expect(system.status(LOCAL)).toBe('UNUSED');
    system.call(0, 'register', LOCAL, ENTRY_PC, 0);
    expect(system.sse.signal(LOCAL, 0n)).toBe(false);
    expect(system.call(0, 'inject', LOCAL, 0)).toEqual(err('INVALID_STATE'));
    expect(system.status(LOCAL)).toBe('REGISTERED');
  });

  test('of what is not there is a mistake of the layer', () => {
    expect(() => system.sse.signal(0x0, 0n)).toThrow('no source signals event 0x0');
    expect(() => system.sse.signal(LOCAL, 7n)).toThrow('no hart has the id 7');
  });
});

test('reset returns everything to its first state', () => {
  const fresh = system.sse.save();
  system.set('PREFERRED_HART', 1n, GLOBAL);
  system.enable(0, LOCAL, GLOBAL);
  system.sse.reset();
  expect(system.sse.save()).toEqual(fresh);
});

test('a global event first prefers the first hart that there is', () => {
  const harts = [5n, 7n];
  const words = new BigUint64Array(1);
  const memory = {
    accessible: () => true,
    read: () => new Uint8Array(words.buffer),
    write: (_: bigint, bytes: Uint8Array) => (new Uint8Array(words.buffer).set(bytes), true),
  };
  const { extension } = new Sse({ harts, policy: policies.private, started: () => true, wake: () => undefined });
  const PREFERRED_HART = 3n;
  for (const hartid of harts) {
    const caller = { hartid, memory, supervisor: system.supervisor(0) };
    const registers = CallRegisters.call(0, 0, BigInt(GLOBAL), PREFERRED_HART, 1n);
    expect(extension.routine('read_attrs')(caller, registers)).toEqual(ok());
    expect(words[0]).toBe(5n);
  }
});

test('a snapshot taken in a handler completes from any later state, more than once', () => {
  system.enable(0, LOCAL);
  system.call(0, 'inject', LOCAL, 0);
  system.deliver();
  const inHandler = system.supervisor(0).read();
  const saved = system.sse.save();
  for (let i = 0; i < 2; i += 1) {
    expect(system.set('INTERRUPTED_A6', 0x66n, LOCAL)).toEqual(ok());
    system.call(0, 'complete');
    expect(system.supervisor(0).read()).toEqual({ ...start, a6: 0x66n });
    system.call(0, 'disable', LOCAL);
    system.supervisor(0).write(inHandler);
    system.sse.restore(saved);
    expect(system.status(LOCAL)).toBe('RUNNING');
    expect(system.attribute('INTERRUPTED_A6', LOCAL)).toBe(0n);
  }
});

test('nothing that happens later changes a snapshot, whether it was only taken or restored too', () => {
  system.enable(0, LOCAL, GLOBAL);
  system.call(0, 'inject', LOCAL, 0);
  system.deliver();
  const saved = system.sse.save();
  const before = structuredClone(saved);
  for (let i = 0; i < 2; i += 1) {
    expect(system.set('INTERRUPTED_A6', 0x66n, LOCAL)).toEqual(ok());
    expect(system.call(0, 'inject', GLOBAL, 0)).toEqual(ok());
    expect(system.call(0, 'hart_mask')).toEqual(ok());
    expect(system.call(1, 'register', FIRST, ENTRY_PC, 1)).toEqual(ok());
    system.sse.hart_stop(0n);
    expect(saved).toEqual(before);
    system.sse.restore(saved);
    expect(system.sse.save()).toEqual(before);
  }
});

describe('obstacle', () => {
  test('tells why an event would not come', () => {
    const why = (event_id: number, hartid = 0n) => system.sse.obstacle(event_id, hartid);
    expect(why(LOCAL)).toBe('the event is not ENABLED');
    system.enable(0, LOCAL, FIRST, GLOBAL);
    expect(why(LOCAL)).toBeUndefined();
    expect(why(GLOBAL, 1n)).toBe('the event is for another hart');
    system.call(0, 'hart_mask');
    expect(why(LOCAL)).toBe('the hart has masked events');
    system.call(0, 'hart_unmask');
    system.call(0, 'inject', FIRST, 0);
    expect(why(LOCAL)).toBe('another pending event is ahead');
    expect(why(FIRST)).toBeUndefined();
    expect(system.deliver()).toBe(FIRST);
    expect(why(FIRST)).toBe('the event is not ENABLED');
    expect(why(LOCAL)).toBe('a RUNNING event is ahead');
    expect(() => why(0x1)).toThrow(RangeError);
  });
});

test('an unknown function is NOT_SUPPORTED, and errors have their numbers', () => {
  const dispatcher = new SbiDispatcher([system.sse.extension]);
  const ecall = (fid: bigint) => dispatcher.ecall(system.caller(0), CallRegisters.call(0x535345, fid, BigInt(LOCAL)));
  expect(ecall(10n)).toEqual(err('NOT_SUPPORTED'));
  expect(ecall(9n)).toEqual(err('ALREADY_STOPPED'));
  expect(ecall(8n)).toEqual(ok());
  const numbers: Partial<Record<ErrorName, number>> = { INVALID_STATE: -10, BAD_RANGE: -11, ALREADY_STARTED: -7 };
  expect(errors).toMatchObject(numbers);
});
