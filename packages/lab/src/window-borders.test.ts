import type { PlacedMark } from '@hartlab/machine';
import { expect, test } from 'vitest';
import { WindowBorders } from './window-borders.ts';

const mark = (kind: PlacedMark['kind'], name: string, hartid = 0n): PlacedMark => ({
  hartid,
  kind,
  name,
  instructions: 0,
});
const hart = { pc: 0x100n };

/** What the borders say after a step in which this was marked. */
const after = (...marks: readonly PlacedMark[]) => {
  const borders = new WindowBorders({ begin: 0x100n, end: 0x100n, boundaries: 9 }, 'loop');
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

test('the phase is that of the swept hart', () => {
  expect(after(mark('phase', 'one'), mark('phase', 'two'), mark('phase', 'three', 1n)).phase).toBe('two');
});

test('a mark counts for the step in which it was made, and not while an event is examined', () => {
  const borders = new WindowBorders({ begin: 0n }, 'loop');
  borders.during(() => borders.marked(mark('window begins', 'loop')));
  borders.marked(mark('window ends', 'loop'));
  expect([borders.begins(hart), borders.ends(hart, 0)]).toEqual([true, false]);
  borders.during(() => undefined);
  expect(borders.begins(hart)).toBe(false);
});

test('a window ends after so many boundaries, marked or not', () => {
  for (const name of ['loop', undefined])
    expect(new WindowBorders({ begin: 0n, boundaries: 9 }, name).ends(hart, 9)).toBe(true);
});
