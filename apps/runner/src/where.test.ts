import { expect, test } from 'vitest';
import { QuantityError } from './quantity.ts';
import { whereOf } from './where.ts';

test.each([
  ['5_000_000', { instructions: 5_000_000, time: 1 }],
  ['main', { place: 'main', time: 1 }],
  ['main#12', { place: 'main', time: 12 }],
  ['0x80200000', { place: '0x80200000', time: 1 }],
  ['0xffffffff80000000#3', { place: '0xffffffff80000000', time: 3 }],
  ['phase:boot', { mark: { kind: 'phase', name: 'boot' }, time: 1 }],
  ['window:the hot loop#2', { mark: { kind: 'window begins', name: 'the hot loop' }, time: 2 }],
  ['a#b', { place: 'a#b', time: 1 }],
  ['phase', { place: 'phase', time: 1 }],
  ['std::sort<int>#2', { place: 'std::sort<int>', time: 2 }],
])('--at %s', (text, where) => {
  expect(whereOf(text)).toEqual({ text, ...where });
});

test.each(['', '#3', 'main#0', '0', 'main#4294967297'])('--at "%s" is refused', (text) => {
  expect(() => whereOf(text)).toThrow(QuantityError);
});
