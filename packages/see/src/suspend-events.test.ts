import { mie, satp, sepc, sip, sstatus } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, payload } from './testing/board.ts';

const SSE = 0x535345;
const HSM = 0x48534d;
const SUSP = 0x53555350;
const TIME = 0x54494d45;
const [READ, WRITE, REGISTER, ENABLE, COMPLETE, INJECT, UNMASK] = [0, 1, 2, 4, 6, 7, 8] as const;
const PREFERRED_HART = 3n;
const local = 0xffff_0000n;
const global = 0xffff_8000n;
const handler = BigInt(payload + 0x6000);
const resumed = BigInt(payload + 0x1000);
const buffer = payload + 0x7000;
const NOP = 0x13;
const [ENABLED, PENDING, RUNNING] = [2n, 4n, 3n] as const;

interface Sleep {
  readonly name: string;
  readonly call: readonly [eid: number, fid: number, args: readonly bigint[]];
  /** Whether the hart goes on where it was. */
  readonly isRetentive: boolean;
  /** Whether the other harts must be stopped. */
  readonly isOfSystem: boolean;
}
const sleeps: readonly Sleep[] = [
  { name: 'a retentive suspend', call: [HSM, 3, [0n, 0n, 0n]], isRetentive: true, isOfSystem: false },
  { name: 'a non-retentive suspend', call: [HSM, 3, [1n << 31n, resumed, 7n]], isRetentive: false, isOfSystem: false },
  { name: 'a system suspend', call: [SUSP, 0, [0n, resumed, 7n]], isRetentive: false, isOfSystem: true },
];

/** A supervisor with an event that is registered and enabled on hart 0, and with the other harts as the sleep has them. */
function prepared({ isOfSystem }: Sleep, event: bigint, harts: number, unmasked: boolean) {
  const board = new Board({ harts });
  for (let hart = 1; hart < harts && !isOfSystem; hart++) {
    board.call(HSM, 0, [BigInt(hart), resumed + BigInt(0x100 * hart), 0n]);
    board.step(hart);
  }
  for (const [fid, args] of [
    [REGISTER, [event, handler, 0x77n]],
    [ENABLE, [event]],
  ] as const)
    expect(board.call(SSE, fid, args)).toEqual([0n, 0n]);
  if (unmasked) board.call(SSE, UNMASK);
  return { board, hart: board.harts[0]! };
}

/** Puts hart 0 to sleep. Answers where it goes on. */
function sleep(board: Board, { call: [eid, fid, args], isRetentive }: Sleep): bigint {
  const { pc } = board.harts[0]!;
  board.call(eid, fid, args);
  for (let step = 0; step < 3; step++) board.step();
  expect(board.harts[0]).toMatchObject({ waiting: true, privilege: 'M' });
  return isRetentive ? pc + 4n : resumed;
}
const status = (board: Board, event: bigint) => {
  expect(board.call(SSE, READ, [event, 0n, 1n, BigInt(buffer), 0n])).toEqual([0n, 0n]);
  return board.memory.read(buffer, 8) & 7n;
};

const cases = sleeps.flatMap((each) =>
  [1, 4].flatMap((harts) =>
    [local, global].map((event) => [each.name, harts, event.toString(16), each, event] as const),
  ),
);

// sbi "Software Event Injection" and "Hart State Management Extension": an event is a "platform specific hardware event".
describe.each(cases)('an event that comes during %s, %i harts, event 0x%s', (_name, harts, _hex, each, event) => {
  test('unmasked: wakes the hart, and interrupts the supervisor before its first instruction', () => {
    const { board, hart } = prepared(each, event, harts, true);
    const at = sleep(board, each);
    expect(board.firmware.signal(Number(event), 0n)).toBe(true);
    board.step();
    expect(hart).toMatchObject({ pc: handler, privilege: 'S', V: false, waiting: false });
    expect([hart.read(sepc), hart.x(16), hart.x(17)]).toEqual([at, 0n, 0x77n]);
    expect([hart.x(10), hart.x(11)]).toEqual([0n, each.isRetentive ? 0n : 7n]);
    board.execute(NOP);
    expect(status(board, event)).toBe(RUNNING);
    board.call(SSE, COMPLETE);
    expect([hart.pc, hart.read(satp), hart.get(sstatus.SIE)]).toEqual([at, 0n, 0]);
    expect(status(board, event)).toBe(ENABLED);
  });

  test('masked: wakes the hart as well, and waits until it is unmasked', () => {
    const { board, hart } = prepared(each, event, harts, false);
    const at = sleep(board, each);
    board.firmware.signal(Number(event), 0n);
    board.step();
    expect(hart).toMatchObject({ pc: at, privilege: 'S', waiting: false });
    board.execute(NOP);
    expect(status(board, event)).toBe(ENABLED | PENDING);
    const { pc } = hart;
    expect(board.call(SSE, UNMASK)[0]).toBe(0n);
    expect([hart.pc, hart.read(sepc)]).toEqual([handler, pc + 4n]);
    expect(status(board, event)).toBe(RUNNING);
  });
});

