import { hstatus, mie, mip, satp, sip, sstatus } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, firmwareEnd, payload, ramBase, ramSize } from '../testing/board.ts';

const HSM = 0x48534d;
const IPI = 0x735049;
const TIME = 0x54494d45;
const NOP = 0x13;
const entry = BigInt(payload + 0x1000);
const elsewhere = BigInt(payload + 0x2000);
const end = BigInt(ramBase + ramSize);
const STARTED = 0n;
const STOPPED = 1n;
const START_PENDING = 2n;
const SUSPENDED = 4n;

const status = (board: Board, hartid: bigint) => board.call(HSM, 2, [hartid])[1];

// Expected values: the tables of sbi "Hart State Management Extension".
describe('hart_start', () => {
  test('a stopped hart is START_PENDING until it runs, and starts as the table of registers says', () => {
    const board = new Board({ harts: 2 });
    const [, hart] = board.harts;
    expect(status(board, 1n)).toBe(STOPPED);
    expect(board.call(HSM, 0, [1n, entry, 0x1234n])).toEqual([0n, 0n]);
    expect(status(board, 1n)).toBe(START_PENDING);
    board.step(1);
    expect(status(board, 1n)).toBe(STARTED);
    expect(hart).toMatchObject({ pc: entry, privilege: 'S', V: false, stopped: false, waiting: false });
    expect([hart!.x(10), hart!.x(11), hart!.read(satp), hart!.get(sstatus.SIE)]).toEqual([1n, 0x1234n, 0n, 0]);
  });

  test('errors', () => {
    const board = new Board({ harts: 2 });
    expect(board.call(HSM, 0, [2n, entry, 0n])[0]).toBe(-3n);
    expect(board.call(HSM, 0, [2n, 0n, 0n])[0]).toBe(-3n);
    for (const bad of [0n, BigInt(ramBase), BigInt(firmwareEnd - 1), end - 1n, end, 0x1000_0000n, -1n])
      expect(board.call(HSM, 0, [1n, bad, 0n])[0]).toBe(-5n);
    expect(board.call(HSM, 0, [0n, entry, 0n])[0]).toBe(-6n);
    expect(board.call(HSM, 0, [1n, end - 2n, 0n])[0]).toBe(0n);
    expect(board.call(HSM, 0, [1n, entry, 0n])[0]).toBe(-6n);
  });
});

test('hart_get_status of a hart that is not there', () => {
  expect(new Board({ harts: 2 }).call(HSM, 2, [2n])[0]).toBe(-3n);
});

describe('hart_stop', () => {
  test('the hart waits for hart_start, whatever else happens', () => {
    const board = new Board({ harts: 2 });
    board.call(HSM, 0, [1n, entry, 0n]);
    board.step(1);
    const [, hart] = board.harts;
    board.call(TIME, 0, [5n], 1);
    hart!.set(mip.SSIP, 1);
    // What the first life leaves behind, the second must not find.
    for (const field of [sstatus.SIE, sstatus.SUM, hstatus.SPVP, hstatus.SPV]) hart!.set(field, 1);
    board.memory.write(payload + 0x8010, 8, ((0x8000_0000n >> 12n) << 10n) | 0xcfn);
    hart!.write(satp, (8n << 60n) | BigInt((payload + 0x8000) / 4096));
    board.call(HSM, 1, [], 1);
    expect(hart).toMatchObject({ stopped: true, waiting: true });
    expect(status(board, 1n)).toBe(STOPPED);
    board.advanceTo(10n);
    board.call(IPI, 0, [0b10n, 0n]);
    board.step(1);
    expect(hart).toMatchObject({ stopped: true, waiting: true });
    board.call(HSM, 0, [1n, elsewhere, 7n]);
    board.step(1);
    expect(hart).toMatchObject({ pc: elsewhere, privilege: 'S', stopped: false });
    expect([hart!.x(10), hart!.x(11), hart!.read(sip), hart!.read(satp)]).toEqual([1n, 7n, 0n, 0n]);
    expect([sstatus.SIE, sstatus.SUM, hstatus.SPVP, hstatus.SPV].map((field) => hart!.get(field))).toEqual([
      0, 0, 0, 0,
    ]);
  });
});

