/**
 * Which triggers take which configurations: each chain, which may be a single one, the first free triggers that follow one
 * another (sbi "Function: Install triggers (FID #3)"), in the order of the configurations.
 *
 * @param isChained by configuration: whether the next, if there is one, is of the same chain
 * @param isFree by trigger
 * @returns the trigger of each configuration; or the first configuration of the chain for which none are left
 */
export function place(
  isChained: readonly boolean[],
  isFree: readonly boolean[],
): { readonly indices: readonly number[]; readonly failed?: number } {
  const free = [...isFree];
  const indices: number[] = [];
  while (indices.length < isChained.length) {
    const first = indices.length;
    const last = isChained.findIndex((chained, i) => i >= first && (!chained || i === isChained.length - 1));
    const length = last + 1 - first;
    const start = free.findIndex((_, index) => isRun(free, index, length));
    if (start < 0) return { indices, failed: first };
    for (let index = start; index < start + length; index++) {
      free[index] = false;
      indices.push(index);
    }
  }
  return { indices };
}

const isRun = (free: readonly boolean[], start: number, length: number): boolean =>
  start + length <= free.length && free.slice(start, start + length).every(Boolean);
