import { countedEvents, mhpmcounters, mip } from '@hartlab/hart';
import { firmwareEvents } from '@hartlab/sbi';
import { describe, expect, test } from 'vitest';
import { Board, clint, firmwareEnd, payload, ramBase, ramSize } from '../testing/board.ts';

const PMU = 0x504d55;
const [CONFIG, START, STOP, SET_SHMEM, EVENT_INFO] = [2, 3, 4, 7, 8] as const;
const [RESET, TAKE_SNAPSHOT, SET_INIT_VALUE, INIT_SNAPSHOT] = [1n, 2n, 1n, 2n] as const;
const [OK, INVALID_PARAM, INVALID_ADDRESS, NO_SHMEM] = [0n, -3n, -5n, -9n] as const;
const isa = 'rv64imach_zicntr_zihpm_sscofpmf';
const ones = 2n ** 64n - 1n;
const page = BigInt(payload + 0x4000);
const ramEnd = BigInt(ramBase + ramSize);
/** An event that does not come while these tests call the firmware. */
const [RAW, interrupts] = [2n << 16n, BigInt(countedEvents.interrupts)] as const;

const filled = (board: Board, address: bigint, length: number) => {
  board.memory.writeBytes(Number(address), new Uint8Array(length).fill(0x5a));
};
const bytesOf = (board: Board, address: bigint, length: number) => [...board.memory.readBytes(Number(address), length)];
const untouched = (length: number) => Array.from({ length }, () => 0x5a);

/** Nothing of these can be the supervisor's to share, wherever 16 bytes or a page begin there. */
const elsewhere: readonly (readonly [string, lo: bigint, hi: bigint])[] = [
  ['firmware memory', BigInt(ramBase), 0n],
  ['the last page of the firmware', BigInt(firmwareEnd - 0x1000), 0n],
  ['beyond RAM', ramEnd, 0n],
  ['a device', BigInt(clint.base), 0n],
  ['nothing', 0n, 0n],
  ['the end of the address space', ones - 0xfffn, 0n],
  ['more than 64 bits', page, 1n],
  ['all ones above', page, ones],
];

describe('snapshot_set_shmem', () => {
  const set = (board: Board, lo: bigint, hi = 0n, flags = 0n) => board.call(PMU, SET_SHMEM, [lo, hi, flags])[0];
  const isSet = (board: Board) => board.call(PMU, STOP, [0n, 1n, TAKE_SNAPSHOT])[0] !== NO_SHMEM;

  test('a flag, whichever, is INVALID_PARAM, even where it would be taken away', () => {
    const board = new Board({ isa });
    for (const flags of [1n, 1n << 63n]) expect(set(board, page, 0n, flags)).toBe(INVALID_PARAM);
    expect(isSet(board)).toBe(false);
    set(board, page);
    expect(set(board, ones, ones, 1n)).toBe(INVALID_PARAM);
    expect(isSet(board)).toBe(true);
  });

  test('an address that is not that of a page is INVALID_PARAM, wherever it is', () => {
    const board = new Board({ isa });
    for (const lo of [page + 8n, page + 0x800n, page + 1n, ramEnd + 8n, ones])
      expect(set(board, lo)).toBe(INVALID_PARAM);
    expect(set(board, page + 8n, 1n)).toBe(INVALID_PARAM);
    expect(isSet(board)).toBe(false);
  });

  test.each(elsewhere)('%s is INVALID_ADDRESS', (_, lo, hi) => {
    const board = new Board({ isa });
    expect(set(board, page)).toBe(OK);
    expect(set(board, lo, hi)).toBe(INVALID_ADDRESS);
    // What was set before stays.
    expect(isSet(board)).toBe(true);
  });

  test('the first and the last page that are the supervisor’s will do, and nothing is written', () => {
    const board = new Board({ isa });
    for (const lo of [BigInt(firmwareEnd), ramEnd - 0x1000n]) {
      filled(board, lo, 0x1000);
      expect(set(board, lo)).toBe(OK);
      expect(bytesOf(board, lo, 0x1000)).toEqual(untouched(0x1000));
    }
  });

  test('a firmware without snapshots says NOT_SUPPORTED, whatever it is asked', () => {
    const board = new Board({ isa, pmuSnapshots: false });
    for (const [lo, hi] of [[page], [page + 1n], [ones, ones]] as const) expect(set(board, lo, hi)).toBe(-2n);
    expect(set(board, page, 0n, 1n)).toBe(-2n);
    expect(isSet(board)).toBe(false);
  });

  test('all ones in both take it away', () => {
    const board = new Board({ isa });
    expect(set(board, ones, ones)).toBe(OK);
    set(board, page);
    expect(isSet(board)).toBe(true);
    expect(set(board, ones, ones)).toBe(OK);
    expect(isSet(board)).toBe(false);
  });
});

