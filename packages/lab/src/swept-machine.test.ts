import { BufferConsole, Machine, type PlacedMark } from '@hartlab/machine';
import { policies } from '@hartlab/sse';
import { expect, test } from 'vitest';
import type { Payload } from './payload.ts';
import { guestPayload } from './payload.ts';
import { sweep, type SweepOptions } from './sweep.ts';
import { SweepRecord } from './sweep-record.ts';
import type { WantedMachine } from './swept-machine.ts';

const whole = guestPayload('world-switch', 'linux-2025');
const payload = { ...whole, window: { ...whole.window, boundaries: 60 } };

const swept = (each: Payload, options: SweepOptions) => {
  const record = new SweepRecord(each, 'opensbi-1.9');
  for (const boundary of sweep(each, options)) record.add(boundary);
  return record.report;
};

/** One that no sweep would make for itself. */
const larger = (wanted: Partial<WantedMachine>, { image }: Payload = payload) =>
  new Machine({
    bios: 'built-in',
    kernel: image,
    policy: policies['opensbi-1.9'],
    ram: 32 * 1024 ** 2,
    harts: 2,
    console: new BufferConsole(),
    ...wanted,
  });

const usual = swept(payload, { policy: 'opensbi-1.9' });

test.each(['signal', 'software'] as const)('a sweep takes the machine that it is given, by %s', (source) => {
  const wanted: WantedMachine[] = [];
  const machine = (its: WantedMachine) => {
    wanted.push(its);
    return larger(its);
  };
  expect(swept(payload, { machine, source })).toMatchObject({ boundaries: 60, injected: 60, payload: 'world-switch' });
  expect(wanted).toEqual([{ hand: source === 'software', overflows: false, marked: expect.any(Function) }]);
  expect(usual.violations).not.toEqual([]);
  expect(swept(payload, { machine: larger }).violations).toEqual(usual.violations);
});

test('counters of a machine overflow where the source asks for it', () => {
  const wanted: WantedMachine[] = [];
  const machine = (its: WantedMachine) => {
    wanted.push(its);
    throw new RangeError('no machine');
  };
  expect(() => swept(payload, { machine, source: 'counter' })).toThrow('no machine');
  expect(wanted[0]).toMatchObject({ hand: true, overflows: true });
});

test('a machine that has run already goes on, restored or not', () => {
  const before = larger({});
  while (before.harts[0]!.pc !== payload.window.begin) before.step();
  const restored = larger({});
  restored.restore(before.save(), 'goes on');
  for (const machine of [before, restored])
    expect(swept(payload, { machine: () => machine }).violations).toEqual(usual.violations);
});

test('what such a machine marks is told to the sweep', () => {
  const marking = guestPayload('mpxy', 'minimal');
  const told: { marked?: (mark: PlacedMark) => void } = {};
  const its = larger({ marked: (mark) => told.marked?.(mark) }, marking);
  const connect = ({ marked }: WantedMachine) => {
    told.marked = marked;
    return its;
  };
  const found = swept(marking, { machine: connect, window: 'echo' });
  expect(found).toEqual(swept(marking, { policy: 'opensbi-1.9', window: 'echo' }));
  expect(found.boundaries).toBeGreaterThan(10);
});
