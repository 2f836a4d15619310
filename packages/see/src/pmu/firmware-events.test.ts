import { medeleg } from '@hartlab/hart';
import { firmwareEvents, type FirmwareEvent } from '@hartlab/sbi';
import { describe, expect, test } from 'vitest';
import { Board, payload } from '../testing/board.ts';

const [PMU, HSM, TIME, IPI, RFENCE] = [0x504d55, 0x48534d, 0x54494d45, 0x735049, 0x52464e43] as const;
const isa = 'rv64imach_zicntr_zihpm';
/** The first counter of the firmware. */
const FIRST = 19;
const AUTO_START = 4n;
const names = Object.keys(firmwareEvents) as FirmwareEvent[];

/** A board on which three harts run and the fourth is stopped, each in a place of its own. */
function fourHarts(): Board {
  const board = new Board({ harts: 4, isa });
  for (let index = 1; index < 3; index++) {
    board.call(HSM, 0, [BigInt(index), BigInt(payload + 0x1000 * index), 0n]);
    board.step(index);
  }
  return board;
}

/** What each of these harts counts of each event, but for those of which there is nothing, while `act` goes on. */
function counted(board: Board, harts: readonly number[], act: () => void) {
  const totals: Partial<Record<FirmwareEvent, bigint>>[] = harts.map(() => ({}));
  // There are 22 events and 16 counters, so it goes on twice.
  for (const part of [names.slice(0, 11), names.slice(11)]) {
    for (const index of harts)
      part.forEach((name, n) => {
        const event_idx = (15n << 16n) | BigInt(firmwareEvents[name]);
        const call = [BigInt(FIRST + n), 1n, AUTO_START | 2n, event_idx, 0n];
        expect(board.call(PMU, 2, call, index)).toEqual([0n, BigInt(FIRST + n)]);
      });
    act();
    harts.forEach((index, at) => {
      part.forEach((name, n) => {
        const [, count] = board.call(PMU, 5, [BigInt(FIRST + n)], index);
        if (count !== 0n) totals[at]![name] = count;
      });
      board.call(PMU, 4, [BigInt(FIRST), 0x7ffn, 1n], index);
    });
  }
  return totals;
}

// sbi "Event: Firmware events (Type #15)". A hart's own IPIs and fences are sent to no other.
describe('calls', () => {
  test('set_timer, of TIME and of the legacy calls', () => {
    const board = fourHarts();
    const act = () => {
      board.call(TIME, 0, [-1n]);
      board.call(0, 0, [-1n]);
    };
    expect(counted(board, [0, 1], act)).toEqual([{ SET_TIMER: 2n }, {}]);
  });

  test('send_ipi: one for each other hart that runs, and one on each once it has arrived', () => {
    const board = fourHarts();
    const act = () => {
      board.call(IPI, 0, [0b1111n, 0n]);
      for (const index of [1, 2]) board.step(index);
    };
    expect(counted(board, [0, 1, 2], act)).toEqual([{ IPI_SENT: 2n }, { IPI_RECEIVED: 1n }, { IPI_RECEIVED: 1n }]);
    // Two that arrive together are one interrupt.
    const twice = () => {
      board.call(IPI, 0, [0b10n, 0n]);
      board.call(IPI, 0, [0b10n, 0n], 2);
      board.step(1);
    };
    expect(counted(board, [0, 1, 2], twice)).toEqual([{ IPI_SENT: 1n }, { IPI_RECEIVED: 1n }, { IPI_SENT: 1n }]);
    // One that brings a hart into the firmware only is not the supervisor's.
    const wake = () => {
      board.sendIpi(1n);
      board.step(1);
    };
    expect(counted(board, [1], wake)).toEqual([{}]);
  });

  test.each([
    ['FENCE_I', RFENCE, 0],
    ['SFENCE_VMA', RFENCE, 1],
    ['SFENCE_VMA_ASID', RFENCE, 2],
    ['HFENCE_GVMA_VMID', RFENCE, 3],
    ['HFENCE_GVMA', RFENCE, 4],
    ['HFENCE_VVMA_ASID', RFENCE, 5],
    ['HFENCE_VVMA', RFENCE, 6],
  ] as const)('%s: one for each other hart that runs, and one on each', (fence, eid, fid) => {
    const board = fourHarts();
    const act = () => board.call(eid, fid, [0b1111n, 0n, 0n, 0n, 1n]);
    expect(counted(board, [0, 1, 2], act)).toEqual([
      { [`${fence}_SENT`]: 2n },
      { [`${fence}_RECEIVED`]: 1n },
      { [`${fence}_RECEIVED`]: 1n },
    ]);
    const refused = () => board.call(eid, fid, [0b1_0000n, 0n, 0n, 0n, 1n]);
    expect(counted(board, [0, 1, 2], refused)).toEqual([{}, {}, {}]);
  });

  test('the legacy calls are the same', () => {
    const board = fourHarts();
    const act = () => {
      for (const eid of [4, 5, 6, 7]) board.call(eid, 0, [0n, 0n, 0n, 1n]);
      board.step(1);
    };
    expect(counted(board, [0, 1], act)).toEqual([
      { IPI_SENT: 2n, FENCE_I_SENT: 2n, SFENCE_VMA_SENT: 2n, SFENCE_VMA_ASID_SENT: 2n },
      { IPI_RECEIVED: 1n, FENCE_I_RECEIVED: 1n, SFENCE_VMA_RECEIVED: 1n, SFENCE_VMA_ASID_RECEIVED: 1n },
    ]);
  });
});

