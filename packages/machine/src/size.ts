/** Harts that a machine can have at most, */
export const MAXIMUM_HARTS = 8;

/** and with a hand, which is one more. */
export const MAXIMUM_HARTS_AND_HAND = MAXIMUM_HARTS + 1;

/** Bytes. */
export const MEBIBYTE = 1024 ** 2;

/** Bytes at the end of RAM that a machine with a hand has besides, for the hand's software. */
export const HAND_RAM = 1 * MEBIBYTE;

/** Bytes of RAM that a machine has if nothing is said. */
export const DEFAULT_RAM = 128 * MEBIBYTE;

/** Bytes of RAM that a machine can have at most. */
export const MAXIMUM_RAM = 3072 * MEBIBYTE;

const MINIMUM_RAM = 8 * MEBIBYTE;

/** @throws RangeError for so many harts, the hand not among them, or so many bytes of RAM as no machine can have. */
export function checkSize(harts: number, ram: number): void {
  if (!Number.isInteger(harts) || harts < 1 || harts > MAXIMUM_HARTS)
    throw new RangeError(`a machine has 1 to ${MAXIMUM_HARTS} harts, not ${harts}; change -smp`);
  if (!Number.isInteger(ram / MEBIBYTE) || ram < MINIMUM_RAM || ram > MAXIMUM_RAM)
    throw new RangeError(`a machine has 8 MiB to 3 GiB of RAM in whole MiB, not ${ram} bytes; change -m`);
}
