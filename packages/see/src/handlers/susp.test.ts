import { mie, mip, mstatus, satp, sip, sscratch, sstatus, stvec } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, firmwareEnd, payload, ramBase, ramSize } from '../testing/board.ts';

const SUSP = 0x53555350;
const HSM = 0x48534d;
const IPI = 0x735049;
const TIME = 0x54494d45;
const NOP = 0x13;
const entry = BigInt(payload + 0x1000);
const elsewhere = BigInt(payload + 0x2000);
const end = BigInt(ramBase + ramSize);
const [STOPPED, START_PENDING, SUSPENDED] = [1n, 2n, 4n];
const [INVALID_PARAM, DENIED, INVALID_ADDRESS] = [-3n, -4n, -5n].map((error) => [error, 0n]);

const suspend = (board: Board, type: bigint, address: bigint, opaque = 0n, hart = 0) =>
  board.call(SUSP, 0, [type, address, opaque], hart);
const status = (board: Board, hartid: bigint, by = 0) => board.call(HSM, 2, [hartid], by)[1];
const start = (board: Board, hart: number) => {
  board.call(HSM, 0, [BigInt(hart), entry, 0n]);
  board.step(hart);
};

// Expected values: sbi "Function: System Suspend (FID #0)".
describe('system_suspend', () => {
  test('the hart resumes at resume_addr as the table of registers says, once something wakes it', () => {
    const board = new Board();
    const hart = board.harts[0]!;
    board.memory.write(payload + 0x8010, 8, ((0x8000_0000n >> 12n) << 10n) | 0xcfn);
    hart.write(satp, (8n << 60n) | BigInt((payload + 0x8000) / 4096));
    hart.write(stvec, elsewhere);
    hart.write(sscratch, 1n);
    for (const field of [sstatus.SIE, mie.STIE]) hart.set(field, 1);
    board.call(TIME, 0, [100n]);
    suspend(board, 0n, entry, 0xfeed_0000_0000_0001n);
    for (let step = 0; step < 3; step++) board.step();
    expect(hart).toMatchObject({ waiting: true, stopped: false, privilege: 'M' });
    board.advanceTo(100n);
    board.step();
    expect(hart).toMatchObject({ pc: entry, privilege: 'S', V: false, waiting: false });
    expect([hart.x(10), hart.x(11)]).toEqual([0n, 0xfeed_0000_0000_0001n]);
    expect([hart.read(satp), hart.get(sstatus.SIE), hart.read(stvec), hart.read(sscratch)]).toEqual([0n, 0, 0n, 0n]);
    // The timer has gone off, and the supervisor's own choice of interrupts is kept.
    board.execute(NOP);
    expect([hart.read(sip), hart.get(mie.STIE)]).toEqual([0x20n, 1]);
    expect(status(board, 0n)).toBe(0n);
  });

  test('an interrupt that is pending already wakes it at once', () => {
    const board = new Board();
    const hart = board.harts[0]!;
    hart.set(mie.SSIE, 1);
    hart.set(mip.SSIP, 1);
    suspend(board, 0n, entry);
    board.step();
    expect(hart).toMatchObject({ pc: entry, privilege: 'S' });
    expect(hart.read(sip)).toBe(2n);
  });

  test('an interrupt that the supervisor has not enabled does not', () => {
    const board = new Board();
    const hart = board.harts[0]!;
    hart.set(mip.SSIP, 1);
    suspend(board, 0n, entry);
    for (let step = 0; step < 3; step++) board.step();
    expect(hart.waiting).toBe(true);
  });

  test('a supervisor that slept in a trap handler can trap when it resumes', () => {
    const board = new Board({ isa: 'rv64imach_ssdbltrp' });
    const hart = board.harts[0]!;
    board.call(0x46574654, 0, [3n, 1n, 0n]);
    hart.set(mstatus.SDT, 1);
    suspend(board, 0n, entry);
    board.sendIpi(0n);
    board.step();
    expect([hart.pc, hart.get(mstatus.SDT)]).toEqual([entry, 0]);
  });
});

describe('errors', () => {
  test('the type is 32 bits wide; what is reserved or a platform’s own is INVALID_PARAM', () => {
    const board = new Board();
    for (const type of [1n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 0x1_0000_0001n, -1n])
      expect(suspend(board, type, entry)).toEqual(INVALID_PARAM);
    expect(board.harts[0]!.waiting).toBe(false);
    suspend(board, 0xdead_beef_0000_0000n, entry);
    expect(board.harts[0]!.waiting).toBe(true);
  });

  test('every other hart must be STOPPED', () => {
    const board = new Board({ harts: 3 });
    start(board, 1);
    expect(suspend(board, 0n, entry)).toEqual(DENIED);
    board.call(HSM, 1, [], 1);
    expect(status(board, 1n)).toBe(STOPPED);
    board.call(HSM, 0, [2n, entry, 0n]);
    expect(status(board, 2n)).toBe(START_PENDING);
    expect(suspend(board, 0n, entry)).toEqual(DENIED);
    board.step(2);
    board.call(HSM, 3, [0n, 0n, 0n], 2);
    expect(status(board, 2n)).toBe(SUSPENDED);
    expect(suspend(board, 0n, entry)).toEqual(DENIED);
    board.call(IPI, 0, [0b100n, 0n]);
    board.step(2);
    board.execute(NOP, 2);
    board.call(HSM, 1, [], 2);
    suspend(board, 0n, entry);
    expect(board.harts[0]!.waiting).toBe(true);
    board.sendIpi(0n);
    board.step();
    // And what was stopped can be started again.
    expect(board.harts[0]!.pc).toBe(entry);
    board.execute(NOP);
    start(board, 1);
    expect(board.harts[1]).toMatchObject({ pc: entry, privilege: 'S' });
  });

  test('any hart may be the last', () => {
    const board = new Board({ harts: 2 });
    start(board, 1);
    board.call(HSM, 1, [], 0);
    suspend(board, 0n, elsewhere, 5n, 1);
    board.sendIpi(1n);
    board.step(1);
    const hart = board.harts[1]!;
    expect([hart.pc, hart.x(10), hart.x(11)]).toEqual([elsewhere, 1n, 5n]);
  });

  test('the address must be one that the supervisor may execute', () => {
    for (const bad of [
      0n,
      BigInt(ramBase),
      BigInt(firmwareEnd - 2),
      end - 1n,
      end,
      0x1000_0000n,
      0x1_8020_0000n,
      -1n,
    ]) {
      const board = new Board();
      expect(suspend(board, 0n, bad)).toEqual(INVALID_ADDRESS);
      expect(board.harts[0]).toMatchObject({ waiting: false, privilege: 'S' });
    }
    for (const good of [BigInt(firmwareEnd), end - 2n]) {
      const board = new Board();
      suspend(board, 0n, good);
      board.sendIpi(0n);
      board.step();
      expect(board.harts[0]!.pc).toBe(good);
    }
  });

  // The order is OpenSBI 1.9's: type, other harts, address.
  test('which comes first', () => {
    const board = new Board({ harts: 2 });
    start(board, 1);
    expect(suspend(board, 1n, 0n)).toEqual(INVALID_PARAM);
    expect(suspend(board, 0n, 0n)).toEqual(DENIED);
    board.call(HSM, 1, [], 1);
    expect(suspend(board, 0n, 0n)).toEqual(INVALID_ADDRESS);
  });
});
