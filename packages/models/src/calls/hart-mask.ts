import { allOnes, type Callers } from './call-world.ts';

/** The harts that a mask names; undefined if one of them is not there (sbi "Hart list parameter"). */
export function namedHarts(
  { harts }: Pick<Callers, 'harts'>,
  mask: bigint,
  base: bigint,
): readonly number[] | undefined {
  if (base === allOnes) return harts.map((_, index) => index);
  const named = Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => (mask >> BigInt(bit)) & 1n)
    .map((bit) => base + BigInt(bit));
  return named.every((hartid) => hartid < BigInt(harts.length)) ? named.map(Number) : undefined;
}

/** Masks worth trying: one hart, none, all, one too many, and at the ends of what a base can be. */
export const masks = ({ harts }: Callers): readonly (readonly [mask: bigint, base: bigint])[] => {
  const count = BigInt(harts.length);
  const all = 2n ** count - 1n;
  return [
    [1n, 0n],
    [2n, 0n],
    [all, 0n],
    [0n, 0n],
    [0n, count],
    [1n, count - 1n],
    [1n, count],
    [3n, count - 1n],
    [1n << 63n, 0n],
    [0n, allOnes],
    [allOnes, allOnes],
    [1n, allOnes - 1n],
    [6n, allOnes - 1n],
  ];
};
