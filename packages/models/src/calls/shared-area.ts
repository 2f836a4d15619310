import { allOnes, isAccessible, type CallWorld } from './call-world.ts';
import type { ErrorTable } from './error-table.ts';
import { expected, type Applies, type Expectation } from './expectation.ts';

/** Bits that an address of shared memory and the flags beside it may have. */
export interface AreaRules {
  readonly size: bigint;
  readonly alignment: bigint;
  /** The greatest value of `flags` that is not reserved. */
  readonly flags: bigint;
  /** Whether the function is one that an implementation may leave out. */
  readonly isOptional?: true;
}

/**
 * A function that sets the memory which a hart shares with the firmware, or, with all ones, has none.
 *
 * @param set how the world is with this address, or with none
 */
export function expectArea(
  world: CallWorld,
  table: ErrorTable,
  [low = 0n, high = 0n, flags = 0n]: readonly bigint[],
  { size, alignment, flags: most, isOptional }: AreaRules,
  set: (address: bigint | undefined) => CallWorld,
): Expectation<CallWorld> {
  const isNone = low === allOnes && high === allOnes;
  const isBad: Applies = flags > most || (!isNone && low % alignment !== 0n);
  return expected(
    table,
    {
      INVALID_PARAM: isBad,
      INVALID_ADDRESS: !isNone && !isAccessible(world, low, high, size),
      NOT_SUPPORTED: isOptional ? 'ever' : false,
    },
    { world: set(isNone ? undefined : low) },
  );
}

/** Addresses for such a function: a good one, none, and some that are wrong in one way each. */
export const areas = (
  { memory, platform }: CallWorld,
  hart: number,
): readonly (readonly [low: bigint, high: bigint])[] => {
  const good = areaOf(memory.begin, hart);
  const end = platform.accessible.at(-1)?.end ?? 0n;
  return [
    [good, 0n],
    [good + 1n, 0n],
    [good + 8n, 0n],
    [good, 1n],
    [good, allOnes],
    [allOnes, allOnes],
    [end, 0n],
    [end - 4096n, 0n],
    [1n << 63n, 0n],
    [allOnes, 0n],
  ];
};

/** Bytes of shared memory for one hart: a page, aligned. */
export const areaBytes = 4096n;

/** The page of a hart in the shared memory. */
export const areaOf = (begin: bigint, hart: number): bigint => begin + BigInt(hart) * areaBytes;