describe('a snapshot', () => {
  const value = (board: Board, slot: number) => board.memory.read(Number(page) + 8 + 8 * slot, 8);
  const bitmap = (board: Board) => board.memory.read(Number(page), 8);
  /** A board with shared memory, and counters 3 to 6 configured. */
  function prepared() {
    const board = new Board({ isa });
    board.call(PMU, SET_SHMEM, [page, 0n, 0n]);
    for (const n of [3n, 4n, 5n, 6n]) board.call(PMU, CONFIG, [n, 1n, 0n, RAW, interrupts]);
    const hart = board.harts[0]!;
    return { board, hart, held: (n: number) => hart.read(mhpmcounters[n - 3]!) };
  }

  test('without shared memory is NO_SHMEM, and the counters stay as they are', () => {
    const board = new Board({ isa });
    board.call(PMU, CONFIG, [3n, 1n, 0n, RAW, interrupts]);
    expect(board.call(PMU, START, [3n, 1n, INIT_SNAPSHOT, 0n])[0]).toBe(NO_SHMEM);
    expect(board.call(PMU, START, [3n, 1n, 0n, 0n])[0]).toBe(OK);
    expect(board.call(PMU, STOP, [3n, 1n, TAKE_SNAPSHOT])[0]).toBe(NO_SHMEM);
    expect(board.call(PMU, STOP, [3n, 1n, 0n])[0]).toBe(OK);
    // An invalid set is found out first.
    expect(board.call(PMU, START, [1n, 1n, INIT_SNAPSHOT, 0n])[0]).toBe(INVALID_PARAM);
    expect(board.call(PMU, STOP, [1n, 1n, TAKE_SNAPSHOT])[0]).toBe(INVALID_PARAM);
  });

  test('is taken of the counters named, at their places from the base', () => {
    const { board } = prepared();
    for (const n of [3n, 5n, 6n]) board.call(PMU, START, [n, 1n, SET_INIT_VALUE, 0x100n + n]);
    filled(board, page, 0x1000);
    expect(board.call(PMU, STOP, [3n, 0b101n, TAKE_SNAPSHOT])[0]).toBe(OK);
    expect([bitmap(board), value(board, 0), value(board, 2)]).toEqual([0n, 0x103n, 0x105n]);
    expect(bytesOf(board, page + 16n, 8)).toEqual(untouched(8));
    expect(bytesOf(board, page + 32n, 0x1000 - 32)).toEqual(untouched(0x1000 - 32));
    board.call(PMU, STOP, [0n, 1n << 6n, TAKE_SNAPSHOT | RESET]);
    expect(value(board, 6)).toBe(0x106n);
  });

  test('has firmware counters too', () => {
    const { board } = prepared();
    board.call(PMU, CONFIG, [19n, 1n, 0n, (15n << 16n) | 5n, 0n]);
    board.call(PMU, START, [19n, 1n, SET_INIT_VALUE, 0x777n]);
    expect(board.call(PMU, STOP, [16n, 0b1000n, TAKE_SNAPSHOT])[0]).toBe(OK);
    expect(value(board, 3)).toBe(0x777n);
  });

  test('says of all counters from the base on which have overflowed since they started', () => {
    const { board, hart } = prepared();
    for (const n of [4n, 6n]) {
      board.call(PMU, CONFIG, [n, 1n, 1n, 2n, 0n]);
      board.call(PMU, START, [n, 1n, SET_INIT_VALUE, ones]);
    }
    board.execute(0x13);
    expect(hart.get(mip.LCOFIP)).toBe(1);
    board.call(PMU, STOP, [3n, 0b10n, TAKE_SNAPSHOT]);
    expect(bitmap(board)).toBe(0b1010n);
    hart.set(mip.LCOFIP, 0);
    board.call(PMU, START, [4n, 1n, SET_INIT_VALUE, 0n]);
    board.call(PMU, STOP, [4n, 0b111n, TAKE_SNAPSHOT]);
    expect(bitmap(board)).toBe(0b100n);
    // One without an event has overflowed in its last life only.
    board.call(PMU, STOP, [6n, 1n, RESET | TAKE_SNAPSHOT]);
    expect(bitmap(board)).toBe(1n);
    board.call(PMU, STOP, [4n, 0b111n, TAKE_SNAPSHOT]);
    expect(bitmap(board)).toBe(0n);
  });

  test('gives each counter of the set its value', () => {
    const { board, held } = prepared();
    [0x11n, 0x22n, 0x33n].forEach((initial, slot) => board.memory.write(Number(page) + 8 + 8 * slot, 8, initial));
    expect(board.call(PMU, START, [4n, 0b101n, INIT_SNAPSHOT, 0x99n])[0]).toBe(OK);
    expect([held(4), held(5), held(6)]).toEqual([0x11n, 0n, 0x33n]);
    expect(board.call(PMU, STOP, [4n, 0b101n, 0n])[0]).toBe(OK);
  });
});

