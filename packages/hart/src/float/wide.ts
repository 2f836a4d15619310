/**
 * Unsigned integers of 128 bits, which the significands of floating-point numbers are: four 32-bit words, the lowest
 * first, changed in place. Nothing here allocates.
 */
export type Wide = Uint32Array;

export const wideBits = 128;
const words = 4;

export const wide = (): Wide => new Uint32Array(words);

/** Makes `into` the number whose upper 64 bits are `high` and `low`, and whose lower ones are zero. */
export function setUpper(into: Wide, high: number, low: number): void {
  into[3] = high;
  into[2] = low;
  into[1] = 0;
  into[0] = 0;
}

export function isZero(a: Wide): boolean {
  return (a[0]! | a[1]! | a[2]! | a[3]!) === 0;
}

/** How many zeros stand before the highest one; 128 for zero. */
export function leadingZeros(a: Wide): number {
  for (let word = words - 1; word >= 0; word--)
    if (a[word] !== 0) return Math.clz32(a[word]!) + 32 * (words - 1 - word);
  return wideBits;
}

/** Whether a < b. */
export function isLess(a: Wide, b: Wide): boolean {
  for (let word = words - 1; word >= 0; word--) if (a[word] !== b[word]) return a[word]! < b[word]!;
  return false;
}

/** a += b, and whether that carried out of bit 127. */
export function add(a: Wide, b: Wide): boolean {
  let carry = 0;
  for (let word = 0; word < words; word++) {
    const sum = a[word]! + b[word]! + carry;
    a[word] = sum;
    carry = sum >= 2 ** 32 ? 1 : 0;
  }
  return carry === 1;
}

/** a -= b, where b is not greater. */
export function subtract(a: Wide, b: Wide): void {
  let borrow = 0;
  for (let word = 0; word < words; word++) {
    const difference = a[word]! - b[word]! - borrow;
    a[word] = difference;
    borrow = difference < 0 ? 1 : 0;
  }
}

/** a += 1, modulo 2^128. */
export function increment(a: Wide): void {
  let word = 0;
  do a[word]! += 1;
  while (a[word] === 0 && ++word < words);
}

/** a <<= count, modulo 2^128; `count` from 0 to 128. */
export function shiftLeft(a: Wide, count: number): void {
  const whole = count >>> 5;
  const part = count & 31;
  for (let word = words - 1; word >= 0; word--) {
    const high = a[word - whole] ?? 0;
    const low = a[word - whole - 1] ?? 0;
    a[word] = part === 0 ? high : (high << part) | (low >>> (32 - part));
  }
}

/** a >>= count, for any count from 0. Whether a one was lost. */
export function shiftRight(a: Wide, count: number): boolean {
  const whole = Math.min(count >>> 5, words);
  const part = count & 31;
  let lost = part === 0 ? 0 : (a[whole] ?? 0) << (32 - part);
  for (let word = 0; word < whole; word++) lost |= a[word]!;
  for (let word = 0; word < words; word++) {
    const low = a[word + whole] ?? 0;
    const high = a[word + whole + 1] ?? 0;
    a[word] = part === 0 ? low : (low >>> part) | (high << (32 - part));
  }
  return lost !== 0;
}

/**
 * a >>= count. Bit 0 becomes one if a one was lost: it says that there is more to the number than is left, which is all
 * that rounding needs to know of it.
 */
export function shiftRightSticky(a: Wide, count: number): void {
  if (shiftRight(a, count)) a[0]! |= 1;
}

/** The product of the upper halves of a and b: 64 bits times 64 bits. */
export function multiplyUpper(into: Wide, a: Wide, b: Wide): void {
  into.fill(0);
  for (let i = 0; i < 2; i++)
    for (let j = 0; j < 2; j++) {
      addAt(into, i + j, Math.imul(a[2 + i]!, b[2 + j]!) >>> 0);
      addAt(into, i + j + 1, highProduct(a[2 + i]!, b[2 + j]!));
    }
}

/** a += value × 2^(32 × word). */
function addAt(a: Wide, word: number, value: number): void {
  let carry = value;
  for (let at = word; carry !== 0 && at < words; at++) {
    const sum = a[at]! + carry;
    a[at] = sum;
    carry = sum >= 2 ** 32 ? 1 : 0;
  }
}

/** The upper 32 bits of the product of two words. No partial sum exceeds 32 bits. */
function highProduct(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + (middle >>> 16) + (cross >>> 16);
}
