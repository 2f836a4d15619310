import type { Width } from '@hartlab/isa';
import { type Board, RAM_BASE } from '@hartlab/machine';
import type { Random } from '@hartlab/models';
import type { Access } from '../devices/access-loop.ts';
import { PROGRAM, RAM_BYTES } from './access-machine.ts';

const widths: readonly Width[] = [1, 2, 4, 4, 4, 8];
/** Where a device ends, or a register may. */
const BORDER = 16;

/** An address in RAM, of the program none. */
export const ramAddress = (random: Random): number => {
  const offset = random.oneIn(8) ? random.of([0, 1, RAM_BYTES - 1, RAM_BYTES - 16]) : random.below(RAM_BYTES);
  const address = RAM_BASE + offset;
  return address >= PROGRAM.base && address < PROGRAM.base + PROGRAM.size ? address - PROGRAM.size : address;
};

/** What a store of ends a run, or begins it anew, at the right place (QEMU, hw/misc/sifive_test.c). */
const ends = [0x3333n, 0x5555n, 0x7777n];

/** A value that a register may mean something by. */
export const value = (random: Random): bigint => {
  if (random.oneIn(64)) return random.of(ends);
  switch (random.below(8)) {
    case 0:
      return random.word();
    case 1:
      return -1n;
    case 2:
      return BigInt(64 * Math.floor(ramAddress(random) / 64)) + BigInt(random.below(4));
    case 3:
      return BigInt(Math.floor(ramAddress(random) / 4096));
    case 4:
      return 1n << BigInt(random.below(64));
    default:
      return BigInt(random.below(random.of([4, 32, 256, 4096])));
  }
};

/** An access somewhere in the map of a board: most to its devices, also across their borders, some to what lies between. */
export const mapAccess = (board: Board, random: Random): Access => {
  const width = random.of(widths);
  const address = random.oneIn(16) ? anywhere(random) : inDevice(board, random);
  const aligned = random.oneIn(16) ? address : address - (address % width);
  return random.oneIn(2) ? { address: aligned, width } : { address: aligned, width, store: value(random) };
};

const anywhere = (random: Random): number =>
  random.oneIn(4) ? ramAddress(random) : random.below(2 ** 32) * random.of([1, 1, 4096, 2 ** 20]);

/** The number of a group: a small one, or one about a power of two. */
const group = (random: Random): number => (random.oneIn(2) ? random.below(8) : 2 ** random.below(12) + random.below(4));

const inDevice = (board: Board, random: Random): number => {
  const { base, size } = random.of(Object.values(board));
  switch (random.below(4)) {
    case 0:
      return base + 4 * random.below(Math.min(64, size / 4));
    case 1:
      return base + random.of([0, size]) - BORDER + random.below(2 * BORDER);
    // Large devices have groups of registers, each of which begins at a round number.
    case 2:
      return base + ((random.of([0x80, 0x1000]) * group(random) + 4 * random.below(8)) % size);
    default:
      return base + random.below(size);
  }
};
