/** Values composed of the language's nodes that the rows of more than one extension need. */
import { type Expr, and, literal, or, sext, sll, srl, xor, zext } from '../expr.ts';

/** The result of a 32-bit operation, as a 64-bit register holds it (unpriv "RV64I Base Integer Instruction Set"). */
export const word = (value: Expr): Expr => sext(32, value);

/** A 32-bit value in both halves. The low half of this, rotated by any amount, is the 32-bit value rotated by it. */
export const twice = (value: Expr): Expr => or(zext(32, value), sll(value, literal(32n)));

/** Every bit inverted. */
export const not = (value: Expr): Expr => xor(value, literal(0xffff_ffff_ffff_ffffn));

/**
 * The value with neighbouring groups of bits exchanged. `low` has ones where the lower of each two groups is; the groups
 * have `size` bits.
 */
export const exchange = (value: Expr, size: bigint, low: bigint): Expr =>
  or(and(srl(value, literal(size)), literal(low)), sll(and(value, literal(low)), literal(size)));
