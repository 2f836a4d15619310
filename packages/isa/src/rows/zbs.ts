import { type Expr, and, literal, or, set, sll, srl, xor } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { not } from './composed.ts';

const spec = 'unpriv "Zbs Extension for Single-Bit Manipulation"';
const bit = (index: Expr) => sll(literal(1n), index);
const extract = (value: Expr, index: Expr) => and(srl(value, index), literal(1n));

export const bclr = insn('bclr rd rs1 rs2 31..25=0x24 14..12=1 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, and(rs1, not(bit(rs2)))),
]);
export const bclri = insn('bclri rd rs1 31..26=0x12 shamtd 14..12=1 6..2=0x04 1..0=3', spec, ({ rd, rs1, imm }) => [
  set(rd, and(rs1, not(bit(imm)))),
]);
export const bext = insn('bext rd rs1 rs2 31..25=36 14..12=5 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, extract(rs1, rs2)),
]);
export const bexti = insn('bexti rd rs1 31..26=0x12 shamtd 14..12=5 6..2=0x04 1..0=3', spec, ({ rd, rs1, imm }) => [
  set(rd, extract(rs1, imm)),
]);
export const binv = insn('binv rd rs1 rs2 31..25=52 14..12=1 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, xor(rs1, bit(rs2))),
]);
export const binvi = insn('binvi rd rs1 31..26=0x1a shamtd 14..12=1 6..2=0x04 1..0=3', spec, ({ rd, rs1, imm }) => [
  set(rd, xor(rs1, bit(imm))),
]);
export const bset = insn('bset rd rs1 rs2 31..25=20 14..12=1 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, or(rs1, bit(rs2))),
]);
export const bseti = insn('bseti rd rs1 31..26=0x0a shamtd 14..12=1 6..2=0x04 1..0=3', spec, ({ rd, rs1, imm }) => [
  set(rd, or(rs1, bit(imm))),
]);

export const Zbs: readonly Insn[] = [bclr, bclri, bext, bexti, binv, binvi, bset, bseti];
