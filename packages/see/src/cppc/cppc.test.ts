import { cppcRegisters } from '@hartlab/sbi';
import { describe, expect, test } from 'vitest';
import { Board, payload } from '../testing/board.ts';

const CPPC = 0x43505043;
const HSM = 0x48534d;
const [PROBE, READ, READ_HI, WRITE] = [0, 1, 2, 3] as const;
const NOT_SUPPORTED = -2n;
const INVALID_PARAM = -3n;
const DENIED = -4n;

type Name = keyof typeof cppcRegisters;
const id = (name: Name) => BigInt(cppcRegisters[name]);

const read = (on: Board, name: Name, hart = 0) => {
  const [error, value] = on.call(CPPC, READ, [id(name)], hart);
  expect(error).toBe(0n);
  return value;
};

const write = (on: Board, name: Name, value: bigint, hart = 0) => on.call(CPPC, WRITE, [id(name), value], hart)[0];

/** What a call answers that leaves all that is remembered alone. */
const unchanged = (on: Board, fid: number, ...args: readonly bigint[]) => {
  const before = structuredClone(on.firmware.save().services['CPPC']);
  const answer = on.call(CPPC, fid, args);
  expect(on.firmware.save().services['CPPC']).toEqual(before);
  return answer;
};

/** The registers of the platform: widths and values after a reset, 1,000 ticks later. */
const registers: readonly (readonly [Name, width: bigint, value: bigint, writable: boolean])[] = [
  ['HighestPerformance', 32n, 150n, false],
  ['NominalPerformance', 32n, 100n, false],
  ['LowestNonlinearPerformance', 32n, 40n, false],
  ['LowestPerformance', 32n, 10n, false],
  ['GuaranteedPerformance', 0n, 0n, false],
  ['DesiredPerformance', 32n, 100n, true],
  ['MinimumPerformance', 32n, 10n, true],
  ['MaximumPerformance', 32n, 150n, true],
  ['PerformanceReductionTolerance', 0n, 0n, true],
  ['TimeWindow', 0n, 0n, true],
  ['CounterWraparoundTime', 64n, 1_844_674_407_370n, false],
  ['ReferencePerformanceCounter', 64n, 1000n, false],
  ['DeliveredPerformanceCounter', 64n, 1000n, false],
  ['PerformanceLimited', 32n, 0n, true],
  ['CPPCEnable', 32n, 0n, true],
  ['AutonomousSelectionEnable', 0n, 0n, true],
  ['AutonomousActivityWindow', 0n, 0n, true],
  ['EnergyPerformancePreference', 0n, 0n, true],
  ['ReferencePerformance', 32n, 100n, false],
  ['LowestFrequency', 0n, 0n, false],
  ['NominalFrequency', 0n, 0n, false],
  ['TransitionLatency', 32n, 0n, false],
];

// sbi "CPPC Extension", table "CPPC Registers": 0x0 to 0x14 and 0x80000000, and these may be written
test('every register of the table has a row here', () => {
  const ids = [...Array.from({ length: 0x15 }, (_, n) => n), 0x8000_0000];
  expect(registers.map(([name]) => cppcRegisters[name])).toEqual(ids);
  const writable = [0x5, 0x6, 0x7, 0x8, 0x9, 0xd, 0xe, 0xf, 0x10, 0x11];
  expect(registers.filter((row) => row[3]).map(([name]) => cppcRegisters[name])).toEqual(writable);
});

describe.each(registers)('%s', (name, width, value, writable) => {
  const on = new Board();
  on.advanceTo(1000n);

  test('probe answers its width, 0 if it is not there', () => {
    expect(unchanged(on, PROBE, id(name))).toEqual([0n, width]);
  });

  test('read answers its value, or NOT_SUPPORTED', () => {
    expect(unchanged(on, READ, id(name))).toEqual(width ? [0n, value] : [NOT_SUPPORTED, 0n]);
  });

  test('read_hi answers 0, or NOT_SUPPORTED', () => {
    expect(unchanged(on, READ_HI, id(name))).toEqual([width ? 0n : NOT_SUPPORTED, 0n]);
  });

  test('write, DENIED if it is read-only', () => {
    if (!width) expect(unchanged(on, WRITE, id(name), 1n)).toEqual([NOT_SUPPORTED, 0n]);
    else if (writable) expect(on.call(CPPC, WRITE, [id(name), 1n])).toEqual([0n, 0n]);
    else expect(unchanged(on, WRITE, id(name), 1n)).toEqual([DENIED, 0n]);
  });
});

test.each([0x15n, 0x7fff_ffffn, 0x8000_0001n, 0xffff_ffffn])('%i is reserved: INVALID_PARAM', (reserved) => {
  const on = new Board();
  for (const fid of [PROBE, READ, READ_HI, WRITE])
    expect(unchanged(on, fid, reserved, 1n)).toEqual([INVALID_PARAM, 0n]);
});