describe('traps', () => {
  // a1 is where they access: 1 byte into RAM that is the firmware's, or into the supervisor's.
  test.each([
    ['ILLEGAL_INSN', 0xc000_1073, 0n],
    ['ACCESS_LOAD', 0x0005_b503, 0x8000_0000n], // ld a0, 0(a1)
    ['ACCESS_STORE', 0x00a5_b023, 0x8000_0000n], // sd a0, 0(a1)
    ['MISALIGNED_LOAD', 0x1005_b52f, BigInt(payload + 0x4001)], // lr.d a0, (a1)
    ['MISALIGNED_STORE', 0x00a5_b52f, BigInt(payload + 0x4001)], // amoadd.d a0, a0, (a1)
  ] as const)('%s', (name, instruction, address) => {
    const board = new Board({ isa });
    const hart = board.harts[0]!;
    const act = () => {
      hart.pc = BigInt(payload);
      hart.setX(11, address);
      board.execute(instruction);
      hart.pc = BigInt(payload);
    };
    expect(counted(board, [0], act)).toEqual([{ [name]: 1n }]);
    // One that is delegated is not the firmware's to count.
    hart.write(medeleg, 0xffn);
    expect(counted(board, [0], act)).toEqual([{}]);
  });
});

describe('a firmware counter', () => {
  const SET_TIMER = (15n << 16n) | 5n;
  const read = (board: Board, n: number) => board.call(PMU, 5, [BigInt(n)])[1];

  test('counts while it runs, from its initial value, modulo 2^64', () => {
    const board = new Board({ isa });
    board.call(PMU, 2, [19n, 1n, 0n, SET_TIMER, 0n]);
    board.call(TIME, 0, [-1n]);
    expect(read(board, 19)).toBe(0n);
    board.call(PMU, 3, [19n, 1n, 1n, -2n]);
    for (let n = 0; n < 3; n++) board.call(TIME, 0, [-1n]);
    expect(read(board, 19)).toBe(1n);
    expect(board.call(PMU, 3, [19n, 1n, 1n, 0n])[0]).toBe(-7n);
    expect(board.call(PMU, 4, [19n, 1n, 0n])[0]).toBe(0n);
    board.call(TIME, 0, [-1n]);
    expect(read(board, 19)).toBe(1n);
    expect(board.call(PMU, 4, [19n, 1n, 0n])[0]).toBe(-8n);
  });

  test('is one of several that may count the same', () => {
    const board = new Board({ isa });
    for (const n of [19n, 34n]) board.call(PMU, 2, [n, 1n, AUTO_START, SET_TIMER, 0n]);
    board.call(TIME, 0, [-1n]);
    expect([read(board, 19), read(board, 20), read(board, 34)]).toEqual([1n, 0n, 1n]);
    // One that stops, or is reset, leaves the other counting.
    board.call(PMU, 4, [19n, 1n, 1n]);
    board.call(TIME, 0, [-1n]);
    expect([read(board, 19), read(board, 34)]).toEqual([1n, 2n]);
  });

  test('is free again after a reset, and keeps its value until it is cleared', () => {
    const board = new Board({ isa });
    board.call(PMU, 2, [19n, 1n, AUTO_START, SET_TIMER, 0n]);
    board.call(TIME, 0, [-1n]);
    expect(board.call(PMU, 4, [19n, 1n, 1n])[0]).toBe(0n);
    board.call(TIME, 0, [-1n]);
    expect(read(board, 19)).toBe(1n);
    expect(board.call(PMU, 2, [19n, 1n, 2n, SET_TIMER, 0n])[0]).toBe(0n);
    expect(read(board, 19)).toBe(0n);
  });
});
