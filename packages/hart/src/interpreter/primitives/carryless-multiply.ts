import type { Primitive } from './primitive.ts';

/** Multiplication of polynomials over GF(2) (unpriv "Zbc Extension for Carry-less Multiplication"). */

const bitOf = (low: number, high: number, index: number) => ((index < 32 ? low : high) >>> (index & 31)) & 1;

/** Bits 63:0 of the product: the multiplicand moves up, and is added where the multiplier has a 1. */
export const carrylessMultiply: Primitive = (result, aLow, aHigh, bLow, bHigh) => {
  let low = 0;
  let high = 0;
  let shiftedLow = aLow;
  let shiftedHigh = aHigh;
  for (let index = 0; index < 64; index++) {
    if (bitOf(bLow, bHigh, index)) {
      low ^= shiftedLow;
      high ^= shiftedHigh;
    }
    shiftedHigh = (shiftedHigh << 1) | (shiftedLow >>> 31);
    shiftedLow <<= 1;
  }
  result[0] = low;
  result[1] = high;
};

/** Bits 127:64 of the product: the sum moves down instead, and what falls out of it belongs to the low half. */
export const carrylessMultiplyHigh: Primitive = (result, aLow, aHigh, bLow, bHigh) => {
  let low = 0;
  let high = 0;
  for (let index = 0; index < 64; index++) {
    if (bitOf(bLow, bHigh, index)) {
      low ^= aLow;
      high ^= aHigh;
    }
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
  }
  result[0] = low;
  result[1] = high;
};
