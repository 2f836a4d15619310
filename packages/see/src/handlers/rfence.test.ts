import { describe, expect, test } from 'vitest';
import { Board } from '../testing/board.ts';

const RFENCE = 0x52464e43;
const ones = 2n ** 64n - 1n;

// Expected values: the tables of sbi "RFENCE Extension".
describe('arguments', () => {
  test('all seven succeed', () => {
    const board = new Board({ harts: 2 });
    for (let fid = 0; fid <= 6; fid++)
      expect(board.call(RFENCE, fid, [0b11n, 0n, 0x1000n, 0x2000n, 1n])).toEqual([0n, 0n]);
    expect(board.call(RFENCE, 7)).toEqual([-2n, 0n]);
  });

  test('a hart that is not there is INVALID_PARAM', () => {
    const board = new Board({ harts: 2 });
    for (let fid = 0; fid <= 6; fid++) expect(board.call(RFENCE, fid, [0b100n, 0n, 0n, 0n, 0n])[0]).toBe(-3n);
  });

  test('0 and 0, and a size of all ones, are the whole address space; a range may end at its end, not beyond', () => {
    const board = new Board();
    for (let fid = 1; fid <= 6; fid++) {
      expect(board.call(RFENCE, fid, [1n, 0n, 0n, 0n, 0n])[0]).toBe(0n);
      expect(board.call(RFENCE, fid, [1n, 0n, 0x1000n, ones, 0n])[0]).toBe(0n);
      expect(board.call(RFENCE, fid, [1n, 0n, ones - 0xfffn, 0x1000n, 0n])[0]).toBe(0n);
      expect(board.call(RFENCE, fid, [1n, 0n, ones - 0xfffn, 0x1001n, 0n])[0]).toBe(-5n);
    }
  });

  test('an ASID or a VMID that cannot exist is INVALID_PARAM', () => {
    const board = new Board();
    for (const fid of [2, 5]) {
      expect(board.call(RFENCE, fid, [1n, 0n, 0n, 0n, 0xffffn])[0]).toBe(0n);
      expect(board.call(RFENCE, fid, [1n, 0n, 0n, 0n, 0x1_0000n])[0]).toBe(-3n);
    }
    expect(board.call(RFENCE, 3, [1n, 0n, 0n, 0n, 0x3fffn])[0]).toBe(0n);
    expect(board.call(RFENCE, 3, [1n, 0n, 0n, 0n, 0x4000n])[0]).toBe(-3n);
  });

  test('without the hypervisor extension its fences are NOT_SUPPORTED', () => {
    const board = new Board({ isa: 'rv64imac' });
    expect([0, 1, 2, 3, 4, 5, 6].map((fid) => board.call(RFENCE, fid, [1n, 0n, 0n, 0n, ones])[0])).toEqual([
      0n,
      0n,
      -3n,
      -2n,
      -2n,
      -2n,
      -2n,
    ]);
  });
});
