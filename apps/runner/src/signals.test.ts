import { expect, test } from 'vitest';
import { Signals } from './signals.ts';

test('the first ending that is asked for counts, and both threads see it', () => {
  const work = new Signals();
  const host = new Signals(work.shared);
  expect(work.received).toBeUndefined();
  host.receive('left');
  host.receive('terminated');
  expect(work.received).toBe('left');
  expect(host.received).toBe('left');
});

test('what the work does is seen by the other thread, and put back afterwards, also after an error', () => {
  const work = new Signals();
  const host = new Signals(work.shared);
  expect(host.activity).toBe('');
  work.say('running the guest');
  expect(work.during('writing to é', () => host.activity)).toBe('writing to é');
  expect(host.activity).toBe('running the guest');
  expect(() =>
    work.during('writing', () => {
      throw new Error('full');
    }),
  ).toThrow('full');
  expect(host.activity).toBe('running the guest');
  work.say('x'.repeat(5000));
  expect(host.activity).toMatch(/^x{1000,}$/);
});
