import type { Unpacked } from './float-unit.ts';
import type { Format } from './format.ts';
import { leadingZeros, setUpper, shiftLeft } from './wide.ts';

/** Takes a datum apart. */
export function unpack(into: Unpacked, { width, fractionBits, bias }: Format, low: number, high: number): void {
  // The datum to the left end of 64 bits, so that the fields of all formats begin at bit 62.
  const left = width === 64 ? high | 0 : low << (32 - width);
  const right = width === 64 ? low : 0;
  const exponentBits = width - 1 - fractionBits;
  const exponent = (left << 1) >>> (32 - exponentBits);
  setUpper(into.significand, left & (0x7fff_ffff >>> exponentBits), right);
  shiftLeft(into.significand, exponentBits);
  into.negative = left < 0;

  const zeros = leadingZeros(into.significand);
  if (exponent === 2 * bias + 1) {
    into.kind = zeros === 128 ? 'infinite' : zeros === 1 ? 'quiet NaN' : 'signaling NaN';
  } else if (exponent === 0) {
    into.kind = zeros === 128 ? 'zero' : 'finite';
    into.exponent = 1 - bias - zeros;
    shiftLeft(into.significand, zeros);
  } else {
    into.kind = 'finite';
    into.exponent = exponent - bias;
    into.significand[3]! |= 0x8000_0000;
  }
}

export const isNaN = ({ kind }: Unpacked): boolean => kind === 'quiet NaN' || kind === 'signaling NaN';
