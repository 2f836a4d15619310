import { jit } from '@hartlab/engine';
import { MachineMemory } from '@hartlab/hart';
import { expect, test } from 'vitest';
import { boards, type Fuzz, fuzzMap, fuzzQueues, type Fuzzing, plugTypes } from './fuzz.ts';
import { guardMemory } from './guarded-memory.ts';

/* No value is expected but that nothing is thrown, and that the same is done again: `pnpm fuzz-devices` does it longer. */
const both = (fuzz: (how: Partial<Fuzz>) => Fuzzing): Fuzzing => {
  const first = fuzz({});
  expect(fuzz({ engine: jit, snapshots: 5 })).toEqual(first);
  return first;
};

test('what goes outside of RAM is found', () => {
  const memory = new MachineMemory({ harts: 1, ramBase: 0x8000_0000, ramSize: 4096 });
  guardMemory(memory);
  memory.writeHalves(0x8000_0ffc, 4, 1, 0);
  expect(memory.readSmall(0x8000_0ffc, 4)).toBe(1);
  expect(() => memory.writeHalves(0x8000_0ffd, 4, 1, 0)).toThrow(
    'writeHalves of 4 bytes at 2147487741 is outside of RAM',
  );
  expect(() => memory.readSmall(0x7fff_ffff, 1)).toThrow('outside of RAM');
  expect(() => memory.readBytes(0x8000_0000, 4097)).toThrow('outside of RAM');
  expect(() => memory.writeBytes(Number.NaN, new Uint8Array(1))).toThrow('outside of RAM');
});

test.each(plugTypes)('a hostile driver of %s', { timeout: 30_000 }, (type) => {
  const done = [true, false].map((isLegacy) =>
    both((how) => fuzzQueues(type, { seed: 2, count: 500, board: {}, isLegacy, ...how })),
  );
  // Neither does nothing.
  expect([done.some(({ working }) => working > 0), done.some(({ broken }) => broken > 0)]).toEqual([true, true]);
});

test.each(boards)('accesses to all of the map of a board with %j', { timeout: 30_000 }, (board) => {
  both((how) => fuzzMap({ seed: 1, count: 1000, board, isLegacy: true, ...how }));
});
