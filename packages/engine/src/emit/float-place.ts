import type { Code } from '../wasm/code.ts';
import type { Type } from '../wasm/opcodes.ts';

/** What to do by the rounding mode (unpriv "Floating-Point Control and Status Register"). */
export type ByRounding = Partial<Record<'RNE' | 'RTZ' | 'RDN' | 'RUP' | 'RMM', () => void>>;

/** The field rm of an instruction for which frm counts. */
export const dynamicRounding = 7;

/**
 * Where one floating-point operation is written. What is written is right for ordinary operands; where it may not be, the
 * instruction is left before anything of it has been done, and the softfloat of the reference says what it does.
 */
export interface FloatPlace {
  readonly code: Code;
  /** Each leaves an operand, as bare bits or as an integer: 64 bits. */
  readonly operands: readonly (() => void)[];
  /** Leaves the instruction if the 32 bits on the stack are not zero. */
  leaveIf(): void;
  /**
   * Accrues NX if `isInexact` leaves 32 bits that are not zero. It may leave the instruction, but nothing after it may, and
   * it is not asked while NX has been accrued.
   */
  accrueInexact(isInexact: () => void): void;
  /** Leaves what is left in the instruction's rounding mode, of this type; leaves the instruction in all others. */
  byRounding(type: Type, modes: ByRounding): void;
}
