import { describe, expect, test } from 'vitest';
import { clint, firmwareEnd, payload, ramBase, ramSize, Board } from '../testing/board.ts';
import {
  allOnes,
  BAD_RANGE,
  board,
  bytesAt,
  ECHO,
  give,
  IDS,
  INVALID_ADDRESS,
  INVALID_PARAM,
  LAB,
  MPXY,
  NO_SHMEM,
  NOT_SUPPORTED,
  NOTIFICATIONS,
  READ_ATTRIBUTES,
  SEND,
  SEND_AND_WAIT,
  SET_SHMEM,
  SHMEM_SIZE,
  shmem,
  unchanged,
  word,
  words,
  WRITE_ATTRIBUTES,
} from '../testing/mpxy-board.ts';

const HSM = 0x48534d;
const end = BigInt(ramBase + ramSize);

const startSecond = (on: Board) => {
  on.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
  on.step(1);
};

test('the size of shared memory is a page, on every hart and before any is set', () => {
  const on = new Board({ harts: 2 });
  startSecond(on);
  for (const hart of [0, 1]) expect(on.call(MPXY, 0, [], hart)).toEqual([0n, 4096n]);
});

describe('set_shmem', () => {
  const set = (on: Board, lo: bigint, hi: bigint, flags = 0n) => on.call(MPXY, SET_SHMEM, [lo, hi, flags])[0];
  const isSet = (on: Board) => on.call(MPXY, IDS, [0n])[0] !== NO_SHMEM;

  test('nothing is shared until it is set, and again once it is disabled', () => {
    const on = new Board();
    expect(isSet(on)).toBe(false);
    expect(set(on, BigInt(shmem), 0n)).toBe(0n);
    expect(isSet(on)).toBe(true);
    expect(set(on, allOnes, allOnes)).toBe(0n);
    expect(isSet(on)).toBe(false);
  });

  test('OVERWRITE changes no byte of the new memory', () => {
    const on = board();
    on.memory.writeBytes(shmem + SHMEM_SIZE, new Uint8Array(SHMEM_SIZE).fill(0xa5));
    expect(set(on, BigInt(shmem + SHMEM_SIZE), 0n)).toBe(0n);
    expect(on.memory.readBytes(shmem + SHMEM_SIZE, SHMEM_SIZE).every((byte) => byte === 0xa5)).toBe(true);
  });

  test('OVERWRITE-RETURN says in the new memory which was set before', () => {
    const on = new Board();
    const other = shmem + SHMEM_SIZE;
    const at = (address: number) => [0, 8, 16].map((offset) => on.memory.read(address + offset, 8));
    for (const address of [shmem, other]) on.memory.writeBytes(address, new Uint8Array(24).fill(0x11));
    const rest = 0x1111_1111_1111_1111n;
    expect(set(on, BigInt(shmem), 0n, 1n)).toBe(0n);
    // OpenSBI, lib/sbi/sbi_mpxy.c: what is disabled is all ones.
    expect(at(shmem)).toEqual([(1n << 64n) - 1n, (1n << 64n) - 1n, rest]);
    expect(set(on, BigInt(other), 0n, 1n)).toBe(0n);
    expect(at(other)).toEqual([BigInt(shmem), 0n, rest]);
    expect(set(on, allOnes, allOnes, 1n)).toBe(0n);
    expect(isSet(on)).toBe(false);
  });

  test.each([2n, 3n, 4n, 5n, 1n << 63n])('flags %i', (flags) => {
    const on = new Board();
    expect(unchanged(on, () => on.call(MPXY, SET_SHMEM, [BigInt(shmem), 0n, flags]))[0]).toBe(INVALID_PARAM);
    expect(set(on, allOnes, allOnes, flags)).toBe(INVALID_PARAM);
    expect(isSet(on)).toBe(false);
  });

  test.each([1n, 8n, 2048n, 4095n])('%i bytes beside its alignment', (off) => {
    expect(set(new Board(), BigInt(shmem) + off, 0n)).toBe(INVALID_PARAM);
    expect(set(new Board(), allOnes, 0n)).toBe(INVALID_PARAM);
  });

  test.each([
    ['firmware memory', BigInt(ramBase), 0n],
    ['the last page of firmware memory', BigInt(firmwareEnd - 4096), 0n],
    ['the first page above RAM', end, 0n],
    ['a device', BigInt(clint.base), 0n],
    ['no memory at all', 0n, 0n],
    ['the last page of all', -4096n, 0n],
    ['above 2^64', BigInt(shmem), 1n],
    ['the upper word alone all ones', BigInt(shmem), allOnes],
  ])('%s', (_, lo, hi) => {
    const on = board();
    for (const flags of [0n, 1n])
      expect(unchanged(on, () => on.call(MPXY, SET_SHMEM, [lo, hi, flags]))[0]).toBe(INVALID_ADDRESS);
    expect(isSet(on)).toBe(true);
  });

  test('the first and the last that the supervisor may use', () => {
    for (const address of [BigInt(firmwareEnd), end - 4096n]) expect(set(new Board(), address, 0n)).toBe(0n);
  });

  test('each hart has its own, and a hart that stops has none', () => {
    const on = board({ harts: 2 });
    startSecond(on);
    expect(on.call(MPXY, IDS, [0n], 1)[0]).toBe(NO_SHMEM);
    on.call(MPXY, SET_SHMEM, [BigInt(shmem + SHMEM_SIZE), 0n, 0n], 1);
    expect(on.call(MPXY, IDS, [0n], 1)[0]).toBe(0n);
    expect(word(on, 0x400 + 1)).toBe(2);
    on.call(HSM, 1, [], 1);
    startSecond(on);
    expect(on.call(MPXY, IDS, [0n], 1)[0]).toBe(NO_SHMEM);
    expect(isSet(on)).toBe(true);
  });
});

