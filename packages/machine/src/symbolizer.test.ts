import { expect, test } from 'vitest';
import { symbolizer } from './symbolizer.ts';

const nameOf = symbolizer([
  { name: 'sized', address: 0x300n, size: 0x10n },
  { name: 'first', address: 0x100n, size: 0n },
]);

test.each([
  [0xffn, undefined],
  [0x100n, 'first'],
  [0x17cn, 'first+0x7c'],
  [0x30fn, 'sized+0xf'],
  [0x310n, undefined],
])('%x is %s', (address, name) => {
  expect(nameOf(address)).toBe(name);
});
