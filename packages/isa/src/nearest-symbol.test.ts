import { expect, test } from 'vitest';
import { nearestSymbol } from './nearest-symbol.ts';

const name = nearestSymbol(
  new Map([
    ['later', 0x2000n],
    ['stack_end', 0x1000n],
    ['main', 0x1000n],
  ]),
);

test.each([
  [0xfffn, undefined],
  [0x1000n, 'main'],
  [0x1010n, 'main+0x10'],
  [0x1fffn, 'main+0xfff'],
  [0x2000n, 'later'],
  [0x3000n, 'later+0x1000'],
])('%i is %s', (address, expected) => {
  expect(name(address)).toBe(expected);
});

test('a label with a size names nothing past its end', () => {
  const sized = nearestSymbol([['table', 0x1000n, 0x10n]]);
  expect([sized(0x100fn), sized(0x1010n)]).toEqual(['table+0xf', undefined]);
});
