import { expect, test } from 'vitest';
import { guests } from './guests.ts';
import { tableLines } from './table.ts';

test('a ratio says how much faster the first contender is, and a dash that one could not run the guest', () => {
  const [guest] = guests;
  const row = { guest: guest!, instructions: 7_110_000_000, checksum: '0', wrong: [] };
  const names = ['hartlab', 'QEMU 7.2', 'QEMU 11.1'];
  const [head, , first, second] = tableLines(
    [
      { ...row, seconds: { hartlab: 2, 'QEMU 7.2': 3, 'QEMU 11.1': 1 } },
      { ...row, instructions: undefined, seconds: { hartlab: 2 } },
    ],
    names,
  ).map((line) => line.split('|').map((cell) => cell.trim()));
  expect(head?.slice(-5)).toEqual(['instructions', ...names, '']);
  expect(first?.slice(-5)).toEqual(['7.11 G', '2.00 s', '3.00 s 1.50x', '1.00 s 0.50x', '']);
  expect(second?.slice(-5)).toEqual(['', '2.00 s', '–', '–', '']);
});
