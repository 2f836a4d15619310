import { expect, test } from 'vitest';
import { main } from './cli.ts';
import { recordedIo } from './recorded-io.ts';
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

test('one of the threads says how it ends, in as many lines as it likes', () => {
  const work = new Signals();
  const host = new Signals(work.shared);
  expect([work.hasLastWord('work'), host.hasLastWord('host'), work.hasLastWord('work')]).toEqual([true, false, true]);
  expect(work.received).toBeUndefined();
  expect(work.activity).toBe('');
  const other = new Signals();
  expect([other.hasLastWord('host'), other.hasLastWord('work')]).toEqual([true, false]);
});

test.each([
  ['a sweep', ['sweep', 'world-switch'], 130, /^hartlab: interrupted at boundary \d+ [^\n]*\n$/],
  ['a run', ['run', 'hello', '--max-instructions', '50'], 3, /^hartlab: [^\n]*\n$/],
] as const)('%s says how it ends, unless the host has said so', async (_command, argv, code, line) => {
  for (const speaker of ['work', 'host'] as const) {
    const io = recordedIo();
    io.signals.receive('interrupted');
    io.signals.hasLastWord(speaker);
    expect(await main(argv, io)).toBe(code);
    expect(io.err()).toMatch(speaker === 'work' ? line : /^$/);
  }
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
