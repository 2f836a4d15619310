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

test('what is in a module is called as Linux does', () => {
  const name = symbolizer([{ name: 'f', address: 0x10n, size: 0n, module: 'kvm' }]);
  expect([name(0x10n), name(0x14n)]).toEqual(['f [kvm]', 'f+0x4 [kvm]']);
});
