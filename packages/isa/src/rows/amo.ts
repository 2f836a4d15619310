import { type Destination, type Expr, amo, lt, ltu, select, set, sext, t, type Width, zext } from '../expr.ts';

/** A value in memory: its bytes, and how a register reads it with and without a sign. */
export interface Size {
  readonly width: Width;
  readonly signed: (value: Expr) => Expr;
  readonly unsigned: (value: Expr) => Expr;
}
export const byte = {
  width: 1,
  signed: (value) => sext(8, value),
  unsigned: (value) => zext(8, value),
} as const satisfies Size;
export const halfword = {
  width: 2,
  signed: (value) => sext(16, value),
  unsigned: (value) => zext(16, value),
} as const satisfies Size;
export const word = {
  width: 4,
  signed: (value) => sext(32, value),
  unsigned: (value) => zext(32, value),
} as const satisfies Size;
export const doubleword = {
  width: 8,
  signed: (value) => value,
  unsigned: (value) => value,
} as const satisfies Size;

/** The operands of an atomic memory operation. */
export interface Operands {
  readonly rd: Destination;
  readonly rs1: Expr;
  readonly rs2: Expr;
}

/** rd gets the old value, memory what `operate` makes of the old value and rs2. */
export const operation =
  ({ width, signed }: Size, operate: (old: Expr, rs2: Expr) => Expr) =>
  ({ rd, rs1, rs2 }: Operands) => [amo(t, width, rs1, operate(t, rs2)), set(rd, signed(t))];

export const swap = (_old: Expr, rs2: Expr) => rs2;
export const min =
  ({ signed }: Size) =>
  (old: Expr, rs2: Expr) =>
    select(lt(signed(old), signed(rs2)), old, rs2);
export const max =
  ({ signed }: Size) =>
  (old: Expr, rs2: Expr) =>
    select(lt(signed(old), signed(rs2)), rs2, old);
export const minu =
  ({ unsigned }: Size) =>
  (old: Expr, rs2: Expr) =>
    select(ltu(unsigned(old), unsigned(rs2)), old, rs2);
export const maxu =
  ({ unsigned }: Size) =>
  (old: Expr, rs2: Expr) =>
    select(ltu(unsigned(old), unsigned(rs2)), rs2, old);
