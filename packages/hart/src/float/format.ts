import type { FloatFormat } from '@hartlab/isa';

/** The parameters of an IEEE 754 binary interchange format. */
export interface Format {
  /** Bits of the whole. */
  readonly width: 16 | 32 | 64;
  /** Bits of the fraction field; the significand has one more, before the point. */
  readonly fractionBits: number;
  /** What the exponent field is larger by than the exponent, and at the same time the largest exponent. */
  readonly bias: number;
  /** The exponent of the smallest normal number, and of all subnormal ones. */
  readonly leastExponent: number;
}

const format = (width: 16 | 32 | 64, fractionBits: number): Format => {
  const bias = 2 ** (width - fractionBits - 2) - 1;
  return { width, fractionBits, bias, leastExponent: 1 - bias };
};

/** Half, single and double precision. */
export const formats: Readonly<Record<FloatFormat, Format>> = {
  f16: format(16, 10),
  f32: format(32, 23),
  f64: format(64, 52),
};
