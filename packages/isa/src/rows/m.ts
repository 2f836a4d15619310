import {
  type Expr,
  div as quotient,
  divu as unsignedQuotient,
  mul as product,
  mulh as highProduct,
  mulhsu as highProductSignedUnsigned,
  mulhu as highProductUnsigned,
  rem as remainder,
  remu as unsignedRemainder,
  set,
  sext,
  zext,
} from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const word = (value: Expr) => sext(32, value);
const unsignedWord = (value: Expr) => zext(32, value);

const multiplication = 'unpriv "Multiplication Operations"';
export const mul = insn('mul rd rs1 rs2 31..25=1 14..12=0 6..2=0x0C 1..0=3', multiplication, ({ rd, rs1, rs2 }) => [
  set(rd, product(rs1, rs2)),
]);
export const mulh = insn('mulh rd rs1 rs2 31..25=1 14..12=1 6..2=0x0C 1..0=3', multiplication, ({ rd, rs1, rs2 }) => [
  set(rd, highProduct(rs1, rs2)),
]);
export const mulhsu = insn(
  'mulhsu rd rs1 rs2 31..25=1 14..12=2 6..2=0x0C 1..0=3',
  multiplication,
  ({ rd, rs1, rs2 }) => [set(rd, highProductSignedUnsigned(rs1, rs2))],
);
export const mulhu = insn('mulhu rd rs1 rs2 31..25=1 14..12=3 6..2=0x0C 1..0=3', multiplication, ({ rd, rs1, rs2 }) => [
  set(rd, highProductUnsigned(rs1, rs2)),
]);
export const mulw = insn('mulw rd rs1 rs2 31..25=1 14..12=0 6..2=0x0E 1..0=3', multiplication, ({ rd, rs1, rs2 }) => [
  set(rd, word(product(rs1, rs2))),
]);

const division = 'unpriv "Division Operations"';
export const div = insn('div rd rs1 rs2 31..25=1 14..12=4 6..2=0x0C 1..0=3', division, ({ rd, rs1, rs2 }) => [
  set(rd, quotient(rs1, rs2)),
]);
export const divu = insn('divu rd rs1 rs2 31..25=1 14..12=5 6..2=0x0C 1..0=3', division, ({ rd, rs1, rs2 }) => [
  set(rd, unsignedQuotient(rs1, rs2)),
]);
export const rem = insn('rem rd rs1 rs2 31..25=1 14..12=6 6..2=0x0C 1..0=3', division, ({ rd, rs1, rs2 }) => [
  set(rd, remainder(rs1, rs2)),
]);
export const remu = insn('remu rd rs1 rs2 31..25=1 14..12=7 6..2=0x0C 1..0=3', division, ({ rd, rs1, rs2 }) => [
  set(rd, unsignedRemainder(rs1, rs2)),
]);
// Narrowing the 64-bit results gives what the specification's table of division by zero and overflow wants for words.
export const divw = insn('divw rd rs1 rs2 31..25=1 14..12=4 6..2=0x0E 1..0=3', division, ({ rd, rs1, rs2 }) => [
  set(rd, word(quotient(word(rs1), word(rs2)))),
]);
export const divuw = insn('divuw rd rs1 rs2 31..25=1 14..12=5 6..2=0x0E 1..0=3', division, ({ rd, rs1, rs2 }) => [
  set(rd, word(unsignedQuotient(unsignedWord(rs1), unsignedWord(rs2)))),
]);
export const remw = insn('remw rd rs1 rs2 31..25=1 14..12=6 6..2=0x0E 1..0=3', division, ({ rd, rs1, rs2 }) => [
  set(rd, word(remainder(word(rs1), word(rs2)))),
]);
export const remuw = insn('remuw rd rs1 rs2 31..25=1 14..12=7 6..2=0x0E 1..0=3', division, ({ rd, rs1, rs2 }) => [
  set(rd, word(unsignedRemainder(unsignedWord(rs1), unsignedWord(rs2)))),
]);

export const M: readonly Insn[] = [mul, mulh, mulhsu, mulhu, mulw, div, divu, rem, remu, divw, divuw, remw, remuw];
