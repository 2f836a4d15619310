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

test('a label without a size names nothing that is far from it', () => {
  const end = nearestSymbol([['_fw_end', 0x8004_6000n]]);
  const last = 0x8004_6000n + 0xf_ffffn;
  expect([end(last), end(last + 1n), end(0x3f_8000_1000n)]).toEqual(['_fw_end+0xfffff', undefined, undefined]);
});

test('what is said to follow a name follows the offset', () => {
  const module = nearestSymbol([['f', 0x10n, 0n, ' [kvm]']]);
  expect([module(0x10n), module(0x14n)]).toEqual(['f [kvm]', 'f+0x4 [kvm]']);
});
