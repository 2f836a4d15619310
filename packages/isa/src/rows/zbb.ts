import {
  add,
  and,
  bind,
  clz,
  cpop,
  ctz,
  literal,
  lt,
  ltu,
  mul,
  or,
  rol,
  ror,
  select,
  set,
  sext,
  srl,
  sub,
  t,
  u,
  xor,
  zext,
} from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { exchange, not, twice, word } from './composed.ts';

const negate = 'unpriv "Logical with negate"';
export const andn = insn('andn rd rs1 rs2 31..25=32 14..12=7 6..2=0x0C 1..0=3', negate, ({ rd, rs1, rs2 }) => [
  set(rd, and(rs1, not(rs2))),
]);
export const orn = insn('orn rd rs1 rs2 31..25=32 14..12=6 6..2=0x0C 1..0=3', negate, ({ rd, rs1, rs2 }) => [
  set(rd, or(rs1, not(rs2))),
]);
export const xnor = insn('xnor rd rs1 rs2 31..25=32 14..12=4 6..2=0x0C 1..0=3', negate, ({ rd, rs1, rs2 }) => [
  set(rd, not(xor(rs1, rs2))),
]);

/** A bit above the highest of a word: where counting its trailing zeros ends. */
const bit32 = literal(1n << 32n);
const zeros = 'unpriv "Count leading/trailing zero bits"';
export const clzInsn = insn('clz rd rs1 31..20=0x600 14..12=1 6..2=0x04 1..0=3', zeros, ({ rd, rs1 }) => [
  set(rd, clz(rs1)),
]);
export const clzw = insn('clzw rd rs1 31..20=0x600 14..12=1 6..2=0x06 1..0=3', zeros, ({ rd, rs1 }) => [
  set(rd, sub(clz(zext(32, rs1)), literal(32n))),
]);
export const ctzInsn = insn('ctz rd rs1 31..20=0x601 14..12=1 6..2=0x04 1..0=3', zeros, ({ rd, rs1 }) => [
  set(rd, ctz(rs1)),
]);
export const ctzw = insn('ctzw rd rs1 31..20=0x601 14..12=1 6..2=0x06 1..0=3', zeros, ({ rd, rs1 }) => [
  set(rd, ctz(or(rs1, bit32))),
]);

const population = 'unpriv "Count population"';
export const cpopInsn = insn('cpop rd rs1 31..20=0x602 14..12=1 6..2=0x04 1..0=3', population, ({ rd, rs1 }) => [
  set(rd, cpop(rs1)),
]);
export const cpopw = insn('cpopw rd rs1 31..20=0x602 14..12=1 6..2=0x06 1..0=3', population, ({ rd, rs1 }) => [
  set(rd, cpop(zext(32, rs1))),
]);

const extremes = 'unpriv "Integer minimum/maximum"';
export const max = insn('max rd rs1 rs2 31..25=5 14..12=6 6..2=0x0C 1..0=3', extremes, ({ rd, rs1, rs2 }) => [
  set(rd, select(lt(rs1, rs2), rs2, rs1)),
]);
export const maxu = insn('maxu rd rs1 rs2 31..25=5 14..12=7 6..2=0x0C 1..0=3', extremes, ({ rd, rs1, rs2 }) => [
  set(rd, select(ltu(rs1, rs2), rs2, rs1)),
]);
export const min = insn('min rd rs1 rs2 31..25=5 14..12=4 6..2=0x0C 1..0=3', extremes, ({ rd, rs1, rs2 }) => [
  set(rd, select(lt(rs1, rs2), rs1, rs2)),
]);
export const minu = insn('minu rd rs1 rs2 31..25=5 14..12=5 6..2=0x0C 1..0=3', extremes, ({ rd, rs1, rs2 }) => [
  set(rd, select(ltu(rs1, rs2), rs1, rs2)),
]);

