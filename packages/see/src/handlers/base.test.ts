import { marchid, mimpid, mvendorid } from '@hartlab/hart';
import { expect, test } from 'vitest';
import { Board } from '../testing/board.ts';

const BASE = 0x10;

// Expected values: sbi "Base Extension".
test('identity', () => {
  const board = new Board();
  const [hart] = board.harts;
  expect(board.call(BASE, 0)).toEqual([0n, 0x0300_0000n]);
  // No implementation in the table "SBI Implementation IDs".
  expect(board.call(BASE, 1)).toEqual([0n, 0x6861_7274n]);
  expect(board.call(BASE, 2)).toEqual([0n, 1n]);
  expect(board.call(BASE, 4)).toEqual([0n, hart!.read(mvendorid)]);
  expect(board.call(BASE, 5)).toEqual([0n, hart!.read(marchid)]);
  expect(board.call(BASE, 6)).toEqual([0n, hart!.read(mimpid)]);
  expect(board.call(BASE, 7)).toEqual([-2n, 0n]);
});

test('probe', () => {
  const board = new Board();
  const probe = (eid: bigint) => board.call(BASE, 3, [eid]);
  for (const eid of [0x10n, 0x54494d45n, 0x735049n, 0x52464e43n, 0x48534dn, 0x53525354n, 0x4442434en, 0x535345n])
    expect(probe(eid)).toEqual([0n, 1n]);
  for (const eid of [0x53555350n, 0x46574654n, 0x504d55n]) expect(probe(eid)).toEqual([0n, 1n]);
  for (let eid = 0n; eid <= 8n; eid += 1n) expect(probe(eid)).toEqual([0n, 1n]);
  for (const eid of [9n, -1n, 0x1_0000_0010n]) expect(probe(eid)).toEqual([0n, 0n]);
});