describe('event_get_info', () => {
  const info = (board: Board, lo: bigint, entries: bigint, { hi = 0n, flags = 0n } = {}) =>
    board.call(PMU, EVENT_INFO, [lo, hi, entries, flags])[0];
  /** Puts entries with a junk `output` at `page`. */
  function ask(board: Board, entries: readonly (readonly [event_idx: bigint, event_data: bigint])[]) {
    entries.forEach(([event_idx, event_data], n) => {
      const at = Number(page) + 16 * n;
      board.memory.write(at, 4, event_idx);
      board.memory.write(at + 4, 4, 0xdead_beefn);
      board.memory.write(at + 8, 8, event_data);
    });
  }
  const outputs = (board: Board, count: number) =>
    Array.from({ length: count }, (_, n) => board.memory.read(Number(page) + 16 * n + 4, 4));

  test('flags, an address off 16 bytes, and no entries are INVALID_PARAM', () => {
    const board = new Board({ isa });
    ask(board, [[1n, 0n]]);
    for (const flags of [1n, 1n << 63n]) expect(info(board, page, 1n, { flags })).toBe(INVALID_PARAM);
    for (const off of [1n, 4n, 8n]) expect(info(board, page + off, 1n)).toBe(INVALID_PARAM);
    expect(info(board, page + 8n, 1n, { hi: 1n })).toBe(INVALID_PARAM);
    expect(info(board, page, 0n)).toBe(INVALID_PARAM);
    expect(outputs(board, 1)).toEqual([0xdead_beefn]);
  });

  test.each(elsewhere)('%s is INVALID_ADDRESS', (_, lo, hi) => {
    expect(info(new Board({ isa }), lo, 1n, { hi })).toBe(INVALID_ADDRESS);
  });

  test('all entries lie in memory, however many', () => {
    const board = new Board({ isa });
    board.memory.write(Number(ramEnd) - 16, 4, 1n);
    expect(info(board, ramEnd - 16n, 1n)).toBe(OK);
    expect(board.memory.read(Number(ramEnd) - 12, 4)).toBe(1n);
    board.memory.write(Number(ramEnd) - 12, 4, 7n);
    for (const entries of [2n, 1n << 60n, ones]) expect(info(board, ramEnd - 16n, entries)).toBe(INVALID_ADDRESS);
    expect(board.memory.read(Number(ramEnd) - 12, 4)).toBe(7n);
  });

  test('a reserved bit in any event_idx is INVALID_PARAM, and nothing has been written', () => {
    const board = new Board({ isa });
    for (const reserved of [1n << 20n, 1n << 31n]) {
      ask(board, [
        [1n, 0n],
        [2n | reserved, 0n],
      ]);
      expect(info(board, page, 2n)).toBe(INVALID_PARAM);
      expect(outputs(board, 2)).toEqual([0xdead_beefn, 0xdead_beefn]);
    }
  });

  test('says of each whether a counter can monitor it, in the whole word', () => {
    const board = new Board({ isa });
    const entries = [
      [1n, 0n, 1n],
      [3n, 0n, 0n],
      [0n, 0n, 0n],
      [5n, 0x1234n, 1n], // event_data is nothing to a general event here
      [0x1_0000n, 0n, 1n],
      [0x1_0001n, 0n, 0n],
      [RAW, interrupts, 1n],
      [RAW, 0x999n, 0n],
      [3n << 16n, interrupts, 1n],
      [3n << 16n, interrupts | (1n << 56n), 0n],
      [4n << 16n, 0n, 0n],
      [(15n << 16n) | 0xffffn, 0n, 0n],
      [15n << 16n, 1n, 0n],
      ...Object.values(firmwareEvents).map((code) => [(15n << 16n) | BigInt(code), 0n, 1n] as const),
      [(15n << 16n) | 22n, 0n, 0n],
    ] as const;
    ask(
      board,
      entries.map(([event_idx, event_data]) => [event_idx, event_data]),
    );
    expect(info(board, page, BigInt(entries.length))).toBe(OK);
    expect(outputs(board, entries.length)).toEqual(entries.map(([, , supported]) => supported));
    // What the supervisor wrote stays.
    entries.forEach(([event_idx, event_data], n) => {
      expect(board.memory.read(Number(page) + 16 * n, 4)).toBe(event_idx);
      expect(board.memory.read(Number(page) + 16 * n + 8, 8)).toBe(event_data);
    });
  });

  test('more entries than are looked at together', () => {
    const board = new Board({ isa });
    const last = Number(page) + 16 * 4999;
    for (let n = 0; n < 5000; n++) board.memory.write(Number(page) + 16 * n, 4, 2n);
    expect(info(board, page, 5000n)).toBe(OK);
    expect([outputs(board, 5000).every((output) => output === 1n), board.memory.read(last + 16, 8)]).toEqual([
      true,
      0n,
    ]);
    board.memory.write(last, 4, 1n << 20n);
    board.memory.write(Number(page) + 4, 4, 9n);
    expect(info(board, page, 5000n)).toBe(INVALID_PARAM);
    expect(outputs(board, 1)).toEqual([9n]);
  });

  test('a hart without programmable counters monitors cycles and instructions only', () => {
    const board = new Board({ isa: 'rv64ih_zicntr' });
    ask(board, [
      [1n, 0n],
      [2n, 0n],
      [5n, 0n],
      [RAW, 1n],
    ]);
    expect(info(board, page, 4n)).toBe(OK);
    expect(outputs(board, 4)).toEqual([1n, 1n, 0n, 0n]);
  });
});
