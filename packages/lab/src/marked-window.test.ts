import { BufferConsole, Machine, type PlacedMark } from '@hartlab/machine';
import { describe, expect, test, vi } from 'vitest';
import { assembledImage, guestImage, guestSource } from './guest-image.ts';
import { adoptedPayload, guestPayload, payloadOf } from './payload.ts';
import { sweep, type SweepOptions } from './sweep.ts';
import { SweepError } from './sweep-error.ts';
import { SweepRecord } from './sweep-record.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const payload = guestPayload('mpxy', 'minimal');

const places = (options: Partial<SweepOptions> = {}, swept = payload) =>
  Array.from(sweep(swept, { policy: 'private', ...options }), ({ number, pc, violations }) => {
    expect(violations).toEqual([]);
    return { number, pc };
  });

const marksOn = (harts: number): PlacedMark[] => {
  const marks: PlacedMark[] = [];
  const machine = new Machine({
    bios: 'built-in',
    kernel: guestImage('mpxy', 'minimal'),
    ram: 8 * 1024 ** 2,
    console: new BufferConsole(),
    harts,
    marked: (mark) => marks.push(mark),
  });
  machine.run();
  return marks;
};

test('the guest mpxy marks its window, and the phase of each hart', () => {
  const marks = marksOn(4);
  const of = (hart: bigint) => marks.filter(({ hartid }) => hartid === hart).map(({ kind, name }) => [kind, name]);
  expect(of(0n)).toEqual([
    ['phase', 'echo'],
    ['window begins', 'echo'],
    ['window ends', 'echo'],
  ]);
  for (const hart of [1n, 2n, 3n]) expect(of(hart)).toEqual([['phase', 'echo']]);
});

// Every boundary is an instruction but for the window's calls: two echoes, what is posted, and the mark that ends it.
test('a mark says how many instructions came before it', () => {
  const [, begin, end] = marksOn(1);
  const boundaries = places({ window: 'echo' });
  const calls = 4;
  expect(end!.instructions - begin!.instructions).toBe(boundaries.length - calls);
});

describe.each([1, 4])('on %i harts', (harts) => {
  test('the window that a guest marks is swept from mark to mark', () => {
    const marked = places({ window: 'echo', harts });
    expect(marked).toEqual(places({ harts }));
    expect(marked[0]).toEqual({ number: 0, pc: payload.address('sweep_begin') });
  });

  test('an event anywhere in a use of CPPC is not to be seen', () => {
    const boundaries = places({ harts }, guestPayload('cppc', 'minimal'));
    expect(boundaries.length).toBeGreaterThan(1000);
  });
});

test('one boundary of it alone', () => {
  const [first, second] = places({ window: 'echo' });
  expect(places({ window: 'echo', boundary: 1 })).toEqual([second]);
  expect(first).not.toEqual(second);
});

test('so also where the lab handles the event, and no further than so many boundaries', () => {
  const deaf = assembledImage(guestSource('mpxy', 'minimal').replace('call sse_arm', 'nop\nnop'));
  const adopted = adoptedPayload('mpxy', deaf, { begin: 0n, boundaries: 20 });
  expect(places({ window: 'echo' }, adopted)).toEqual(places({ window: 'echo' }).slice(0, 20));
});

test('a window that nobody marks, or does not end', () => {
  expect(() => places({ window: 'other' })).toThrow(
    new SweepError(
      'mpxy does not come to the beginning of a window "other": the machine has ended, the guest powered off',
    ),
  );
  const endless = assembledImage(
    guestSource('mpxy', 'minimal').replace('tell LAB_WINDOW_ENDS, window', 'tell LAB_PHASE, window'),
  );
  expect(() => places({ window: 'echo' }, payloadOf('mpxy', 'minimal', endless))).toThrow(
    new SweepError('mpxy does not come to the end of a window "echo": the machine has ended, the guest powered off'),
  );
});

test('what the handler marks is no border and no phase', () => {
  const talkative = guestSource('mpxy', 'minimal').replace(
    'sse_handler:',
    [
      'sse_handler:',
      'addi sp, sp, -64',
      ...[10, 11, 12, 16, 17, 5].map((n, i) => `sd x${n}, ${8 * i}(sp)`),
      'lw t0, 0(s2)',
      'sd t0, 48(sp)',
      'tell LAB_WINDOW_ENDS, window',
      'tell LAB_PHASE, passed',
      'ld t0, 48(sp)',
      'sw t0, 0(s2)',
      ...[10, 11, 12, 16, 17, 5].map((n, i) => `ld x${n}, ${8 * i}(sp)`),
      'addi sp, sp, 64',
    ].join('\n'),
  );
  const swept = payloadOf('mpxy', 'minimal', assembledImage(talkative));
  const boundaries = [...sweep(swept, { policy: 'private', window: 'echo' })];
  expect(boundaries).toHaveLength(places({ window: 'echo' }).length);
  expect(new Set(boundaries.map(({ phase }) => phase))).toEqual(new Set(['echo']));
});

test('what is found says in which phase', () => {
  const forgetful = guestPayload('mpxy', 'forgetful');
  const record = new SweepRecord(forgetful, 'spec-3.0');
  for (const each of sweep(forgetful, { policy: 'spec-3.0', window: 'echo', boundary: 7 })) record.add(each);
  expect(record.report.violations.length).toBeGreaterThan(0);
  for (const { phase } of record.report.violations) expect(phase).toBe('echo');
  // A guest that names none has none.
  const unnamed = guestPayload('hello', 'forgetful');
  const [first] = sweep(unnamed, { policy: 'spec-3.0', boundary: 0 });
  expect(first!.phase).toBeUndefined();
});
