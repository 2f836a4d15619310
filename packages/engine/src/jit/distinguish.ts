/** A table in which a place is found by some of its bits. */
export interface Distinction {
  /** By these bits, the index of a place, or nothing. */
  readonly table: readonly (number | undefined)[];
  /** The lowest of the bits. */
  readonly shift: number;
}

const longestTable = 1024;
/** Instructions are at even addresses, and many at coarser ones. */
const shifts = [1, 2, 3, 4];

/** The shortest table in which all of these places are found, or as many as can be. */
export function distinguish(places: readonly number[]): Distinction {
  let best: Distinction = { table: [undefined], shift: 1 };
  let found = 0;
  for (let size = 1; size <= longestTable && found < places.length; size *= 2)
    for (const shift of shifts) {
      const table = Array.from<number | undefined>({ length: size });
      places.forEach((place, index) => (table[(place >>> shift) & (size - 1)] ??= index));
      const different = table.filter((index) => index !== undefined).length;
      if (different <= found) continue;
      best = { table, shift };
      found = different;
    }
  return best;
}
