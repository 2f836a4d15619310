import { expect } from 'vitest';
import { Board, type BoardOptions, payload } from './board.ts';

export const MPXY = 0x4d505859;
export const [SET_SHMEM, IDS, READ_ATTRIBUTES, WRITE_ATTRIBUTES, SEND_AND_WAIT, SEND, NOTIFICATIONS] = [
  1, 2, 3, 4, 5, 6, 7,
] as const;
export const NOT_SUPPORTED = -2n;
export const INVALID_PARAM = -3n;
export const INVALID_ADDRESS = -5n;
export const NO_SHMEM = -9n;
export const BAD_RANGE = -11n;
export const allOnes = -1n;

/** The channels. */
export const ECHO = 1n;
export const LAB = 2n;

export const SHMEM_SIZE = 4096;
export const shmem = payload + 0x8000;

/** A board whose first hart shares memory for its messages. */
export const board = (options: BoardOptions = {}) => {
  const made = new Board(options);
  made.call(MPXY, SET_SHMEM, [BigInt(shmem), 0n, 0n]);
  return made;
};

/** Writes words of 32 bits into the shared memory, from its beginning on. */
export const give = ({ memory }: Board, values: readonly number[]) => {
  for (const [i, value] of values.entries()) memory.write(shmem + 4 * i, 4, BigInt(value >>> 0));
};

/** Writes a text there. */
export const giveText = ({ memory }: Board, text: string) =>
  memory.writeBytes(
    shmem,
    Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
  );

/** The n-th word of 32 bits there. */
export const word = ({ memory }: Board, n: number) => Number(memory.read(shmem + 4 * n, 4));

export const words = (on: Board, count: number) => Array.from({ length: count }, (_, n) => word(on, n));

export const bytesAt = ({ memory }: Board, length: number, offset = 0) => memory.readBytes(shmem + offset, length);

/** What a call answers that leaves memory, marks and all that the firmware remembers of MPXY alone. */
export const unchanged = (on: Board, act: () => readonly [bigint, bigint]) => {
  const everything = () => [bytesAt(on, 2 * SHMEM_SIZE), on.firmware.save().services['MPXY'], [...on.marks]];
  const before = everything();
  const answer = act();
  expect(everything()).toEqual(before);
  return answer;
};
