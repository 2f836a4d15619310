import { mip, sip } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, payload } from '../testing/board.ts';

const IPI = 0x735049;
const HSM = 0x48534d;
const ALL = -1n;

/** A board whose first `started` harts run in S-mode, each in a place of its own. */
function boardWith(harts: number, started = harts): Board {
  const board = new Board({ harts });
  for (let index = 1; index < started; index++) {
    board.call(HSM, 0, [BigInt(index), BigInt(payload + 0x1000 * index), 0n]);
    board.step(index);
  }
  return board;
}
const software = (board: Board) => {
  board.harts.forEach((hart, index) => hart.stopped || board.execute(0x13, index));
  return board.harts.map((hart) => hart.read(sip) === mip.SSIP.mask);
};

describe('send_ipi', () => {
  test('interrupts the harts named, the caller included', () => {
    const board = boardWith(3);
    expect(board.call(IPI, 0, [0b101n, 0n])).toEqual([0n, 0n]);
    expect(software(board)).toEqual([true, false, true]);
    expect(board.call(IPI, 0, [0b1n, 1n])).toEqual([0n, 0n]);
    expect(software(board)).toEqual([true, true, true]);
  });

  test('interrupts once: the hart can take the interrupt back, and later ones for the firmware alone leave it so', () => {
    const board = boardWith(2);
    board.call(IPI, 0, [0b10n, 0n]);
    expect(software(board)).toEqual([false, true]);
    const hart = board.harts[1]!;
    expect(hart.read(mip)).toBe(mip.SSIP.mask);
    hart.write(sip, 0n);
    board.sendIpi(1n);
    expect(software(board)).toEqual([false, false]);
    expect(hart.read(mip)).toBe(0n);
  });

  test('base -1 is all harts; a mask of 0 is none', () => {
    const board = boardWith(3);
    expect(board.call(IPI, 0, [0n, 0n])).toEqual([0n, 0n]);
    expect(software(board)).toEqual([false, false, false]);
    expect(board.call(IPI, 0, [0n, ALL])).toEqual([0n, 0n]);
    expect(software(board)).toEqual([true, true, true]);
  });

  test('a hart that is not there makes it fail for all', () => {
    const board = boardWith(2);
    expect(board.call(IPI, 0, [0b111n, 0n])[0]).toBe(-3n);
    expect(board.call(IPI, 0, [1n, 64n])[0]).toBe(-3n);
    expect(software(board)).toEqual([false, false]);
  });

  test('a stopped hart is skipped, and does not find the interrupt when it starts', () => {
    const board = boardWith(2, 1);
    expect(board.call(IPI, 0, [0b10n, 0n])).toEqual([0n, 0n]);
    board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    board.step(1);
    expect(software(board)).toEqual([false, false]);
    // Nor does the next one that only brings it into the firmware make it appear.
    board.sendIpi(1n);
    expect(software(board)).toEqual([false, false]);
  });

  /*
   * sbi "Hart list parameter": invalid is a hart that is not available to the supervisor; a stopped one is. OpenSBI's
   * commit 110f2851 mends its 1.9, which answers INVALID_PARAM there and so breaks Linux's CPU hotplug.
   */
  test('a stopped hart among others does not make it fail for them', () => {
    const board = boardWith(3, 2);
    expect(board.call(IPI, 0, [0b111n, 0n])).toEqual([0n, 0n]);
    expect(software(board)).toEqual([true, true, false]);
    board.call(HSM, 1, [], 1);
    board.harts[0]!.set(mip.SSIP, 0);
    expect(board.call(IPI, 0, [0b11n, 0n])).toEqual([0n, 0n]);
    expect(software(board)).toEqual([true, true, false]);
  });

  test('an IPI that only brings a hart into the firmware interrupts no supervisor', () => {
    const board = boardWith(2);
    board.call(IPI, 0, [0b10n, 0n]);
    expect(software(board)).toEqual([false, true]);
    board.harts[1]!.set(mip.SSIP, 0);
    board.sendIpi(1n);
    expect(software(board)).toEqual([false, false]);
  });
});
