import { describe, expect, test } from 'vitest';
import {
  BAD_RANGE,
  board,
  ECHO,
  give,
  giveText,
  INVALID_PARAM,
  LAB,
  MPXY,
  NOTIFICATIONS,
  READ_ATTRIBUTES,
  SEND,
  unchanged,
  word,
  words,
  WRITE_ATTRIBUTES,
} from '../testing/mpxy-board.ts';
import type { Board } from '../testing/board.ts';

const EVENTS_STATE_CONTROL = 0xbn;
const CAPACITY = 0x8000_0000n;
const LIMIT = 0x8000_0001n;

const read = (on: Board, channel: bigint, base: bigint, count: bigint) => {
  expect(on.call(MPXY, READ_ATTRIBUTES, [channel, base, count])).toEqual([0n, 0n]);
  return words(on, Number(count));
};

/** Writes these values from an attribute on, and answers a0. */
const write = (on: Board, channel: bigint, base: bigint, ...values: readonly number[]) => {
  give(on, values);
  return on.call(MPXY, WRITE_ATTRIBUTES, [channel, base, BigInt(values.length)])[0];
};

// sbi "Message Channel Attributes", table "MPXY Channel Attributes"
describe('standard attributes', () => {
  test.each([
    ['echo', ECHO, [0x8000_0001, 0x1_0000, 1024, 0, 0, 0b111100, 0, 0, 0, 0, 0, 0]],
    ['lab', LAB, [0x8000_0002, 0x1_0000, 64, 0, 0, 0b010000, 0, 0, 0, 0, 0, 0]],
  ])('of %s', (_, channel, values) => {
    const on = board();
    expect(read(on, channel, 0n, 12n)).toEqual(values);
    expect(read(on, channel, 5n, 1n)).toEqual(values.slice(5, 6));
  });

  test('a range is read into the beginning of shared memory, and no word more', () => {
    const on = board();
    give(on, [7, 7, 7]);
    read(on, ECHO, 1n, 2n);
    expect(words(on, 3)).toEqual([0x1_0000, 1024, 7]);
  });

  test.each([0n, 1n, 2n, 3n, 4n, 5n, 6n])('%i is read-only: BAD_RANGE', (id) => {
    const on = board();
    expect(unchanged(on, () => on.call(MPXY, WRITE_ATTRIBUTES, [ECHO, id, 1n]))).toEqual([BAD_RANGE, 0n]);
  });

  test('a range that begins read-only changes nothing', () => {
    const on = board();
    expect(write(on, ECHO, 6n, 0, 0, 0, 0, 0, 1)).toBe(BAD_RANGE);
    expect(read(on, ECHO, EVENTS_STATE_CONTROL, 1n)).toEqual([0]);
  });

  test('those of MSIs, which no channel sends, ignore writes', () => {
    for (const channel of [ECHO, LAB]) {
      const on = board();
      expect(write(on, channel, 7n, 1, 0xffff_ffff, 0xffff_ffff, 5)).toBe(0n);
      expect(read(on, channel, 7n, 4n)).toEqual([0, 0, 0, 0]);
    }
  });

  test('EVENTS_STATE_CONTROL is 0 or 1', () => {
    const on = board();
    expect(write(on, ECHO, EVENTS_STATE_CONTROL, 1)).toBe(0n);
    // OpenSBI, lib/sbi/sbi_mpxy.c, for the error
    expect(write(on, ECHO, EVENTS_STATE_CONTROL, 2)).toBe(INVALID_PARAM);
    expect(read(on, ECHO, EVENTS_STATE_CONTROL, 1n)).toEqual([1]);
    expect(write(on, ECHO, EVENTS_STATE_CONTROL, 0)).toBe(0n);
    expect(read(on, ECHO, EVENTS_STATE_CONTROL, 1n)).toEqual([0]);
  });

  test('and without notifications ignores writes', () => {
    const on = board();
    expect(write(on, LAB, EVENTS_STATE_CONTROL, 2)).toBe(0n);
    expect(read(on, LAB, EVENTS_STATE_CONTROL, 1n)).toEqual([0]);
  });
});

