import type { Random } from '@hartlab/models';

/** An integer register, x0 among them. */
export const register = (random: Random): string => `x${random.below(32)}`;

/** A register that holds what is written to it. */
export const holder = (random: Random): string => `x${1 + random.below(31)}`;

/** One that holds what is written to it, and is not `base`. */
export const different = (random: Random, base: string): string => {
  const destination = holder(random);
  return destination === base ? `x${(Number(base.slice(1)) % 31) + 1}` : destination;
};

/** Values at which arithmetic has its edges, and any others. */
export const value = (random: Random): bigint =>
  random.oneIn(2)
    ? random.word()
    : random.of([0n, 1n, 2n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 1n << 63n, (1n << 63n) - 1n, (1n << 64n) - 1n]);
