/** The instructions on which we compare ourselves with binutils: all halfwords, and every row with its operand corners. */

/** A small deterministic generator (mulberry32), so that a seed names a corpus. */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Every 16-bit encoding: those whose low two bits are not 11. */
export const halfwords = () => Array.from({ length: 0x1_0000 }, (_, bits) => bits).filter((bits) => (bits & 3) !== 3);

/**
 * Words of one row. Each operand takes its corners (all zeros, all ones, each bit alone, each bit missing) while the
 * others are zero, then `count` random fillings, whose register fields are often zero, ra or sp, as the aliases want.
 */
export function wordsOf({ match, mask }, count, random) {
  const free = ~mask >>> 0;
  const words = new Set([match, (match | free) >>> 0]);
  const fields = [
    [7, 5],
    [15, 5],
    [20, 5],
    [20, 12],
    [25, 7],
    [12, 20],
  ];
  for (const [low, width] of fields) {
    const ones = (2 ** width - 1) * 2 ** low;
    words.add((match | (free & ones)) >>> 0);
    for (let bit = low; bit < low + width; bit++) {
      words.add((match | (free & (1 << bit))) >>> 0);
      words.add((match | (free & ones & ~(1 << bit))) >>> 0);
      words.add((match | (free & ~(1 << bit))) >>> 0);
    }
  }
  while (words.size < count && words.size < 2 ** free.toString(2).replaceAll('0', '').length) {
    let filling = random();
    for (const low of [7, 15, 20]) {
      const choice = random() % 6;
      if (choice < 3) filling = (filling & ~(31 << low)) | (choice << low);
    }
    words.add((match | (filling & free)) >>> 0);
  }
  return [...words];
}