test('what the upper half of an ID says does not count', () => {
  const on = new Board();
  const junk = 0xdead_beef_0000_0000n;
  expect(on.call(CPPC, PROBE, [junk | id('TransitionLatency')])).toEqual([0n, 32n]);
  expect(on.call(CPPC, READ, [junk])).toEqual([0n, 150n]);
  expect(on.call(CPPC, READ_HI, [junk])).toEqual([0n, 0n]);
  expect(on.call(CPPC, WRITE, [junk | id('DesiredPerformance'), 7n])).toEqual([0n, 0n]);
  expect(read(on, 'DesiredPerformance')).toBe(7n);
});

test('registers of 32 bits keep the lower ones of what is written', () => {
  const on = new Board();
  write(on, 'MaximumPerformance', 0x1234_5678_9abc_def0n);
  expect(read(on, 'MaximumPerformance')).toBe(0x9abc_def0n);
  write(on, 'CPPCEnable', 0xffff_fffen);
  expect(read(on, 'CPPCEnable')).toBe(0n);
  write(on, 'CPPCEnable', 0xffff_ffffn);
  expect(read(on, 'CPPCEnable')).toBe(1n);
  write(on, 'PerformanceLimited', 3n);
  expect(read(on, 'PerformanceLimited')).toBe(0n);
});

describe('the delivered performance', () => {
  /** How far the counter goes in 1,000 ticks with these requests. */
  const in1000Ticks = (requests: Partial<Record<Name, bigint>>) => {
    const on = new Board();
    on.advanceTo(50n);
    for (const [name, value] of Object.entries(requests)) write(on, name as Name, value);
    const before = read(on, 'DeliveredPerformanceCounter');
    on.advanceTo(1050n);
    return read(on, 'DeliveredPerformanceCounter') - before;
  };

  test.each([
    ['nominal until CPPC is enabled', { DesiredPerformance: 150n }, 1000n],
    ['what is desired', { CPPCEnable: 1n, DesiredPerformance: 150n }, 1500n],
    ['what is desired, whatever the order', { DesiredPerformance: 40n, CPPCEnable: 1n }, 400n],
    ['no more than the hart can', { CPPCEnable: 1n, MaximumPerformance: 1000n, DesiredPerformance: 1000n }, 1500n],
    ['no less than the hart does', { CPPCEnable: 1n, MinimumPerformance: 0n, DesiredPerformance: 0n }, 100n],
    ['no more than the maximum', { CPPCEnable: 1n, MaximumPerformance: 70n }, 700n],
    ['no less than the minimum', { CPPCEnable: 1n, MinimumPerformance: 120n }, 1200n],
  ])('%s', (_, requests, ticks) => {
    expect(in1000Ticks(requests)).toBe(ticks);
  });

  test('the counter never jumps, and parts of a count are not lost', () => {
    const on = new Board();
    write(on, 'CPPCEnable', 1n);
    for (let tick = 1n; tick <= 100n; tick++) {
      write(on, 'DesiredPerformance', 51n);
      on.advanceTo(tick);
      write(on, 'DesiredPerformance', 51n);
    }
    expect(read(on, 'DeliveredPerformanceCounter')).toBe(51n);
    write(on, 'DesiredPerformance', 150n);
    expect(read(on, 'DeliveredPerformanceCounter')).toBe(51n);
  });

  test('the counter counts whole ticks of the reference', () => {
    const on = new Board();
    write(on, 'CPPCEnable', 1n);
    write(on, 'DesiredPerformance', 99n);
    on.advanceTo(1n);
    expect(read(on, 'DeliveredPerformanceCounter')).toBe(0n);
    on.advanceTo(2n);
    expect(read(on, 'DeliveredPerformanceCounter')).toBe(1n);
  });
});

describe('what a supervisor leaves behind', () => {
  const used = () => {
    const on = new Board({ harts: 2 });
    on.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    on.step(1);
    write(on, 'DesiredPerformance', 20n, 1);
    write(on, 'CPPCEnable', 1n, 1);
    return on;
  };

  test('each hart has its own registers', () => {
    const on = used();
    expect([read(on, 'DesiredPerformance'), read(on, 'DesiredPerformance', 1)]).toEqual([100n, 20n]);
  });

  test('a hart that stops asks for nothing any more, and its counters go on', () => {
    const on = used();
    on.advanceTo(1000n);
    on.call(HSM, 1, [], 1);
    on.advanceTo(2000n);
    on.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    on.step(1);
    expect([read(on, 'DesiredPerformance', 1), read(on, 'CPPCEnable', 1)]).toEqual([100n, 0n]);
    expect(read(on, 'DeliveredPerformanceCounter', 1)).toBe(200n + 1000n);
  });

  test('a reset', () => {
    const on = new Board();
    write(on, 'DesiredPerformance', 20n);
    on.boot();
    expect(read(on, 'DesiredPerformance')).toBe(100n);
  });

  test('a snapshot has it, and does not change', () => {
    const on = used();
    const saved = on.firmware.save();
    const before = structuredClone(saved);
    write(on, 'DesiredPerformance', 30n, 1);
    expect(saved).toEqual(before);
    on.firmware.restore(saved);
    expect(read(on, 'DesiredPerformance', 1)).toBe(20n);
  });
});