describe('the echo channel', () => {
  test('how many notifications can wait, and may', () => {
    const on = board();
    expect(read(on, ECHO, CAPACITY, 2n)).toEqual([8, 8]);
    expect(write(on, ECHO, LIMIT, 3)).toBe(0n);
    expect(read(on, ECHO, CAPACITY, 2n)).toEqual([8, 3]);
    for (const limit of [1, 8]) expect(write(on, ECHO, LIMIT, limit)).toBe(0n);
    for (const value of [0, 9, 0xffff_ffff]) expect(write(on, ECHO, LIMIT, value)).toBe(INVALID_PARAM);
    expect(write(on, ECHO, CAPACITY, 8, 1)).toBe(BAD_RANGE);
    expect(read(on, ECHO, LIMIT, 1n)).toEqual([8]);
  });

  const post = (on: Board, text: string) => {
    giveText(on, text);
    expect(on.call(MPXY, SEND, [ECHO, 1n, BigInt(text.length)])).toEqual([0n, 0n]);
  };

  const text = (on: Board, at: number, length: number) =>
    String.fromCharCode(...on.memory.readBytes(0x8020_8000 + at, length));

  test('what was posted comes as notifications, in its order and once', () => {
    const on = board();
    for (const each of ['one', '', 'three']) post(on, each);
    give(on, [7, 7, 7, 7]);
    expect(on.call(MPXY, NOTIFICATIONS, [ECHO])).toEqual([0n, 8n + 4n + 8n + 8n + 8n]);
    // The header is written when events state is enabled only.
    expect(words(on, 4)).toEqual([7, 7, 7, 7]);
    expect([word(on, 4), word(on, 5), text(on, 24, 4)]).toEqual([1, 3, 'one\0']);
    expect([word(on, 7), word(on, 8)]).toEqual([1, 0]);
    expect([word(on, 9), word(on, 10), text(on, 44, 8)]).toEqual([1, 5, 'three\0\0\0']);
    expect(on.call(MPXY, NOTIFICATIONS, [ECHO])).toEqual([0n, 0n]);
  });

  test('as many as fit are returned, and the others remain', () => {
    const on = board();
    write(on, ECHO, EVENTS_STATE_CONTROL, 1);
    for (const letter of ['a', 'b', 'c', 'd']) post(on, letter.repeat(1024));
    post(on, 'e');
    expect(on.call(MPXY, NOTIFICATIONS, [ECHO])).toEqual([0n, 3n * 1032n]);
    expect(words(on, 4)).toEqual([2, 3, 0, 0]);
    expect(text(on, 16 + 2 * 1032 + 8, 1)).toBe('c');
    expect(on.call(MPXY, NOTIFICATIONS, [ECHO])).toEqual([0n, 1032n + 12n]);
    expect(words(on, 4)).toEqual([0, 2, 0, 0]);
    expect([text(on, 24, 1), text(on, 16 + 1032 + 8, 1)]).toEqual(['d', 'e']);
  });

  test('what fills the page to the last byte fits', () => {
    const on = board();
    for (const length of [1024, 1024, 1024, 976]) post(on, 'x'.repeat(length));
    expect(on.call(MPXY, NOTIFICATIONS, [ECHO])).toEqual([0n, 4096n - 16n]);
  });

  test('those that find no room are lost, and said to be, once', () => {
    const on = board();
    write(on, ECHO, LIMIT, 2);
    for (const each of ['a', 'b', 'not counted']) post(on, each);
    write(on, ECHO, EVENTS_STATE_CONTROL, 1);
    for (const each of ['c', 'd']) post(on, each);
    expect(on.call(MPXY, NOTIFICATIONS, [ECHO])).toEqual([0n, 24n]);
    expect(words(on, 4)).toEqual([0, 2, 2, 0]);
    expect([text(on, 24, 1), text(on, 36, 1)]).toEqual(['a', 'b']);
    post(on, 'e');
    expect(on.call(MPXY, NOTIFICATIONS, [ECHO])).toEqual([0n, 12n]);
    expect(words(on, 4)).toEqual([0, 1, 0, 0]);
  });

  test('eight wait unless fewer may', () => {
    const on = board();
    for (let n = 0; n < 9; n++) post(on, String(n));
    expect(on.call(MPXY, NOTIFICATIONS, [ECHO])).toEqual([0n, 8n * 12n]);
    expect(text(on, 16 + 7 * 12 + 8, 1)).toBe('7');
  });
});

describe('the lab channel', () => {
  const mark = (on: Board, message: bigint, name: string) => {
    giveText(on, name);
    return on.call(MPXY, SEND, [LAB, message, BigInt(name.length)]);
  };

  test('a mark reaches the platform, with its name and its hart', () => {
    const on = board();
    for (const [message, name] of [
      [3n, 'boot'],
      [1n, ''],
      [2n, '\0\xff'.padEnd(64, 'x')],
    ] as const)
      expect(mark(on, message, name)).toEqual([0n, 0n]);
    expect(on.marks).toEqual([
      { hartid: 0n, kind: 'phase', name: 'boot' },
      { hartid: 0n, kind: 'window begins', name: '' },
      { hartid: 0n, kind: 'window ends', name: '\0\xff'.padEnd(64, 'x') },
    ]);
    expect(read(on, LAB, 0x8000_0000n, 1n)).toEqual([3]);
  });

  test('its count is read-only', () => {
    const on = board();
    expect(write(on, LAB, 0x8000_0000n, 5)).toBe(BAD_RANGE);
  });
});
