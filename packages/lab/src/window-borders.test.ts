import type { PlacedMark } from '@hartlab/machine';
import { describe, expect, test } from 'vitest';
import { markedWindow, type Place, type Within } from './window.ts';
import { WindowBorders } from './window-borders.ts';

const mark = (kind: PlacedMark['kind'], name: string, hartid = 0n): PlacedMark => ({
  hartid,
  kind,
  name,
  instructions: 0,
});
const hart = { pc: 0x100n, V: false, privilege: 'S' } as const;
const loop = markedWindow('loop', { boundaries: 9 });

/** What the borders of the marked window say after a step in which this was marked. */
const after = (...marks: readonly PlacedMark[]) => {
  const borders = new WindowBorders(loop);
  borders.ends(hart, 0);
  borders.during(() => marks.forEach(borders.marked));
  return { begins: borders.begins(hart), ends: borders.ends(hart, 0), phase: borders.phase };
};

test('a marked window begins and ends where the swept hart says so, and at no address', () => {
  expect(after()).toEqual({ begins: false, ends: false, phase: undefined });
  expect(after(mark('window begins', 'loop'))).toMatchObject({ begins: true, ends: false });
  expect(after(mark('window ends', 'loop'))).toMatchObject({ begins: false, ends: true });
});

test('other windows, other harts and phases are no borders', () => {
  for (const other of [mark('window begins', 'other'), mark('window begins', 'loop', 1n), mark('phase', 'loop')])
    expect(after(other)).toMatchObject({ begins: false, ends: false });
});

test('only a mark of a border is worth a pause', () => {
  const borders = new WindowBorders(loop);
  const marks = [mark('phase', 'loop'), mark('window begins', 'loop'), mark('window begins', 'loop', 1n)];
  expect(borders.during(() => marks.map(borders.marked))).toEqual([false, true, false]);
  expect(borders.isMarked).toBe(true);
  borders.during(() => undefined);
  expect(borders.isMarked).toBe(false);
});

test('the phase is that of the swept hart', () => {
  expect(after(mark('phase', 'one'), mark('phase', 'two'), mark('phase', 'three', 1n)).phase).toBe('two');
});

test('a mark counts for the step in which it was made, and not while an event is examined', () => {
  const borders = new WindowBorders(markedWindow('loop', {}));
  borders.during(() => borders.marked(mark('window begins', 'loop')));
  expect(borders.marked(mark('window ends', 'loop'))).toBe(false);
  expect([borders.begins(hart), borders.ends(hart, 0)]).toEqual([true, false]);
  borders.during(() => undefined);
  expect(borders.begins(hart)).toBe(false);
});

test('a window ends after so many boundaries, marked or not', () => {
  for (const window of [loop, { begin: 0n, boundaries: 9 }]) expect(new WindowBorders(window).ends(hart, 9)).toBe(true);
});

describe('a place', () => {
  /** At which of these visits, to 0x100 and 0x200 in turns, the window of these borders begins, and ends. */
  const visits = (begin: bigint | Place, end?: bigint | Place) => {
    const borders = new WindowBorders({ begin, ...(end !== undefined && { end }) });
    const pcs = Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? 0x100n : 0x200n));
    const begins = pcs.findIndex((pc, n) => borders.begins({ pc }, n));
    return [begins, pcs.findIndex((pc, n) => n >= begins && borders.ends({ pc }, n - begins))];
  };

  test.each<[string, bigint | Place, bigint | Place | undefined, [number, number]]>([
    ['an address', 0x200n, 0x100n, [1, 2]],
    ['an address for the third time', { address: 0x200n, time: 3 }, undefined, [5, -1]],
    ['the end counted from the beginning', { address: 0x100n, time: 2 }, { address: 0x200n, time: 2 }, [2, 5]],
    ['a boundary', { boundary: 4 }, 0x200n, [4, 5]],
    ['where it begins, once more', 0x200n, 0x200n, [1, 3]],
    ['at once', { boundary: 0 }, undefined, [0, -1]],
  ])('is %s', (_, begin, end, expected) => {
    expect(visits(begin, end)).toEqual(expected);
  });

  test('is a mark for the second time', () => {
    const borders = new WindowBorders({ begin: { mark: 'phase', name: 'on', time: 2 } });
    const begins = ['on', 'off', 'on'].map((name) => {
      borders.during(() => borders.marked(mark('phase', name)));
      return borders.begins(hart);
    });
    expect(begins).toEqual([false, false, true]);
    expect(borders.inWords).toBe('its sweep');
  });
});

const span = { begin: 0x100n, end: 0x104n };
const inGuest = { V: true };
const inItsProgram = { V: true, privilege: 'U' } as const;

test.each<[string, Within, Partial<{ pc: bigint; V: boolean; privilege: 'S' | 'U' }>, boolean]>([
  ['its first address', span, {}, true],
  ['its last', span, { pc: 0x103n }, true],
  ['its end', span, { pc: 0x104n }, false],
  ['what is before', span, { pc: 0xffn }, false],
  ["a guest's kernel", 'VS', inGuest, true],
  ['its program', 'VS', inItsProgram, false],
  ['its hypervisor', 'VS', {}, false],
  ["a guest's program", 'VU', inItsProgram, true],
  ["the hypervisor's own", 'VU', { privilege: 'U' }, false],
])('what counts of a part of the code: %s', (_, part, at, expected) => {
  const borders = new WindowBorders({ begin: 0n, within: [{ begin: 0n, end: 4n }, part] });
  expect(borders.contains({ ...hart, ...at })).toBe(expected);
  expect(new WindowBorders({ begin: 0n }).contains({ ...hart, ...at })).toBe(true);
});