test('an IPI that a hart has not taken when it stops is not there when it starts again', () => {
  const board = new Board({ harts: 2 });
  const start = () => {
    board.call(HSM, 0, [1n, entry, 0n]);
    board.step(1);
  };
  start();
  board.call(IPI, 0, [0b10n, 0n]);
  // The hart calls before the IPI has come.
  board.clearIpi(1n);
  board.call(HSM, 1, [], 1);
  start();
  // One that means something else, such as an event.
  board.sendIpi(1n);
  board.step(1);
  expect(board.harts[1]!.read(sip)).toBe(0n);
});

describe('hart_suspend', () => {
  /** Two running harts; the second has suspended itself, with its timer interrupt enabled. */
  const suspended = (...args: bigint[]) => {
    const board = new Board({ harts: 2 });
    board.call(HSM, 0, [1n, entry, 0n]);
    board.step(1);
    const [, hart] = board.harts;
    hart!.set(mie.STIE, 1);
    board.call(TIME, 0, [100n], 1);
    const { pc } = hart!;
    board.call(HSM, 3, args, 1);
    return { board, hart: hart!, pc };
  };

  test('retentive: the call returns when an interrupt arrives', () => {
    const { board, hart, pc } = suspended(0n, 1n, 2n);
    expect(status(board, 1n)).toBe(SUSPENDED);
    board.step(1);
    expect(hart.waiting).toBe(true);
    board.advanceTo(100n);
    board.step(1);
    expect(status(board, 1n)).toBe(STARTED);
    expect(hart).toMatchObject({ pc: pc + 4n, privilege: 'S', V: false, waiting: false });
    expect([hart.x(10), hart.x(11)]).toEqual([0n, 0n]);
    board.execute(NOP, 1);
    expect(hart.read(sip)).toBe(0x20n);
  });

  test('retentive: an IPI wakes it too, and arrives', () => {
    const { board, hart, pc } = suspended(0n, 0n, 0n);
    board.call(IPI, 0, [0b10n, 0n]);
    board.step(1);
    expect(hart.pc).toBe(pc + 4n);
    board.execute(NOP, 1);
    expect(hart.read(sip)).toBe(0x2n);
  });

  test('non-retentive: the hart resumes at resume_addr as the table of registers says', () => {
    const { board, hart } = suspended(0x8000_0000n, elsewhere, 9n);
    expect(status(board, 1n)).toBe(SUSPENDED);
    hart.set(sstatus.SIE, 1);
    board.call(IPI, 0, [0b10n, 0n]);
    board.step(1);
    expect(hart).toMatchObject({ pc: elsewhere, privilege: 'S', V: false });
    expect([hart.x(10), hart.x(11), hart.read(satp), hart.get(sstatus.SIE)]).toEqual([1n, 9n, 0n, 0]);
    expect(status(board, 1n)).toBe(STARTED);
  });

  test('the type is 32 bits wide; what is reserved or a platform’s own is INVALID_PARAM', () => {
    const board = new Board();
    for (const type of [1n, 0x0fff_ffffn, 0x1000_0000n, 0x7fff_ffffn, 0x8000_0001n, 0x9000_0000n, 0xffff_ffffn])
      expect(board.call(HSM, 3, [type, entry, 0n])[0]).toBe(-3n);
    expect(board.call(HSM, 3, [0x1_8000_0000n, BigInt(ramBase), 0n])[0]).toBe(-5n);
    expect(board.harts[0]!.waiting).toBe(false);
    board.call(HSM, 3, [0x1_0000_0000n, 0n, 0n]);
    expect(board.harts[0]!.waiting).toBe(true);
  });
});
