import type { Primitive } from './primitive.ts';

/**
 * Replaces every element of the second value, an index, by that element of the first, or by zero when there is no such
 * element. `size` is the bits of an element (unpriv "Zbkx Extension for Crossbar Permutations").
 */
export function permute(size: 4 | 8): Primitive {
  const ones = 2 ** size - 1;
  const element = (low: number, high: number, index: number) => {
    const at = index * size;
    if (at >= 64) return 0;
    return ((at < 32 ? low : high) >>> (at & 31)) & ones;
  };
  const half = (aLow: number, aHigh: number, indices: number) => {
    let chosen = 0;
    for (let at = 0; at < 32; at += size) chosen |= element(aLow, aHigh, (indices >>> at) & ones) << at;
    return chosen;
  };
  return (result, aLow, aHigh, bLow, bHigh) => {
    result[0] = half(aLow, aHigh, bLow);
    result[1] = half(aLow, aHigh, bHigh);
  };
}
