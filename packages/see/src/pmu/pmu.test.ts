import { countedEvents, mcycle, mcyclecfg } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, payload } from '../testing/board.ts';
import {
  PMU,
  NUM,
  INFO,
  CONFIG,
  START,
  STOP,
  SKIP_MATCH,
  CLEAR_VALUE,
  AUTO_START,
  VUINH,
  VSINH,
  UINH,
  SINH,
  RESET,
  CYCLES,
  INSTRUCTIONS,
  RAW,
  RAW_V2,
  FIRMWARE,
  SET_TIMER,
  ones,
  sampling,
  OK,
  NOT_SUPPORTED,
  INVALID_PARAM,
  ALREADY_STARTED,
  ALREADY_STOPPED,
  every,
  bit,
  stopped,
  config,
  start,
  stop,
  runs,
  event,
  counter,
} from '../testing/counters.ts';

const HSM = 0x48534d;

// QEMU 11.1 with OpenSBI 1.9 has "16 firmware and 18 hardware counters", says Linux.
describe('the counters', () => {
  const info = (board: Board, n: bigint) => board.call(PMU, INFO, [n]);

  test('19 by the numbers of their CSRs, but for that of time, and 16 of the firmware', () => {
    const board = new Board({ isa: sampling });
    expect(board.call(PMU, NUM)).toEqual([OK, 35n]);
    for (let n = 0n; n < 19n; n += 1n)
      expect(info(board, n)).toEqual(n === 1n ? [INVALID_PARAM, 0n] : [OK, (0xc00n + n) | (63n << 12n)]);
    for (let n = 19n; n < 35n; n += 1n) expect(info(board, n)[1] < 0n).toBe(true);
    for (const n of [35n, 64n, 1n << 32n, ones]) expect(info(board, n)).toEqual([INVALID_PARAM, 0n]);
  });

  test('a hart without Zihpm, or without Zicntr, has those only that it has', () => {
    const fixedOnly = new Board({ isa: 'rv64ih_zicntr' });
    expect(fixedOnly.call(PMU, NUM)).toEqual([OK, 19n]);
    expect([0n, 1n, 2n, 3n].map((n) => info(fixedOnly, n)[1] < 0n)).toEqual([false, false, false, true]);
    expect(info(fixedOnly, 1n)[0]).toBe(INVALID_PARAM);
    const programmableOnly = new Board({ isa: 'rv64ih_zihpm' });
    expect([0n, 2n, 3n].map((n) => info(programmableOnly, n)[0])).toEqual([INVALID_PARAM, INVALID_PARAM, OK]);
    expect(new Board({ isa: 'rv64ih' }).call(PMU, NUM)).toEqual([OK, 16n]);
  });

  test('there is no tenth function', () => {
    expect(new Board().call(PMU, 9)).toEqual([NOT_SUPPORTED, 0n]);
  });
});

describe('a set of counters', () => {
  // sbi: INVALID_PARAM where "set of counters has at least one invalid counter".
  test.each([
    ['time', 0n, 0b10n],
    ['time among others', 0n, 0b111n],
    ['one beyond the last', 0n, 1n << 35n],
    ['one beyond the last, by the base', 35n, 1n],
    ['one beyond 2^64, which would be counter 0', ones, 0b10n],
    // Silent; OpenSBI 1.9 (sbi_pmu.c, pmu_ctr_idx_validate) and KVM (vcpu_pmu.c, kvm_pmu_validate_counter_mask).
    ['none', 3n, 0n],
  ])('%s is invalid', (_, base, mask) => {
    const { board } = stopped();
    expect(board.call(PMU, CONFIG, [base, mask, 0n, CYCLES, 0n])[0]).toBe(INVALID_PARAM);
    expect(board.call(PMU, START, [base, mask, 0n, 0n])[0]).toBe(INVALID_PARAM);
    expect(board.call(PMU, STOP, [base, mask, 0n])[0]).toBe(INVALID_PARAM);
  });

  test('of which one is invalid is left alone', () => {
    const { board, hart } = stopped();
    config(board, bit(3), 0n, CYCLES);
    expect(start(board, bit(3) | 2n)).toBe(INVALID_PARAM);
    expect(runs(hart, 3)).toBe(false);
    start(board, bit(3));
    expect(stop(board, bit(3) | 2n)).toBe(INVALID_PARAM);
    expect(runs(hart, 3)).toBe(true);
  });

  test('begins at its base', () => {
    const { board, hart } = stopped();
    expect(board.call(PMU, CONFIG, [4n, 0b101n, 0n, CYCLES, 0n])).toEqual([OK, 4n]);
    expect(board.call(PMU, CONFIG, [4n, 0b101n, 0n, CYCLES, 0n])).toEqual([OK, 6n]);
    expect(board.call(PMU, START, [4n, 0b101n, 1n, 9n])[0]).toBe(OK);
    expect([4, 5, 6].map((n) => runs(hart, n))).toEqual([true, false, true]);
    expect(hart.read(counter(6)) >= 9n).toBe(true);
  });
});

