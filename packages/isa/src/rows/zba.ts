import { type Destination, type Expr, add, literal, set, sll, zext } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const spec = 'unpriv "Zba Extension for Address Generation"';

interface Operands {
  readonly rd: Destination;
  readonly rs1: Expr;
  readonly rs2: Expr;
}
const shiftedAdd =
  (shift: bigint) =>
  ({ rd, rs1, rs2 }: Operands) => [set(rd, add(sll(rs1, literal(shift)), rs2))];
/** The same with the index taken as an unsigned word. */
const shiftedAddUnsigned =
  (shift: bigint) =>
  ({ rd, rs1, rs2 }: Operands) => [set(rd, add(sll(zext(32, rs1), literal(shift)), rs2))];

export const addUw = insn('add.uw rd rs1 rs2 31..25=4 14..12=0 6..2=0x0E 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, add(zext(32, rs1), rs2)),
]);
export const sh1add = insn('sh1add rd rs1 rs2 31..25=16 14..12=2 6..2=0x0C 1..0=3', spec, shiftedAdd(1n));
export const sh1addUw = insn('sh1add.uw rd rs1 rs2 31..25=16 14..12=2 6..2=0x0E 1..0=3', spec, shiftedAddUnsigned(1n));
export const sh2add = insn('sh2add rd rs1 rs2 31..25=16 14..12=4 6..2=0x0C 1..0=3', spec, shiftedAdd(2n));
export const sh2addUw = insn('sh2add.uw rd rs1 rs2 31..25=16 14..12=4 6..2=0x0E 1..0=3', spec, shiftedAddUnsigned(2n));
export const sh3add = insn('sh3add rd rs1 rs2 31..25=16 14..12=6 6..2=0x0C 1..0=3', spec, shiftedAdd(3n));
export const sh3addUw = insn('sh3add.uw rd rs1 rs2 31..25=16 14..12=6 6..2=0x0E 1..0=3', spec, shiftedAddUnsigned(3n));
export const slliUw = insn('slli.uw rd rs1 31..26=2 shamtd 14..12=1 6..2=0x06 1..0=3', spec, ({ rd, rs1, imm }) => [
  set(rd, sll(zext(32, rs1), imm)),
]);

export const Zba: readonly Insn[] = [addUw, sh1add, sh1addUw, sh2add, sh2addUw, sh3add, sh3addUw, slliUw];
