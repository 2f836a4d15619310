import { satp, scause, stvec } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, payload } from '../testing/board.ts';

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

describe('effect', () => {
  const ld = 0x0005_b503; // ld a0, 0(a1)
  const root = payload + 0x5000;
  const gigapage = ((0x8000_0000n >> 12n) << 10n) | 0xcfn;
  /** Hart 1 runs under Sv39, where virtual 0 is RAM as well, and has just used a translation of it. */
  const prepared = () => {
    const board = new Board({ harts: 2 });
    board.call(0x48534d, 0, [1n, BigInt(payload + 0x1000), 0n]);
    board.step(1);
    const hart = board.harts[1]!;
    board.memory.write(root, 8, gigapage);
    board.memory.write(root + 16, 8, gigapage);
    hart.write(satp, (8n << 60n) | BigInt(root / 4096));
    hart.write(stvec, BigInt(payload + 0x3000));
    hart.setX(11, 0x30_0000n);
    board.execute(ld, 1);
    expect(hart.read(scause)).toBe(0n);
    return { board, hart };
  };

  test.each([1, 2])('function %s: the other hart no longer uses a translation that was taken away', (fid) => {
    const { board, hart } = prepared();
    board.memory.write(root, 8, 0n);
    board.call(RFENCE, fid, [0b10n, 0n, 0x30_0000n, 0x1000n, 0n]);
    board.execute(ld, 1);
    expect(hart.read(scause)).toBe(13n);
  });
});
