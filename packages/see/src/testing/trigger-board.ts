import { scause, stval, stvec, triggers } from '@hartlab/hart';
import { expect } from 'vitest';
import { Board, type BoardOptions, payload, ramBase, ramSize } from './board.ts';

export const DBTR = 0x44425452;
export const HSM = 0x48534d;
export const BASE = 0x10;
export const [NUM, SET_SHMEM, READ, INSTALL, UPDATE, UNINSTALL, ENABLE, DISABLE] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
export const FAILED = -1n;
export const NOT_SUPPORTED = -2n;
export const INVALID_PARAM = -3n;
export const INVALID_ADDRESS = -5n;
export const NO_SHMEM = -9n;
export const BAD_RANGE = -11n;

export const isa = 'rv64imach_zicntr_sdtrig';
/** As many as a hart of ours has. */
export const trigMax = 4;
export const shmem = payload + 0x8000;
export const end = BigInt(ramBase + ramSize);
export const allOnes = -1n;

// debug "Match Control Type 6 (mcontrol6, at 0x7a1)" and "Instruction Count (icount, at 0x7a1)"
export const mcontrol6 = 6n << 60n;
export const icount = 3n << 60n;
export const STORE = 1n << 1n;
export const U = 1n << 3n;
export const S = 1n << 4n;
export const M = 1n << 6n;
export const CHAIN = 1n << 11n;
export const VU = 1n << 23n;
export const VS = 1n << 24n;
export const HIT0 = 1n << 22n;
export const DMODE = 1n << 59n;
export const storeInS = mcontrol6 | STORE | S;
export const none = 15n << 60n;

/** A board whose first hart shares memory for its triggers. */
export const board = (options: BoardOptions = {}) => {
  const made = new Board({ isa, ...options });
  made.call(DBTR, SET_SHMEM, [BigInt(shmem), 0n, 0n]);
  return made;
};

/** The words of an entry of the shared memory. */
export type Entry = readonly [word0: bigint, tdata1: bigint, tdata2?: bigint, tdata3?: bigint];

/** Writes entries into the shared memory, from its beginning on. */
export const give = ({ memory }: Board, ...entries: readonly Entry[]) => {
  for (const [i, entry] of entries.entries())
    for (const n of [0, 1, 2, 3]) memory.write(shmem + 32 * i + 8 * n, 8, entry[n] ?? 0n);
};

export const word = ({ memory }: Board, n: number) => memory.read(shmem + 8 * n, 8);
export const entryAt = (on: Board, i: number) => [0, 1, 2, 3].map((n) => word(on, 4 * i + n));

/** Installs all of these with one call, and answers a0 and a1. */
export const install = (on: Board, ...tdata1: readonly bigint[]) => {
  give(on, ...tdata1.map((value, i): Entry => [0xeeeen, value, BigInt(0x1000 * (i + 1))]));
  return on.call(DBTR, INSTALL, [BigInt(tdata1.length)]);
};

/** tdata1 of the triggers of a hart. */
export const held = (on: Board, index = 0) => triggers.map(({ tdata1 }) => on.harts[index]!.read(tdata1));

/** All that a call which fails must leave alone. */
export const everything = (on: Board) => [
  on.memory.readBytes(shmem, 32 * trigMax),
  triggers.map(({ tdata1, tdata2, tdata3 }) => [tdata1, tdata2, tdata3].map((csr) => on.harts[0]!.read(csr))),
  on.firmware.save().services['DBTR'],
];

export const unchanged = (on: Board, act: () => readonly [bigint, bigint]) => {
  const before = everything(on);
  const answer = act();
  expect(everything(on)).toEqual(before);
  return answer;
};

/** Stores to `address`; whether that raised a breakpoint exception there. */
export const storeFires = (on: Board, address: bigint) => {
  const [hart] = on.harts;
  hart!.write(stvec, BigInt(payload + 0x4000));
  hart!.write(scause, 0n);
  hart!.setX(5, address);
  on.execute(0x0002_a023); // sw zero, 0(t0)
  return hart!.read(scause) === 3n && hart!.read(stval) === address;
};
