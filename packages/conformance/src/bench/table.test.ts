import { expect, test } from 'vitest';
import { guests } from './guests.ts';
import { Table } from './table.ts';

test('a ratio says how much faster the first contender is, and a dash that one could not run the guest', () => {
  const guest = guests[0]!;
  const names = ['hartlab', 'QEMU 7.2', 'QEMU 11.1'];
  const table = new Table(guests, names);
  const row = { guest, instructions: 7_110_000_000, checksum: '0', wrong: [], wall: {} };
  const lines = [
    ...table.head(),
    table.row({ ...row, seconds: { hartlab: 2, 'QEMU 7.2': 3, 'QEMU 11.1': 1 } }),
    table.row({ ...row, instructions: undefined, seconds: { hartlab: 2 } }),
  ];
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  const [head, , first, second] = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  expect(head?.slice(-5)).toEqual(['instructions', ...names, '']);
  expect(first?.slice(-5)).toEqual(['7.11 G', '2.00 s', '3.00 s 1.50x', '1.00 s 0.50x', '']);
  expect(second?.slice(-5)).toEqual(['', '2.00 s', '–', '–', '']);
});
