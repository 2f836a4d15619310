import { mie, mip, sip } from '@hartlab/hart';
import { expect, test } from 'vitest';
import { Board } from '../testing/board.ts';

const TIME = 0x54494d45;
const NOP = 0x0000_0013;

test('the timer interrupt reaches S-mode at its time and not before', () => {
  const board = new Board();
  const [hart] = board.harts;
  expect(board.call(TIME, 0, [100n])).toEqual([0n, 0n]);
  board.advanceTo(99n);
  board.execute(NOP);
  expect(hart!.read(sip)).toBe(0n);
  board.advanceTo(100n);
  const { pc } = hart!;
  board.execute(NOP);
  expect(hart!.read(sip)).toBe(mip.STIP.mask);
  expect(hart).toMatchObject({ pc, privilege: 'S' });
  // The firmware's own timer rests, or it would interrupt for ever.
  expect(hart!.get(mie.MTIE)).toBe(0);
  board.execute(NOP);
  expect(hart!.pc).toBe(pc + 4n);
});

test('a time in the future takes back an interrupt that is pending', () => {
  const board = new Board();
  const [hart] = board.harts;
  board.advanceTo(50n);
  board.call(TIME, 0, [10n]);
  board.execute(NOP);
  expect(hart!.read(sip)).toBe(mip.STIP.mask);
  board.call(TIME, 0, [-1n]);
  expect(hart!.read(sip)).toBe(0n);
  board.advanceTo(2n ** 63n);
  board.execute(NOP);
  expect(hart!.read(sip)).toBe(0n);
});

test('with Sstc the comparator is stimecmp, and the firmware is not needed', () => {
  const board = new Board({ isa: 'rv64imac_zicntr_sstc' });
  const [hart] = board.harts;
  board.call(TIME, 0, [100n]);
  expect(hart!.get(mie.MTIE)).toBe(0);
  board.advanceTo(99n);
  expect(hart!.read(sip)).toBe(0n);
  board.advanceTo(100n);
  expect(hart!.read(sip)).toBe(mip.STIP.mask);
  board.call(TIME, 0, [101n]);
  expect(hart!.read(sip)).toBe(0n);
});
