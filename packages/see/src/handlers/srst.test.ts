import { describe, expect, test } from 'vitest';
import { Board } from '../testing/board.ts';

const SRST = 0x53525354;

// Expected values: the tables of sbi "System Reset Extension".
describe('system_reset', () => {
  test.each([
    [0n, 0n, 'shutdown', 0],
    [0n, 1n, 'shutdown', 1],
    [1n, 0n, 'cold', 0],
    [0x5_0000_0002n, 0x1_0000_0001n, 'warm', 1],
  ])('type %s, reason %s', (type, reason, name, code) => {
    const board = new Board();
    board.call(SRST, 0, [type, reason]);
    expect(board.resets).toEqual([[name, code]]);
    expect(board.harts[0]!.waiting).toBe(true);
  });

  test.each([
    [3n, 0n],
    [0xefff_ffffn, 0n],
    [0xf000_0000n, 0n],
    [0n, 2n],
    [0n, 0xdfff_ffffn],
    [0n, 0xe000_0000n],
    [0n, 0xffff_ffffn],
  ])('type %s, reason %s is INVALID_PARAM', (type, reason) => {
    const board = new Board();
    expect(board.call(SRST, 0, [type, reason])[0]).toBe(-3n);
    expect(board.resets).toEqual([]);
  });
});
