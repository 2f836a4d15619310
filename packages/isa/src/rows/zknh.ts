import { type Destination, type Expr, bind, literal, ror, set, srl, t, xor, zext } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { twice, word } from './composed.ts';

const spec = 'unpriv "Zknh NIST Suite: Hash Function Instructions"';

interface Operands {
  readonly rd: Destination;
  readonly rs1: Expr;
}

const all = (a: Expr, b: Expr, c: Expr) => xor(xor(a, b), c);
const rotated = (value: Expr, amount: bigint) => ror(value, literal(amount));

/** The Σ and σ functions of FIPS 180-4 on words of 32 bits. */
const sum32 =
  (a: bigint, b: bigint, c: bigint) =>
  ({ rd, rs1 }: Operands) => [bind(t, twice(rs1)), set(rd, word(all(rotated(t, a), rotated(t, b), rotated(t, c))))];
const sigma32 =
  (a: bigint, b: bigint, shift: bigint) =>
  ({ rd, rs1 }: Operands) => [
    bind(t, twice(rs1)),
    set(rd, word(all(rotated(t, a), rotated(t, b), srl(zext(32, rs1), literal(shift))))),
  ];
/** The same on words of 64 bits. */
const sum64 =
  (a: bigint, b: bigint, c: bigint) =>
  ({ rd, rs1 }: Operands) => [set(rd, all(rotated(rs1, a), rotated(rs1, b), rotated(rs1, c)))];
const sigma64 =
  (a: bigint, b: bigint, shift: bigint) =>
  ({ rd, rs1 }: Operands) => [set(rd, all(rotated(rs1, a), rotated(rs1, b), srl(rs1, literal(shift))))];

export const sha256sig0 = insn('sha256sig0 rd rs1 31..20=0x102 14..12=1 6..0=0x13', spec, sigma32(7n, 18n, 3n));
export const sha256sig1 = insn('sha256sig1 rd rs1 31..20=0x103 14..12=1 6..0=0x13', spec, sigma32(17n, 19n, 10n));
export const sha256sum0 = insn('sha256sum0 rd rs1 31..20=0x100 14..12=1 6..0=0x13', spec, sum32(2n, 13n, 22n));
export const sha256sum1 = insn('sha256sum1 rd rs1 31..20=0x101 14..12=1 6..0=0x13', spec, sum32(6n, 11n, 25n));
export const sha512sig0 = insn('sha512sig0 rd rs1 31..20=0x106 14..12=1 6..0=0x13', spec, sigma64(1n, 8n, 7n));
export const sha512sig1 = insn('sha512sig1 rd rs1 31..20=0x107 14..12=1 6..0=0x13', spec, sigma64(19n, 61n, 6n));
export const sha512sum0 = insn('sha512sum0 rd rs1 31..20=0x104 14..12=1 6..0=0x13', spec, sum64(28n, 34n, 39n));
export const sha512sum1 = insn('sha512sum1 rd rs1 31..20=0x105 14..12=1 6..0=0x13', spec, sum64(14n, 18n, 41n));

export const Zknh: readonly Insn[] = [
  sha256sig0,
  sha256sig1,
  sha256sum0,
  sha256sum1,
  sha512sig0,
  sha512sig1,
  sha512sum0,
  sha512sum1,
];
