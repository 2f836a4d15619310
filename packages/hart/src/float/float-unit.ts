import { type Wide, wide } from './wide.ts';

/** What a floating-point datum is. */
export type FloatKind = 'zero' | 'finite' | 'infinite' | 'quiet NaN' | 'signaling NaN';

/** A floating-point datum taken apart. */
export interface Unpacked {
  kind: FloatKind;
  negative: boolean;
  /** If finite, the magnitude is significand × 2^(exponent - 127), and bit 127 of the significand is one. */
  exponent: number;
  readonly significand: Wide;
}

const unpacked = (): Unpacked => ({ kind: 'zero', negative: false, exponent: 0, significand: wide() });

/**
 * Where floating-point operations work and leave what they did. Each hart has its own. An operation changes everything
 * in it except `flags`, to which it only adds.
 */
export class FloatUnit {
  /** The result: bits 31:0 and 63:32, as signed 32-bit numbers. What is beyond the format is zero. */
  low = 0;
  high = 0;
  /** The exception flags of all operations since someone cleared them, as in fflags. */
  flags = 0;
  /** The operands, and the result on its way. */
  readonly a: Unpacked = unpacked();
  readonly b: Unpacked = unpacked();
  readonly c: Unpacked = unpacked();
  readonly result: Unpacked = unpacked();
  /** For the question what the result would be if exponents were unbounded. */
  readonly spare: Wide = wide();

  raise(flags: number): void {
    this.flags |= flags;
  }
}
