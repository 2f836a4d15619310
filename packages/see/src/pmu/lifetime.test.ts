import { mcyclecfg, minstret, mip } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, payload } from '../testing/board.ts';
import {
  PMU,
  CONFIG,
  START,
  READ,
  READ_HI,
  SKIP_MATCH,
  AUTO_START,
  UINH,
  RESET,
  CYCLES,
  INSTRUCTIONS,
  SET_TIMER,
  ones,
  sampling,
  OK,
  INVALID_PARAM,
  bit,
  stopped,
  config,
  start,
  stop,
  runs,
  event,
} from '../testing/counters.ts';

const HSM = 0x48534d;

// priv "Count Overflow Control"; OpenSBI 1.9 clears OF as a counter starts, unless LCOFIP is pending (pmu_ctr_enable_irq_hw).
describe('overflow', () => {
  const overflowAfter = (board: Board, n: number) => start(board, bit(3), 1n, ones - BigInt(n) + 1n);

  test('a counter that wraps sets OF and LCOFIP, and starts again with OF clear once LCOFIP is', () => {
    const { board, hart } = stopped();
    config(board, bit(3), 0n, INSTRUCTIONS);
    expect(hart.get(event(3).OF)).toBe(0);
    overflowAfter(board, 2);
    board.execute(0x13);
    expect([hart.get(event(3).OF), hart.get(mip.LCOFIP)]).toEqual([0, 0]);
    board.execute(0x13);
    expect([hart.get(event(3).OF), hart.get(mip.LCOFIP)]).toEqual([1, 1]);
    stop(board, bit(3));
    expect(hart.get(event(3).OF)).toBe(1);
    hart.set(mip.LCOFIP, 0);
    overflowAfter(board, 2);
    expect(hart.get(event(3).OF)).toBe(0);
  });

  test('OF outlives start, reset and configuration while LCOFIP is pending', () => {
    const { board, hart } = stopped();
    config(board, bit(3), 0n, INSTRUCTIONS);
    config(board, bit(4), 0n, CYCLES);
    overflowAfter(board, 1);
    board.execute(0x13);
    stop(board, bit(3));
    start(board, bit(3), 1n, 0n);
    expect(hart.get(event(3).OF)).toBe(1);
    stop(board, bit(3), RESET);
    expect(hart.get(event(3).OF)).toBe(1);
    config(board, bit(3), 0n, CYCLES);
    expect(hart.get(event(3).OF)).toBe(1);
    // That of a counter that did not overflow stays clear.
    start(board, bit(4));
    expect(hart.get(event(4).OF)).toBe(0);
    hart.set(mip.LCOFIP, 0);
    stop(board, bit(3), RESET);
    expect(hart.get(event(3).OF)).toBe(0);
  });
});

describe('counter_fw_read and counter_fw_read_hi', () => {
  test('a hardware counter and an invalid one are INVALID_PARAM', () => {
    const { board } = stopped();
    for (const n of [0n, 1n, 3n, 18n, 35n, 1n << 32n, ones])
      for (const fid of [READ, READ_HI]) expect(board.call(PMU, fid, [n])).toEqual([INVALID_PARAM, 0n]);
  });

  test('all 64 bits in one, nothing in the other', () => {
    const { board } = stopped();
    config(board, bit(19), 0n, SET_TIMER);
    start(board, bit(19), 1n, 0x1234_5678_9abc_def0n);
    expect(board.call(PMU, READ, [19n])).toEqual([OK, 0x1234_5678_9abc_def0n]);
    expect(board.call(PMU, READ_HI, [19n])).toEqual([OK, 0n]);
  });
});

describe('what becomes of it', () => {
  test('a hart that stops and starts has no events, and the firmware counts nothing for it', () => {
    const board = new Board({ isa: sampling, harts: 2 });
    const enter = () => {
      board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
      board.step(1);
    };
    enter();
    board.call(PMU, CONFIG, [0n, bit(3), AUTO_START | UINH, CYCLES, 0n], 1);
    board.call(PMU, CONFIG, [0n, bit(19), AUTO_START, SET_TIMER, 0n], 1);
    board.call(PMU, CONFIG, [0n, bit(0), SKIP_MATCH | UINH, CYCLES, 0n], 1);
    board.call(HSM, 1, [], 1);
    enter();
    const hart = board.harts[1]!;
    expect([runs(hart, 0), runs(hart, 3), hart.read(event(3)) & 0xffn, hart.read(mcyclecfg)]).toEqual([
      true,
      false,
      0n,
      0n,
    ]);
    for (const n of [3, 19]) expect(board.call(PMU, START, [0n, bit(n), 0n, 0n], 1)[0]).toBe(INVALID_PARAM);
  });

  test('a reset of the system forgets all, and a snapshot holds all', () => {
    const { board } = stopped();
    config(board, bit(19), AUTO_START, SET_TIMER);
    const saved = board.firmware.save();
    board.call(0x54494d45, 0, [ones]);
    expect(board.call(PMU, READ, [19n])).toEqual([OK, 1n]);
    board.firmware.restore(saved);
    expect(board.call(PMU, READ, [19n])).toEqual([OK, 0n]);
    expect(board.firmware.save().services['PMU']).toEqual(structuredClone(saved.services['PMU']));
    board.boot();
    expect(start(board, bit(19))).toBe(INVALID_PARAM);
    expect(board.harts[0]!.read(minstret) >= 0n).toBe(true);
  });
});