test('what the upper half of a uint32_t says does not count', () => {
  const on = board();
  const junk = 0xdead_beef_0000_0000n;
  expect(on.call(MPXY, IDS, [junk])).toEqual([0n, 0n]);
  expect(on.call(MPXY, READ_ATTRIBUTES, [junk | ECHO, junk, junk | 1n])).toEqual([0n, 0n]);
  expect(on.call(MPXY, WRITE_ATTRIBUTES, [junk | ECHO, junk | 0xbn, junk | 1n])[0]).toBe(INVALID_PARAM);
  expect(on.call(MPXY, SEND_AND_WAIT, [junk | ECHO, junk | 1n, 4n])).toEqual([0n, 4n]);
  expect(on.call(MPXY, SEND, [junk | ECHO, junk | 1n, 4n])).toEqual([0n, 0n]);
  expect(on.call(MPXY, NOTIFICATIONS, [junk | ECHO])).toEqual([0n, 12n]);
});

describe('get_channel_ids', () => {
  test('from an index on', () => {
    const on = board();
    give(on, [7, 7, 7, 7, 7]);
    expect(on.call(MPXY, IDS, [0n])).toEqual([0n, 0n]);
    expect(words(on, 5)).toEqual([0, 2, Number(ECHO), Number(LAB), 7]);
    expect(on.call(MPXY, IDS, [1n])).toEqual([0n, 0n]);
    expect(words(on, 5)).toEqual([0, 1, Number(LAB), Number(LAB), 7]);
  });

  // OpenSBI, lib/sbi/sbi_mpxy.c: the index after the last channel is not refused.
  test('an index that is none', () => {
    const on = board();
    expect(on.call(MPXY, IDS, [2n])[0]).toBe(0n);
    expect(words(on, 2)).toEqual([0, 0]);
    for (const index of [3n, 0xffff_ffffn])
      expect(unchanged(on, () => on.call(MPXY, IDS, [index]))).toEqual([INVALID_PARAM, 0n]);
  });

  test('without shared memory', () => {
    expect(new Board().call(MPXY, IDS, [9n])).toEqual([NO_SHMEM, 0n]);
  });
});