describe('counter_config_matching', () => {
  test('flags beyond the eighth are INVALID_PARAM', () => {
    const { board } = stopped();
    for (const flag of [1n << 8n, 1n << 32n, 1n << 63n])
      expect(config(board, every, flag, CYCLES)).toEqual([INVALID_PARAM, 0n]);
    expect(config(board, every, 0xf8n, CYCLES)).toEqual([OK, 3n]);
  });

  test('an event that no counter can monitor is NOT_SUPPORTED', () => {
    const { board } = stopped();
    // A cache miss, the reserved event 0, a reserved type, data where none belongs, a reserved firmware event, platform's.
    for (const [event_idx, data] of [
      [3n, 0n],
      [0n, 0n],
      [4n << 16n, 0n],
      [1n << 20n, 0n],
      [(1n << 32n) | CYCLES, 0n],
      [CYCLES, 1n],
      [0x1_0001n, 0n],
      [0x1_0006n, 0n],
      [0x1_0038n, 0n],
      [FIRMWARE | 22n, 0n],
      [FIRMWARE | 255n, 0n],
      [FIRMWARE | 256n, 0n],
      [FIRMWARE | 0xffffn, 0n],
      [SET_TIMER, 1n],
      [RAW, 0x999n],
      [RAW | 1n, 1n],
      [RAW, (1n << 48n) | 1n],
      [RAW_V2, (1n << 56n) | 1n],
      [RAW_V2, (1n << 48n) | 1n],
    ] as const)
      expect([event_idx, data, config(board, every, 0n, event_idx, data)]).toEqual([
        event_idx,
        data,
        [NOT_SUPPORTED, 0n],
      ]);
    expect(config(board, bit(19), 0n, CYCLES)[0]).toBe(NOT_SUPPORTED);
    expect(config(board, bit(3), 0n, SET_TIMER)[0]).toBe(NOT_SUPPORTED);
    // An invalid set is found out first.
    expect(config(board, 2n, 0n, 0n)[0]).toBe(INVALID_PARAM);
  });

  test('every event that the hart counts, by its event_idx and as both kinds of raw event', () => {
    const { board, hart } = stopped();
    for (const selector of Object.values(countedEvents)) {
      const isStandard = selector < 0x100 || selector >= 0x1_0000;
      const calls = [
        [RAW, BigInt(selector)],
        [RAW_V2, BigInt(selector)],
        ...(isStandard ? [[BigInt(selector), 0n] as const] : []),
      ] as const;
      for (const [event_idx, data] of calls) {
        expect(config(board, bit(7), 0n, event_idx, data)).toEqual([OK, 7n]);
        expect(hart.read(event(7))).toBe(BigInt(selector) | event(7).MINH.mask);
        stop(board, bit(7), RESET);
        expect(hart.read(event(7))).toBe(event(7).MINH.mask);
      }
    }
  });

  test('filters are the bits of the same names, and M-mode is left out whatever is asked', () => {
    const { board, hart } = stopped();
    const { VUINH: vu, VSINH: vs, UINH: u, SINH: s, MINH: m } = event(3);
    const flags = [VUINH, VSINH, UINH, SINH, 0x80n, 0n] as const;
    [vu.mask, vs.mask, u.mask, s.mask, 0n, 0n].forEach((mask, n) => {
      config(board, bit(3), flags[n]!, INSTRUCTIONS);
      expect(hart.read(event(3))).toBe(2n | m.mask | mask);
      stop(board, bit(3), RESET);
    });
    config(board, bit(0), SINH, CYCLES);
    expect(hart.read(mcyclecfg)).toBe(mcyclecfg.SINH.mask | mcyclecfg.MINH.mask);
    stop(board, bit(0), RESET);
    expect(hart.read(mcyclecfg)).toBe(0n);
  });

  test('takes the first counter that is free: no event mapped to it, and stopped', () => {
    const { board } = stopped();
    expect(config(board, every, 0n, CYCLES)).toEqual([OK, 3n]);
    expect(config(board, every, 0n, CYCLES)).toEqual([OK, 4n]);
    start(board, bit(4));
    stop(board, bit(4));
    // Stopped for a while, it is still its event's.
    expect(config(board, bit(4), 0n, CYCLES)).toEqual([NOT_SUPPORTED, 0n]);
    stop(board, bit(4), RESET);
    expect(config(board, every, 0n, CYCLES)).toEqual([OK, 4n]);
  });

  test('cycles and instructions have a counter of their own, which comes last where others can overflow', () => {
    const { board } = stopped();
    for (let n = 3n; n <= 18n; n += 1n) expect(config(board, every, 0n, INSTRUCTIONS)).toEqual([OK, n]);
    expect(config(board, every, SINH, INSTRUCTIONS)).toEqual([OK, 2n]);
    expect(config(board, every, 0n, INSTRUCTIONS)).toEqual([NOT_SUPPORTED, 0n]);
    expect(config(board, every, 0n, CYCLES)).toEqual([OK, 0n]);
    const { board: plain } = stopped('rv64imach_zicntr_zihpm');
    expect(config(plain, every, 0n, CYCLES)).toEqual([OK, 0n]);
    expect(config(plain, every, SINH, INSTRUCTIONS)).toEqual([OK, 2n]);
    expect(config(plain, every, 0n, CYCLES)).toEqual([OK, 3n]);
    // A raw event says what mhpmevent is to hold, so no fixed counter can be meant.
    expect(config(stopped().board, bit(0), 0n, RAW, CYCLES)).toEqual([NOT_SUPPORTED, 0n]);
  });

  test('a counter that cannot leave out what is to be left out is none, where others can', () => {
    const { board } = stopped('rv64imach_zicntr_zihpm_sscofpmf');
    expect(config(board, bit(0), UINH, CYCLES)).toEqual([NOT_SUPPORTED, 0n]);
    expect(config(board, bit(0), 0n, CYCLES)).toEqual([OK, 0n]);
  });

  test('a counter that runs is not taken: at boot, the fixed ones', () => {
    const board = new Board({ isa: sampling });
    expect(config(board, bit(0), 0n, CYCLES)).toEqual([NOT_SUPPORTED, 0n]);
    expect(config(board, bit(0), SKIP_MATCH, CYCLES)).toEqual([OK, 0n]);
  });

  test('SKIP_MATCH takes the first of the set, whatever it counts now', () => {
    const { board, hart } = stopped();
    config(board, bit(5), AUTO_START, CYCLES);
    expect(config(board, bit(5) | bit(6), SKIP_MATCH, INSTRUCTIONS)).toEqual([OK, 5n]);
    expect(runs(hart, 5)).toBe(true);
    expect(hart.read(event(5)) & 0xffn).toBe(INSTRUCTIONS);
    // One that cannot monitor the event is still none, though the next could.
    expect(config(board, bit(0) | bit(6), SKIP_MATCH, INSTRUCTIONS)).toEqual([NOT_SUPPORTED, 0n]);
  });

  test('CLEAR_VALUE clears the value, AUTO_START leaves it alone', () => {
    const { board, hart } = stopped();
    hart.write(counter(3), 77n);
    config(board, bit(3), 0n, RAW, BigInt(countedEvents.interrupts));
    expect([hart.read(counter(3)), runs(hart, 3)]).toEqual([77n, false]);
    stop(board, bit(3), RESET);
    config(board, bit(3), AUTO_START, RAW, BigInt(countedEvents.interrupts));
    expect([hart.read(counter(3)), runs(hart, 3)]).toEqual([77n, true]);
    config(board, bit(3), SKIP_MATCH | CLEAR_VALUE, RAW, BigInt(countedEvents.interrupts));
    expect(hart.read(counter(3))).toBe(0n);
    hart.write(mcycle, 5n);
    config(board, bit(0), CLEAR_VALUE, CYCLES);
    expect(hart.read(mcycle)).toBe(0n);
  });
});