test('an event of the system goes from a hart that stops to the last one, and wakes that', () => {
  const board = new Board({ harts: 4 });
  for (const hart of [1, 2, 3]) {
    board.call(HSM, 0, [BigInt(hart), resumed + BigInt(0x100 * hart), 0n]);
    board.step(hart);
  }
  expect(board.call(SSE, REGISTER, [global, handler, 0x77n])).toEqual([0n, 0n]);
  board.memory.write(buffer, 8, 3n);
  expect(board.call(SSE, WRITE, [global, PREFERRED_HART, 1n, BigInt(buffer), 0n])).toEqual([0n, 0n]);
  board.call(SSE, ENABLE, [global]);
  board.call(SSE, UNMASK);
  for (const hart of [1, 2, 3]) board.call(HSM, 1, [], hart);
  board.call(SUSP, 0, [0n, resumed, 0n]);
  board.firmware.signal(Number(global), 0n);
  board.harts.forEach((_, hart) => board.step(hart));
  const [first, ...others] = board.harts;
  expect([first!.pc, first!.read(sepc), first!.x(16)]).toEqual([handler, resumed, 0n]);
  expect(others.map(({ stopped }) => stopped)).toEqual([true, true, true]);
});

describe.each(sleeps)('what SSE remembers across $name', (each) => {
  /** Sleeps until a timer goes off. */
  const sleepUntilAlarm = (board: Board) => {
    board.harts[0]!.set(mie.STIE, 1);
    board.call(TIME, 0, [board.time + 100n]);
    const at = sleep(board, each);
    board.advanceTo(board.time + 100n);
    board.step();
    expect(board.harts[0]!.pc).toBe(at);
    board.execute(NOP);
    expect(board.harts[0]!.read(sip)).toBe(0x20n);
  };

  test('an event that was pending and masked: all of it', () => {
    const { board, hart } = prepared(each, local, 1, false);
    board.call(SSE, INJECT, [local, 0n]);
    sleepUntilAlarm(board);
    expect(status(board, local)).toBe(ENABLED | PENDING);
    board.call(SSE, UNMASK);
    expect([hart.pc, hart.x(17)]).toEqual([handler, 0x77n]);
  });

  test('that events are unmasked', () => {
    const { board, hart } = prepared(each, local, 1, true);
    sleepUntilAlarm(board);
    board.call(SSE, INJECT, [local, 0n]);
    expect(hart.pc).toBe(handler);
  });

  test('the handler that was running, and whom it interrupted', () => {
    const { board, hart } = prepared(each, local, 1, true);
    const interrupted = hart.pc + 4n;
    board.call(SSE, INJECT, [local, 0n]);
    expect(hart.read(sepc)).toBe(interrupted);
    sleepUntilAlarm(board);
    expect(status(board, local)).toBe(RUNNING);
    board.call(SSE, COMPLETE);
    expect(hart.pc).toBe(interrupted);
  });

  test('an event that is signalled in its handler’s sleep comes again after complete', () => {
    const { board, hart } = prepared(each, local, 1, true);
    board.call(SSE, INJECT, [local, 0n]);
    const at = sleep(board, each);
    board.firmware.signal(Number(local), 0n);
    board.step();
    expect(hart.pc).toBe(at);
    board.execute(NOP);
    board.call(SSE, COMPLETE);
    expect([hart.pc, status(board, local)]).toEqual([handler, RUNNING]);
  });
});