describe('messages', () => {
  test('an echo comes back where it was sent from, and no byte more', () => {
    const on = board();
    give(on, [0x1234_5678, 0x9abc_def0, 7]);
    expect(on.call(MPXY, SEND_AND_WAIT, [ECHO, 1n, 5n])).toEqual([0n, 5n]);
    expect(words(on, 3)).toEqual([0x1234_5678, 0x9abc_def0, 7]);
    expect(on.call(MPXY, SEND_AND_WAIT, [ECHO, 1n, 0n])).toEqual([0n, 0n]);
    expect(on.call(MPXY, SEND_AND_WAIT, [ECHO, 1n, 1024n])).toEqual([0n, 1024n]);
  });

  test('or its bytes in the opposite order', () => {
    const on = board();
    give(on, [0x4433_2211, 0x8877_6655, 7]);
    expect(on.call(MPXY, SEND_AND_WAIT, [ECHO, 2n, 7n])).toEqual([0n, 7n]);
    expect(words(on, 3)).toEqual([0x4455_6677, 0x8811_2233, 7]);
  });

  test('a message without a response changes no memory', () => {
    const on = board();
    const before = bytesAt(on, SHMEM_SIZE);
    expect(on.call(MPXY, SEND, [ECHO, 1n, 5n])).toEqual([0n, 0n]);
    expect(on.call(MPXY, SEND, [LAB, 3n, 5n])).toEqual([0n, 0n]);
    expect(bytesAt(on, SHMEM_SIZE)).toEqual(before);
  });

  test('longer than the channel’s longest, or than shared memory: INVALID_PARAM', () => {
    const on = board();
    const lengths = [1025n, 4096n, 4097n, (1n << 32n) | 4n, allOnes];
    for (const fid of [SEND_AND_WAIT, SEND])
      for (const length of lengths)
        expect(unchanged(on, () => on.call(MPXY, fid, [ECHO, 1n, length]))).toEqual([INVALID_PARAM, 0n]);
    expect(unchanged(on, () => on.call(MPXY, SEND, [LAB, 1n, 65n]))).toEqual([INVALID_PARAM, 0n]);
    // The length is judged before the message.
    expect(on.call(MPXY, SEND, [LAB, 9n, 65n])[0]).toBe(INVALID_PARAM);
  });

  test('a channel that is not there: NOT_SUPPORTED', () => {
    const on = board();
    for (const fid of [SEND_AND_WAIT, SEND])
      for (const channel of [0n, 3n, 0xffff_ffffn])
        expect(unchanged(on, () => on.call(MPXY, fid, [channel, 1n, allOnes]))).toEqual([NOT_SUPPORTED, 0n]);
    expect(on.call(MPXY, NOTIFICATIONS, [3n])).toEqual([NOT_SUPPORTED, 0n]);
  });

  test('a message that the channel does not know: NOT_SUPPORTED', () => {
    const on = board();
    for (const [fid, messages] of [
      [SEND_AND_WAIT, [0n, 3n]],
      [SEND, [0n, 2n]],
    ] as const)
      for (const message of messages)
        expect(unchanged(on, () => on.call(MPXY, fid, [ECHO, message, 4n]))).toEqual([NOT_SUPPORTED, 0n]);
    for (const message of [0n, 4n])
      expect(unchanged(on, () => on.call(MPXY, SEND, [LAB, message, 4n]))).toEqual([NOT_SUPPORTED, 0n]);
    expect(on.marks).toEqual([]);
  });

  test('a function that the channel does not have: NOT_SUPPORTED, whatever the message', () => {
    const on = board();
    expect(unchanged(on, () => on.call(MPXY, SEND_AND_WAIT, [LAB, 1n, allOnes]))).toEqual([NOT_SUPPORTED, 0n]);
    expect(unchanged(on, () => on.call(MPXY, NOTIFICATIONS, [LAB]))).toEqual([NOT_SUPPORTED, 0n]);
  });

  test('without shared memory, whatever the channel', () => {
    const on = new Board();
    for (const fid of [SEND_AND_WAIT, SEND, NOTIFICATIONS])
      expect(on.call(MPXY, fid, [9n, 9n, allOnes])).toEqual([NO_SHMEM, 0n]);
    expect(on.marks).toEqual([]);
  });
});

