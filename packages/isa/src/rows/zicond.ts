import { literal, select, set } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const spec = 'unpriv "Zicond Extension for Integer Conditional Operations"';
const zero = literal(0n);

export const czeroEqz = insn('czero.eqz rd rs1 rs2 31..25=7 14..12=5 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, select(rs2, rs1, zero)),
]);
export const czeroNez = insn('czero.nez rd rs1 rs2 31..25=7 14..12=7 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, select(rs2, zero, rs1)),
]);

export const Zicond: readonly Insn[] = [czeroEqz, czeroNez];
