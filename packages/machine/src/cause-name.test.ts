import { expect, test } from 'vitest';
import { causeName } from './cause-name.ts';

test.each([
  [1n, 'instruction access fault'],
  [8n, 'ecall from U'],
  [10n, 'ecall from VS'],
  [22n, 'virtual instruction'],
  [2n ** 63n + 7n, 'interrupt MTI'],
  [63n, 'cause 0x3f'],
])('%i is %s', (cause, name) => {
  expect(causeName(cause)).toBe(name);
});
