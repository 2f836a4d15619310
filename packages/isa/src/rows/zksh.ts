import { type Destination, type Expr, bind, literal, rol, set, t, xor } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { twice, word } from './composed.ts';

const spec = 'unpriv "Zksh ShangMi Suite: SM3 Hash Function Instructions"';

/** The permutations P0 and P1 of GB/T 32905. */
const permutation =
  (a: bigint, b: bigint) =>
  ({ rd, rs1 }: { rd: Destination; rs1: Expr }) => [
    bind(t, twice(rs1)),
    set(rd, word(xor(t, xor(rol(t, literal(a)), rol(t, literal(b)))))),
  ];

export const sm3p0 = insn('sm3p0 rd rs1 31..20=0x108 14..12=1 6..0=0x13', spec, permutation(9n, 17n));
export const sm3p1 = insn('sm3p1 rd rs1 31..20=0x109 14..12=1 6..0=0x13', spec, permutation(15n, 23n));

export const Zksh: readonly Insn[] = [sm3p0, sm3p1];