const extension = 'unpriv "Sign extension and zero extension"';
export const sextB = insn('sext.b rd rs1 31..20=0x604 14..12=1 6..2=0x04 1..0=3', extension, ({ rd, rs1 }) => [
  set(rd, sext(8, rs1)),
]);
export const sextH = insn('sext.h rd rs1 31..20=0x605 14..12=1 6..2=0x04 1..0=3', extension, ({ rd, rs1 }) => [
  set(rd, sext(16, rs1)),
]);
/** With Zbkb, the same encoding is a packw whose rs2 is x0, which computes the same. */
export const zextH = insn(
  'zext.h rd rs1 31..25=0x04 24..20=0 14..12=0x4 6..2=0xE 1..0=0x3',
  extension,
  ({ rd, rs1 }) => [set(rd, zext(16, rs1))],
);

const rotation = 'unpriv "Bitwise rotation"';
export const rolInsn = insn('rol rd rs1 rs2 31..25=0x30 14..12=1 6..2=0x0C 1..0=3', rotation, ({ rd, rs1, rs2 }) => [
  set(rd, rol(rs1, rs2)),
]);
export const rolw = insn('rolw rd rs1 rs2 31..25=0x30 14..12=1 6..2=0x0E 1..0=3', rotation, ({ rd, rs1, rs2 }) => [
  set(rd, word(rol(twice(rs1), rs2))),
]);
export const rorInsn = insn('ror rd rs1 rs2 31..25=0x30 14..12=5 6..2=0x0C 1..0=3', rotation, ({ rd, rs1, rs2 }) => [
  set(rd, ror(rs1, rs2)),
]);
export const rori = insn('rori rd rs1 31..26=0x18 shamtd 14..12=5 6..2=0x04 1..0=3', rotation, ({ rd, rs1, imm }) => [
  set(rd, ror(rs1, imm)),
]);
export const roriw = insn('roriw rd rs1 31..25=0x30 shamtw 14..12=5 6..2=0x06 1..0=3', rotation, ({ rd, rs1, imm }) => [
  set(rd, word(ror(twice(rs1), imm))),
]);
export const rorw = insn('rorw rd rs1 rs2 31..25=0x30 14..12=5 6..2=0x0E 1..0=3', rotation, ({ rd, rs1, rs2 }) => [
  set(rd, word(ror(twice(rs1), rs2))),
]);

/** The seven low bits of every byte. */
const low7 = literal(0x7f7f_7f7f_7f7f_7f7fn);
/** The lowest bit of every byte. */
const low1 = literal(0x0101_0101_0101_0101n);
export const orcB = insn('orc.b rd rs1 31..20=0x287 14..12=0x5 6..0=0x13', 'unpriv "OR Combine"', ({ rd, rs1 }) => [
  // Adding 127 to the seven low bits carries into bit 7 of the byte unless they are all zero, and no further.
  bind(t, or(add(and(rs1, low7), low7), rs1)),
  set(rd, mul(and(srl(t, literal(7n)), low1), literal(0xffn))),
]);

export const rev8 = insn('rev8 rd rs1 31..20=0x6B8 14..12=5 6..0=0x13', 'unpriv "Byte-reverse"', ({ rd, rs1 }) => [
  bind(t, exchange(rs1, 8n, 0x00ff_00ff_00ff_00ffn)),
  bind(u, exchange(t, 16n, 0x0000_ffff_0000_ffffn)),
  set(rd, rol(u, literal(32n))),
]);

/** What Zbkb has as well. */
export const ZbbOrZbkb: readonly Insn[] = [andn, orn, xnor, rolInsn, rolw, rorInsn, rori, roriw, rorw, rev8];
export const Zbb: readonly Insn[] = [
  clzInsn,
  clzw,
  ctzInsn,
  ctzw,
  cpopInsn,
  cpopw,
  max,
  maxu,
  min,
  minu,
  sextB,
  sextH,
  zextH,
  orcB,
];
