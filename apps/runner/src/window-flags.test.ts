import type { ImageSymbol } from '@hartlab/machine';
import { describe, expect, test } from 'vitest';
import { placeOf } from './address.ts';
import { whereOf } from './where.ts';
import { windowOf, type WindowFlags } from './window-flags.ts';

const symbols: readonly ImageSymbol[] = [
  { name: 'main', address: 0x1000n, size: 0x20n },
  { name: 'main.inner', address: 0x1010n, size: 0n },
  { name: 'switch', address: 0x2000n, size: 0n, module: 'kvm' },
  { name: 'next', address: 0x2008n, size: 0n },
  { name: 'main', address: 0x1000n, size: 0n },
];
const names = { symbols, placeOf: (word: string) => placeOf(word, symbols, 'x') };
const windowFor = (flags: WindowFlags) => windowOf(flags, names, 0x100n);

test('without flags a window is a thousand boundaries from where it begins by itself', () => {
  expect(windowFor({})).toEqual({ begin: 0x100n, boundaries: 1000 });
});

test.each([
  ['main', { address: 0x1000n, time: 1 }],
  ['switch [kvm]#3', { address: 0x2000n, time: 3 }],
  ['0x1234#2', { address: 0x1234n, time: 2 }],
  ['5_000', { boundary: 5000 }],
  ['phase:boot#2', { mark: 'phase', name: 'boot', time: 2 }],
  ['window:loop', { mark: 'window begins', name: 'loop', time: 1 }],
])('--begin %s', (text, begin) => {
  expect(windowFor({ begin: whereOf(text), boundaries: 5 })).toEqual({ begin, boundaries: 5 });
});

test.each([
  ['next#2', { address: 0x2008n, time: 2 }],
  ['phase:idle', { mark: 'phase', name: 'idle', time: 1 }],
  ['window:loop', { mark: 'window ends', name: 'loop', time: 1 }],
])('--end %s', (text, end) => {
  expect(windowFor({ end: whereOf(text) })).toEqual({ begin: 0x100n, end });
});

test('--end as a number is refused, and says what there is for it', () => {
  expect(() => windowFor({ end: whereOf('5000') })).toThrow('--end 5000 is no place; --boundaries says how long');
});

describe('--functions', () => {
  const within = (functions: readonly string[]) => windowFor({ functions }).within;
  test('are as long as they say, or as there is no other symbol', () => {
    expect(within(['main', 'switch'])).toEqual([
      { begin: 0x1000n, end: 0x1020n },
      { begin: 0x2000n, end: 0x2008n },
    ]);
  });

  test('are the modes of a guest as well', () => {
    expect(within(['VS', 'VU'])).toEqual(['VS', 'VU']);
  });

  test('that have no end, or are not there, are refused', () => {
    expect(() => within(['next'])).toThrow('--functions next has no end');
    expect(() => within(['other'])).toThrow('x has no symbol other');
  });
});
