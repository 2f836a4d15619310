import { bind, literal, or, set, sll, t, u, zext } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { exchange, word } from './composed.ts';

const spec = 'unpriv "Zbkb Extension for Bit Manipulation for Cryptography"';

export const pack = insn('pack rd rs1 rs2 31..25=4 14..12=4 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, or(zext(32, rs1), sll(rs2, literal(32n)))),
]);
export const packh = insn('packh rd rs1 rs2 31..25=4 14..12=7 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, or(zext(8, rs1), sll(zext(8, rs2), literal(8n)))),
]);
export const packw = insn('packw rd rs1 rs2 31..25=4 14..12=4 6..2=0x0E 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, word(or(zext(16, rs1), sll(rs2, literal(16n))))),
]);
export const brev8 = insn('brev8 rd rs1 31..20=0x687 14..12=5 6..2=0x4 1..0=0x3', spec, ({ rd, rs1 }) => [
  bind(t, exchange(rs1, 1n, 0x5555_5555_5555_5555n)),
  bind(u, exchange(t, 2n, 0x3333_3333_3333_3333n)),
  set(rd, exchange(u, 4n, 0x0f0f_0f0f_0f0f_0f0fn)),
]);

export const Zbkb: readonly Insn[] = [pack, packh, packw, brev8];