describe('counter_start and counter_stop', () => {
  test('reserved flags are INVALID_PARAM, and so are both initial values at once', () => {
    const { board, hart } = stopped();
    config(board, bit(3), 0n, CYCLES);
    for (const flags of [4n, 1n << 63n, 3n]) expect(start(board, bit(3), flags)).toBe(INVALID_PARAM);
    expect(runs(hart, 3)).toBe(false);
    start(board, bit(3));
    for (const flags of [4n, 1n << 63n]) expect(stop(board, bit(3), flags)).toBe(INVALID_PARAM);
    expect(runs(hart, 3)).toBe(true);
  });

  test('a counter without an event cannot start; the fixed ones always have theirs', () => {
    const { board, hart } = stopped();
    expect(start(board, bit(3))).toBe(INVALID_PARAM);
    expect(start(board, bit(19))).toBe(INVALID_PARAM);
    expect(start(board, 0b101n)).toBe(OK);
    expect([runs(hart, 0), runs(hart, 2)]).toEqual([true, true]);
  });

  test('ALREADY_STARTED, once the others of the set have been started; it keeps its value', () => {
    const { board, hart } = stopped();
    for (const n of [3, 4]) config(board, bit(n), 0n, RAW, BigInt(countedEvents.interrupts));
    expect(start(board, bit(3), 1n, 5n)).toBe(OK);
    expect(start(board, bit(3) | bit(4), 1n, 9n)).toBe(ALREADY_STARTED);
    expect([runs(hart, 4), hart.read(counter(3)), hart.read(counter(4))]).toEqual([true, 5n, 9n]);
    expect(stop(board, bit(3))).toBe(OK);
    // Without SET_INIT_VALUE it goes on from where it was.
    expect(start(board, bit(3), 0n, 9n)).toBe(OK);
    expect(hart.read(counter(3))).toBe(5n);
  });

  test('ALREADY_STOPPED, once the others have been stopped and all reset', () => {
    const { board, hart } = stopped();
    for (const n of [3, 4]) config(board, bit(n), 0n, CYCLES);
    start(board, bit(4));
    expect(stop(board, bit(3) | bit(4), RESET)).toBe(ALREADY_STOPPED);
    expect([runs(hart, 4), start(board, bit(3)), start(board, bit(4))]).toEqual([false, INVALID_PARAM, INVALID_PARAM]);
    expect(stop(board, bit(5))).toBe(ALREADY_STOPPED);
  });

  test('what counts is what the supervisor executes while they run', () => {
    const { board, hart } = stopped();
    config(board, bit(3), CLEAR_VALUE, INSTRUCTIONS);
    start(board, bit(3));
    for (let n = 0; n < 5; n++) board.execute(0x13);
    stop(board, bit(3));
    // ECALLs trap, so they are not among the instructions that complete.
    expect(hart.read(counter(3))).toBe(5n);
    board.execute(0x13);
    expect(hart.read(counter(3))).toBe(5n);
  });

  test('another hart counts on its own', () => {
    const board = new Board({ isa: sampling, harts: 2 });
    board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    board.step(1);
    config(board, bit(3), AUTO_START, CYCLES);
    expect(board.call(PMU, START, [3n, 1n, 0n, 0n], 1)[0]).toBe(INVALID_PARAM);
    expect(board.call(PMU, CONFIG, [3n, 1n, 0n, CYCLES, 0n], 1)).toEqual([OK, 3n]);
  });
});
