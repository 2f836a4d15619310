/*
 * Words that have a bit for each interrupt source, as the registers of interrupt controllers have.
 */
export const bitOf = (words: Uint32Array, source: number): boolean =>
  ((words[source >> 5]! >>> (source & 31)) & 1) === 1;

export function setBit(words: Uint32Array, source: number, level: boolean): void {
  const mask = 1 << (source & 31);
  words[source >> 5] = level ? words[source >> 5]! | mask : words[source >> 5]! & ~mask;
}

/** The sources whose bits are set in the word of this index, ascending. */
export function* sourcesIn(index: number, word: number): Generator<number> {
  for (let bit = 0; bit < 32; bit++) if ((word >>> bit) & 1) yield 32 * index + bit;
}

/** The word of this index, in which the bits of these sources are set: 32 bits, unsigned. */
export const wordOf = (index: number, is: (source: number) => boolean): number => {
  let word = 0;
  for (const source of sourcesIn(index, -1)) if (is(source)) word |= 1 << (source & 31);
  return word >>> 0;
};
