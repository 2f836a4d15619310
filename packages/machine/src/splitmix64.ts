const MASK = 2n ** 64n - 1n;

/**
 * Random numbers of 64 bits from a seed of 64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"): plain
 * data goes from one state to the next, and each state has its number.
 */
export const splitmix64 = {
  next: (state: bigint): bigint => (state + 0x9e3779b97f4a7c15n) & MASK,
  number(state: bigint): bigint {
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return z ^ (z >> 31n);
  },
};