describe('attributes: the errors of both functions', () => {
  const both = [READ_ATTRIBUTES, WRITE_ATTRIBUTES];

  test.each([
    ['none', 0n, 0n],
    ['more than fit into shared memory', 0n, 1025n],
    ['as many as a uint32_t says', 0n, 0xffff_ffffn],
    ['from the first that is reserved', 0xcn, 1n],
    ['from the last that is reserved', 0x7fff_ffffn, 2n],
    ['none of the protocol', 0x8000_0000n, 0n],
  ])('%s: INVALID_PARAM', (_, base, count) => {
    const on = board();
    for (const fid of both)
      expect(unchanged(on, () => on.call(MPXY, fid, [ECHO, base, count]))).toEqual([INVALID_PARAM, 0n]);
  });

  test.each([
    ['past the last standard one', 0xbn, 2n],
    ['as many as fit into shared memory', 0n, 1024n],
    ['past the last of the protocol', 0x8000_0001n, 2n],
    ['one that the protocol does not have', 0x8000_0002n, 1n],
    ['past the last there can be', 0xffff_ffffn, 2n],
  ])('%s: BAD_RANGE', (_, base, count) => {
    const on = board();
    for (const fid of both)
      expect(unchanged(on, () => on.call(MPXY, fid, [ECHO, base, count]))).toEqual([BAD_RANGE, 0n]);
  });

  test('a channel that is not there: NOT_SUPPORTED, whatever the range', () => {
    const on = board();
    for (const fid of both)
      for (const channel of [0n, 3n])
        expect(unchanged(on, () => on.call(MPXY, fid, [channel, 0xcn, 0n]))).toEqual([NOT_SUPPORTED, 0n]);
  });

  test('without shared memory, whatever the channel', () => {
    for (const fid of both) expect(new Board().call(MPXY, fid, [9n, 0xcn, 0n])).toEqual([NO_SHMEM, 0n]);
  });
});

describe('what a supervisor leaves behind', () => {
  test('a reset', () => {
    const on = board();
    on.call(MPXY, SEND, [ECHO, 1n, 4n]);
    on.call(MPXY, SEND, [LAB, 1n, 0n]);
    on.boot();
    expect(on.call(MPXY, IDS, [0n])[0]).toBe(NO_SHMEM);
    on.call(MPXY, SET_SHMEM, [BigInt(shmem), 0n, 0n]);
    expect(on.call(MPXY, NOTIFICATIONS, [ECHO])).toEqual([0n, 0n]);
    on.call(MPXY, READ_ATTRIBUTES, [LAB, 0x8000_0000n, 1n]);
    expect(word(on, 0)).toBe(0);
  });

  test('a snapshot has it, and does not change', () => {
    const on = board();
    on.call(MPXY, SEND, [ECHO, 1n, 4n]);
    const saved = on.firmware.save();
    const before = structuredClone(saved);
    give(on, [1]);
    on.call(MPXY, WRITE_ATTRIBUTES, [ECHO, 0xbn, 1n]);
    on.call(MPXY, NOTIFICATIONS, [ECHO]);
    on.call(MPXY, SET_SHMEM, [allOnes, allOnes, 0n]);
    expect(saved).toEqual(before);
    on.firmware.restore(saved);
    expect(on.call(MPXY, NOTIFICATIONS, [ECHO])).toEqual([0n, 12n]);
    on.call(MPXY, READ_ATTRIBUTES, [ECHO, 0xbn, 1n]);
    expect(word(on, 0)).toBe(0);
  });
});
