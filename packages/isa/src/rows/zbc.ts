import { literal, or, primitive, set, sll, srl } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const spec = 'unpriv "Zbc Extension for Carry-less Multiplication"';

export const clmul = insn('clmul rd rs1 rs2 31..25=5 14..12=1 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, primitive('carryless_multiply', rs1, rs2)),
]);
export const clmulh = insn('clmulh rd rs1 rs2 31..25=5 14..12=3 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, primitive('carryless_multiply_high', rs1, rs2)),
]);
/** Bits 126:63 of the product. */
export const clmulr = insn('clmulr rd rs1 rs2 31..25=5 14..12=2 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(
    rd,
    or(
      sll(primitive('carryless_multiply_high', rs1, rs2), literal(1n)),
      srl(primitive('carryless_multiply', rs1, rs2), literal(63n)),
    ),
  ),
]);

/** What Zbkc has as well. */
export const ZbcOrZbkc: readonly Insn[] = [clmul, clmulh];
export const Zbc: readonly Insn[] = [clmulr];
