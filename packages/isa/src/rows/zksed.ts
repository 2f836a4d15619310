import { type Destination, type Expr, and, bind, literal, primitive, rol, set, sll, srl, t, u, xor } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { twice, word } from './composed.ts';

const spec = 'unpriv "Zksed ShangMi Suite: SM4 Block Cipher Instructions"';

/** The bits of the substituted byte that `mask` selects, shifted left. */
const part = (mask: bigint, shift: bigint) => sll(and(t, literal(mask)), literal(shift));
const sum = (...parts: readonly Expr[]) => parts.reduce(xor);

/** Substitutes byte `imm` of rs2, spreads it with `linear`, moves it to its place in the word, and adds rs1. */
const round =
  (linear: Expr) =>
  ({ rd, rs1, rs2, imm }: { rd: Destination; rs1: Expr; rs2: Expr; imm: Expr }) => {
    const place = sll(imm, literal(3n));
    return [
      bind(t, primitive('sm4_sub_byte', and(srl(rs2, place), literal(0xffn)))),
      bind(u, linear),
      set(rd, word(xor(rol(twice(u), place), rs1))),
    ];
  };

export const sm4ed = insn(
  'sm4ed rd rs1 rs2 bs 29..25=0b11000 14..12=0 6..0=0x33',
  spec,
  round(sum(t, part(0xffn, 8n), part(0xffn, 2n), part(0xffn, 18n), part(0x3fn, 26n), part(0xc0n, 10n))),
);
export const sm4ks = insn(
  'sm4ks rd rs1 rs2 bs 29..25=0b11010 14..12=0 6..0=0x33',
  spec,
  round(sum(t, part(0x07n, 29n), part(0xfen, 7n), part(0x01n, 23n), part(0xf8n, 13n))),
);

export const Zksed: readonly Insn[] = [sm4ed, sm4ks];
