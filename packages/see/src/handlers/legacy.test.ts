import { mip, satp, scause, sepc, sip, stval, stvec } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, payload } from '../testing/board.ts';

const HSM = 0x48534d;
const handler = BigInt(payload + 0x3000);
const maskAddress = payload + 0x4000;

/** A call with a1 set, because a legacy call must preserve it. */
const a1 = 0x5a5an;

describe('console', () => {
  test('putchar', () => {
    const board = new Board();
    expect(board.call(1, 99, [0x141n, a1])).toEqual([0n, a1]);
    expect(board.console).toBe('A');
  });

  test('getchar answers the byte, or -1', () => {
    const board = new Board();
    board.toRead.push(0xff);
    expect(board.call(2, 0, [0n, a1])).toEqual([0xffn, a1]);
    expect(board.call(2, 0, [0n, a1])).toEqual([-1n, a1]);
  });
});

test('set_timer and clear_ipi', () => {
  const board = new Board();
  const [hart] = board.harts;
  expect(board.call(0, 0, [5n, a1])).toEqual([0n, a1]);
  board.advanceTo(5n);
  board.execute(0x13);
  expect(hart!.read(sip)).toBe(mip.STIP.mask);
  hart!.set(mip.SSIP, 1);
  expect(board.call(3, 0, [0n, a1])).toEqual([1n, a1]);
  expect(hart!.read(sip)).toBe(mip.STIP.mask);
  expect(board.call(3, 0, [0n, a1])).toEqual([0n, a1]);
});

test('shutdown does not return', () => {
  const board = new Board();
  board.call(8, 0);
  expect(board.resets).toEqual([['shutdown', 0]]);
  expect(board.harts[0]!.waiting).toBe(true);
});

describe('hart masks in memory', () => {
  const started = () => {
    const board = new Board({ harts: 2 });
    board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    board.step(1);
    return board;
  };
  const interrupted = (board: Board) => {
    board.harts.forEach((_, index) => board.execute(0x13, index));
    return board.harts.map((hart) => hart.read(sip) === mip.SSIP.mask);
  };

  test('name harts; a null pointer names all', () => {
    const board = started();
    board.memory.write(maskAddress, 8, 0b10n);
    expect(board.call(4, 0, [BigInt(maskAddress), a1])).toEqual([0n, a1]);
    expect(interrupted(board)).toEqual([false, true]);
    expect(board.call(4, 0, [0n, a1])).toEqual([0n, a1]);
    expect(interrupted(board)).toEqual([true, true]);
  });

  test('a hart that is not there is a negative error, and so is a range that does not exist', () => {
    const board = started();
    board.memory.write(maskAddress, 8, 0b100n);
    for (const eid of [4, 5, 6, 7]) expect(board.call(eid, 0, [BigInt(maskAddress), 0n, 0n, 0n])).toEqual([-3n, 0n]);
    board.memory.write(maskAddress, 8, 0b1n);
    for (const eid of [4, 5, 6, 7]) expect(board.call(eid, 0, [BigInt(maskAddress), 0n, 0n, 0n])).toEqual([0n, 0n]);
    expect(board.call(6, 0, [BigInt(maskAddress), -2n, 8n])).toEqual([-5n, -2n]);
  });

  test('a pointer into firmware memory faults as the supervisor’s own load would', () => {
    const board = started();
    const [hart] = board.harts;
    hart!.write(stvec, handler);
    const { pc } = hart!;
    expect(board.call(4, 0, [0x8000_0000n, a1])).toEqual([0x8000_0000n, a1]);
    expect(hart).toMatchObject({ pc: handler, privilege: 'S' });
    expect([hart!.read(scause), hart!.read(stval), hart!.read(sepc)]).toEqual([5n, 0x8000_0000n, pc]);
  });

  test('a pointer to what is no memory faults as a load from there', () => {
    const board = started();
    const [hart] = board.harts;
    hart!.write(stvec, handler);
    expect(board.call(4, 0, [0x1000_0000n, a1])).toEqual([0x1000_0000n, a1]);
    expect([hart!.pc, hart!.read(scause), hart!.read(stval)]).toEqual([handler, 5n, 0x1000_0000n]);
  });

  /** An Sv39 root that maps [0, 1 GiB) and [2 GiB, 3 GiB) to RAM, in gigapages; what lies between is not mapped. */
  const withPaging = () => {
    const board = started();
    const root = payload + 0x5000;
    const leaf = ((0x8000_0000n >> 12n) << 10n) | 0xcfn;
    board.memory.write(root, 8, leaf);
    board.memory.write(root + 16, 8, leaf);
    board.harts[0]!.write(satp, (8n << 60n) | BigInt(root / 4096));
    board.harts[0]!.write(stvec, handler);
    return board;
  };

  test('a pointer is a virtual address', () => {
    const board = withPaging();
    board.memory.write(maskAddress, 8, 0b10n);
    expect(board.call(4, 0, [BigInt(maskAddress) - 0x8000_0000n, a1])).toEqual([0n, a1]);
    expect(interrupted(board)).toEqual([false, true]);
  });

  test('a page fault is the supervisor’s, at the first byte that is not mapped, with sepc at the ECALL', () => {
    const board = withPaging();
    const [hart] = board.harts;
    const { pc } = hart!;
    board.call(6, 0, [0x4000_0000n, a1]);
    expect(hart).toMatchObject({ pc: handler, privilege: 'S' });
    expect([hart!.read(scause), hart!.read(stval), hart!.read(sepc), hart!.x(11)]).toEqual([13n, 0x4000_0000n, pc, a1]);
  });
});
