import { describe, expect, test } from 'vitest';
import { Board, firmwareEnd, payload, ramBase, ramSize } from '../testing/board.ts';
import { LONGEST_CALL } from './dbcn.ts';

const DBCN = 0x4442434e;
const buffer = payload + 0x1ffe; // Straddles a page.
const end = BigInt(ramBase + ramSize);
const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** Ranges that S-mode may not use: firmware memory and its end, the end of RAM, devices, holes, above 2^64. */
const forbidden: readonly (readonly [length: bigint, lo: bigint, hi: bigint])[] = [
  [1n, BigInt(ramBase), 0n],
  [1n, BigInt(firmwareEnd - 1), 0n],
  [2n, BigInt(firmwareEnd - 1), 0n],
  [2n, end - 1n, 0n],
  [1n, end, 0n],
  [1n, 0x1000_0000n, 0n],
  [1n, -1n, 0n],
  [1n, BigInt(payload), 1n],
  [-1n, BigInt(payload), 0n],
  [BigInt(ramSize), BigInt(payload), 0n],
];

describe('console_write', () => {
  test('writes all bytes', () => {
    const board = new Board();
    board.memory.writeBytes(buffer, bytes('hello'));
    expect(board.call(DBCN, 0, [5n, BigInt(buffer), 0n])).toEqual([0n, 5n]);
    expect(board.console).toBe('hello');
  });

  test('the last byte of RAM, and no byte at all anywhere', () => {
    const board = new Board();
    board.memory.writeBytes(ramBase + ramSize - 1, bytes('z'));
    expect(board.call(DBCN, 0, [1n, end - 1n, 0n])).toEqual([0n, 1n]);
    expect(board.call(DBCN, 0, [0n, 0n, 0n])).toEqual([0n, 0n]);
    expect(board.console).toBe('z');
  });

  test('writes the beginning of a buffer that is too long for one call, and says how much', () => {
    const board = new Board();
    board.memory.writeBytes(payload + 0x1000, new Uint8Array(LONGEST_CALL + 1).fill(0x61));
    const longest = BigInt(LONGEST_CALL);
    expect(board.call(DBCN, 0, [longest + 1n, BigInt(payload + 0x1000), 0n])).toEqual([0n, longest]);
    expect(board.written.length).toBe(LONGEST_CALL);
    expect(board.call(DBCN, 0, [1n, BigInt(payload + 0x1000) + longest, 0n])).toEqual([0n, 1n]);
    expect(board.written.at(-1)).toBe(0x61);
  });

  test.each(forbidden)('%s bytes at %s, %s: INVALID_PARAM and nothing written', (...range) => {
    const board = new Board();
    expect(board.call(DBCN, 0, range)[0]).toBe(-3n);
    expect(board.written).toEqual([]);
  });
});

describe('console_read', () => {
  test('reads what there is, up to the size of the buffer, and touches no byte more', () => {
    const board = new Board();
    board.toRead.push(...bytes('abcdef'));
    board.memory.writeBytes(buffer, bytes('........'));
    expect(board.call(DBCN, 1, [4n, BigInt(buffer), 0n])).toEqual([0n, 4n]);
    expect(board.memory.readBytes(buffer, 8)).toEqual(bytes('abcd....'));
    expect(board.call(DBCN, 1, [4n, BigInt(buffer), 0n])).toEqual([0n, 2n]);
    expect(board.memory.readBytes(buffer, 8)).toEqual(bytes('efcd....'));
    expect(board.call(DBCN, 1, [4n, BigInt(buffer), 0n])).toEqual([0n, 0n]);
  });

  test('reads no more than one call may, and the rest with the next', () => {
    const board = new Board();
    let given = 0;
    board.getchar = () => given++ & 0xff;
    const longest = BigInt(LONGEST_CALL);
    expect(board.call(DBCN, 1, [longest + 1n, BigInt(payload + 0x1000), 0n])).toEqual([0n, longest]);
    expect(given).toBe(LONGEST_CALL);
    expect(board.memory.readBytes(payload + 0x1000 + LONGEST_CALL - 1, 2)).toEqual(Uint8Array.of(0xff, 0));
  });

  test('a buffer whose end is not the caller’s is refused, even if one call would not come so far', () => {
    const board = new Board();
    board.toRead.push(65);
    for (const fid of [0, 1])
      expect(board.call(DBCN, fid, [2n ** 63n, BigInt(payload), 0n])[0], `FID ${fid}`).toBe(-3n);
    expect([board.toRead, board.written]).toEqual([[65], []]);
  });

  test.each(forbidden)('%s bytes at %s, %s: INVALID_PARAM and nothing read', (...range) => {
    const board = new Board();
    board.toRead.push(65);
    expect(board.call(DBCN, 1, range)[0]).toBe(-3n);
    expect(board.toRead).toEqual([65]);
  });
});

test('console_write_byte uses the low eight bits', () => {
  const board = new Board();
  expect(board.call(DBCN, 2, [0xffff_ff41n])).toEqual([0n, 0n]);
  expect(board.console).toBe('A');
});
