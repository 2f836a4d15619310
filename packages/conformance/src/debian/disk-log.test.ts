import { Random } from '@hartlab/models';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { momentsIn, pausesIn, unflushedIn } from './disk-log.ts';

/** A log of `-d disk`: what was asked for, and how many instructions had retired before. */
const logOf = (requests: readonly (readonly [request: string, instructions: number])[]): string =>
  requests
    .map(([request, instructions]) => `virtio-mmio-bus.7: ${request}, after ${instructions} instructions\n`)
    .join('');
const write = 'write of 512 bytes at 0x200';

test('a pause is from the instruction that asks for a write to that of the next, which has not retired', () => {
  const log = logOf([
    [write, 10],
    ['read of 512 bytes at 0x0', 15],
    ['zeros of 512 bytes at 0x0', 20],
    ['flush', 30],
    ['discard of 512 bytes at 0x0', 40],
    [write, 50],
  ]);
  expect(pausesIn(`hartlab: something else\n${log}hartlab: interrupted after 60 instructions`)).toEqual([
    { from: 11, to: 20, unflushed: 1 },
    { from: 21, to: 30, unflushed: 2 },
    { from: 31, to: 40, unflushed: 0 },
    { from: 41, to: 50, unflushed: 1 },
  ]);
  expect(unflushedIn(log)).toBe(2);
  expect([logOf([]), logOf([['flush', 1]]), logOf([[write, 1]])].map(unflushedIn)).toEqual([0, 0, 1]);
});

test('requests that come at once have one pause behind them', () => {
  const log = logOf([
    [write, 10],
    [write, 10],
    ['flush', 12],
    [write, 12],
    ['flush', 20],
  ]);
  expect(pausesIn(log)).toEqual([
    { from: 11, to: 12, unflushed: 2 },
    { from: 13, to: 20, unflushed: 1 },
  ]);
});

test('a run that ends at a chosen moment has just the writes on its disk that are said, and each pause is chosen once', () => {
  const requests = fc.array(fc.tuple(fc.constantFrom(write, 'flush', 'read of 512 bytes at 0x0'), fc.nat(3)));
  fc.assert(
    fc.property(requests, fc.integer(), (some, seed) => {
      let now = 0;
      const log = some.map(([request, later]) => [request, (now += later)] as const);
      const pauses = pausesIn(logOf(log)).filter(({ unflushed }) => unflushed > 0);
      fc.pre(pauses.length > 0);
      const moments = momentsIn(pauses, new Random(seed));
      const all = Array.from({ length: 2 * pauses.length }, () => moments.next().value);
      for (const { instructions, pause } of all) {
        // What a run that ends there would have told of: a request comes before its instruction has retired.
        const told = log.filter(([, before]) => before < instructions);
        expect(unflushedIn(logOf(told))).toBe(pause.unflushed);
      }
      for (const half of [all.slice(0, pauses.length), all.slice(pauses.length)])
        expect(new Set(half.map(({ pause }) => pause))).toEqual(new Set(pauses));
    }),
  );
});
