import type { Primitive } from './primitive.ts';

/** The steps of AES, on eight bytes or two columns of its state (FIPS 197, sections 4 and 5). */

/** The product of two polynomials over GF(2) modulo x^8 + x^4 + x^3 + x + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  let power = a;
  for (let rest = b; rest !== 0; rest >>>= 1) {
    if (rest & 1) product ^= power;
    power = (power << 1) ^ (power & 0x80 ? 0x11b : 0);
  }
  return product;
}

/** a^254, which is the inverse of a, and 0 for 0. */
function invert(a: number): number {
  let inverse = 1;
  let square = a;
  for (let exponent = 2; exponent < 256; exponent *= 2) {
    square = multiply(square, square);
    inverse = multiply(inverse, square);
  }
  return inverse;
}

/** SubBytes for one byte: the inverse, added to itself rotated left by 1 to 4, and 0x63. */
function substitute(byte: number): number {
  const inverse = invert(byte);
  const repeated = inverse * 0x101;
  const rotated = (amount: number) => (repeated >>> (8 - amount)) & 0xff;
  return inverse ^ rotated(1) ^ rotated(2) ^ rotated(3) ^ rotated(4) ^ 0x63;
}

const bytes = Array.from({ length: 256 }, (_, byte) => byte);
const box = Uint8Array.from(bytes, substitute);
const inverseBox = Uint8Array.from(bytes, (byte) => box.indexOf(byte));

/** Applies a function to both halves. */
const halves =
  (word: (value: number) => number): Primitive =>
  (result, aLow, aHigh) => {
    result[0] = word(aLow);
    result[1] = word(aHigh);
  };

/** Looks every byte up. */
const lookUp = (table: Uint8Array) =>
  halves((word) => {
    let found = 0;
    for (let at = 0; at < 32; at += 8) found |= table[(word >>> at) & 0xff]! << at;
    return found;
  });

/** Multiplies a column by a matrix whose rows are `coefficients`, each row rotated one further to the right. */
const multiplyColumns = (coefficients: readonly [number, number, number, number]) => {
  const products = coefficients.map((coefficient) => Uint8Array.from(bytes, (byte) => multiply(coefficient, byte)));
  return halves((column) => {
    let product = 0;
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let index = 0; index < 4; index++) sum ^= products[index]![(column >>> (8 * ((row + index) & 3))) & 0xff]!;
      product |= sum << (8 * row);
    }
    return product;
  });
};

export const subBytes: Primitive = lookUp(box);
export const inverseSubBytes: Primitive = lookUp(inverseBox);
export const mixColumns: Primitive = multiplyColumns([2, 3, 1, 1]);
export const inverseMixColumns: Primitive = multiplyColumns([14, 11, 13, 9]);
