import type { Machine, Stop } from '@hartlab/machine';
import { describe, expect, test } from 'vitest';
import { placeOf } from './address.ts';
import { Refusal } from './refusal.ts';
import { SavePoint } from './save-point.ts';
import { whereOf } from './where.ts';

const symbols = [{ name: 'main', address: 0x8020_0010n, size: 0n }];
const pointAt = (text: string) => new SavePoint(whereOf(text), { placeOf: (word) => placeOf(word, symbols, 'x.elf') });
const stop = (reason: Stop['reason'], breakpoint?: bigint): Stop => ({
  reason,
  code: 0,
  message: '',
  ...(breakpoint !== undefined && { breakpoint }),
});
const after = (instructions: number) => ({ instructions }) as Machine;
const mark = (name: string, kind: 'phase' | 'window begins' | 'window ends' = 'phase') =>
  ({ kind, name, hartid: 0n, instructions: 1 }) as const;

describe('a run is saved', () => {
  test('before the instruction at a place, when it comes there for the N-th time', () => {
    const point = pointAt('main#2');
    expect(point.breakpoints).toEqual([{ address: 0x8020_0010n }]);
    const others = [stop('breakpoint', 0x8020_0020n), stop('paused'), stop('watchpoint'), stop('limit')];
    expect(others.map((each) => point.isAt(each, after(1)))).toEqual([false, false, false, false]);
    expect([1, 2].map(() => point.isAt(stop('breakpoint', 0x8020_0010n), after(1)))).toEqual([false, true]);
  });

  test('when so many instructions have retired, unless it has ended', () => {
    const point = pointAt('100');
    expect([point.instructions, point.breakpoints]).toEqual([100, []]);
    expect([99, 100].map((count) => point.isAt(stop('limit'), after(count)))).toEqual([false, true]);
    expect(point.isAt(stop('poweroff'), after(100))).toBe(false);
    expect(() => point.check(after(99))).not.toThrow();
    expect(() => point.check(after(100))).toThrow(
      new Refusal('--at 100 has passed: the run goes on after 100 instructions'),
    );
  });

  test('where the guest makes a mark of that name and kind for the N-th time', () => {
    const point = pointAt('phase:boot#2');
    const made = [mark('boot'), mark('boot', 'window begins'), mark('boots'), mark('boot')];
    expect(point.isAt(stop('paused'), after(1))).toBe(false);
    expect(made.map((each) => point.marked(each))).toEqual([false, false, false, true]);
    expect(point.isAt(stop('poweroff'), after(1))).toBe(false);
    expect(point.isAt(stop('paused'), after(1))).toBe(true);
    const window = pointAt('window:w');
    expect(
      [mark('w'), mark('w', 'window ends'), mark('w', 'window begins')].map((each) => window.marked(each)),
    ).toEqual([false, false, true]);
  });

  test('never at a symbol that is not there', () => {
    expect(() => pointAt('start')).toThrow('x.elf has no symbol start');
  });
});
