/**
 * The AES instructions of Zkne and Zknd. A pair of registers holds the state: rs1 columns 0 and 1, rs2 columns 2 and 3;
 * byte n of a column is its row n.
 */
import {
  type Expr,
  and,
  bind,
  eq,
  literal,
  ltu,
  or,
  primitive,
  ror,
  select,
  set,
  sll,
  srl,
  sub,
  t,
  xor,
  zext,
} from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { twice } from './composed.ts';

const encryption = 'unpriv "Zkne NIST Suite: AES Encryption"';
const decryption = 'unpriv "Zknd NIST Suite: AES Decryption"';

interface State {
  readonly rs1: Expr;
  readonly rs2: Expr;
}

/** Columns 0 and 1 after ShiftRows, or InvShiftRows when `direction` is -1: row r comes from r columns further. */
function shiftRows({ rs1, rs2 }: State, direction: 1 | -1): Expr {
  const bytes = Array.from({ length: 8 }, (_, index) => {
    const row = index % 4;
    const column = (Math.floor(index / 4) + direction * row) & 3;
    const from = literal(BigInt(8 * (4 * (column % 2) + row)));
    const byte = and(srl(column < 2 ? rs1 : rs2, from), literal(0xffn));
    return sll(byte, literal(BigInt(8 * index)));
  });
  return bytes.reduce(or);
}

const encrypt = (state: State) => primitive('aes_sub_bytes', shiftRows(state, 1));
const decrypt = (state: State) => primitive('aes_inverse_sub_bytes', shiftRows(state, -1));

export const aes64es = insn(
  'aes64es rd rs1 rs2 31..30=0 29..25=0b11001 14..12=0b000 6..0=0x33',
  encryption,
  ({ rd, ...state }) => [set(rd, encrypt(state))],
);
export const aes64esm = insn(
  'aes64esm rd rs1 rs2 31..30=0 29..25=0b11011 14..12=0b000 6..0=0x33',
  encryption,
  ({ rd, ...state }) => [set(rd, primitive('aes_mix_columns', encrypt(state)))],
);

export const aes64ds = insn(
  'aes64ds rd rs1 rs2 31..30=0 29..25=0b11101 14..12=0b000 6..0=0x33',
  decryption,
  ({ rd, ...state }) => [set(rd, decrypt(state))],
);
export const aes64dsm = insn(
  'aes64dsm rd rs1 rs2 31..30=0 29..25=0b11111 14..12=0b000 6..0=0x33',
  decryption,
  ({ rd, ...state }) => [set(rd, primitive('aes_inverse_mix_columns', decrypt(state)))],
);
export const aes64im = insn(
  'aes64im rd rs1 31..30=0 29..25=0b11000 24..20=0b0000 14..12=0b001 6..0=0x13',
  decryption,
  ({ rd, rs1 }) => [set(rd, primitive('aes_inverse_mix_columns', rs1))],
);

/** Rcon[round + 1] of FIPS 197: the powers of x. Round 10 stands for a word that is only substituted. */
const roundConstant = (round: Expr) =>
  select(
    ltu(round, literal(8n)),
    sll(literal(1n), round),
    select(eq(round, literal(10n)), literal(0n), sll(literal(0x1bn), sub(round, literal(8n)))),
  );
export const aes64ks1i = insn(
  'aes64ks1i rd rs1 rnum 31..30=0 29..25=0b11000 24=1 14..12=0b001 6..0=0x13',
  encryption,
  ({ rd, rs1, imm }) => {
    const last = srl(rs1, literal(32n));
    const rotation = select(eq(imm, literal(10n)), literal(0n), literal(8n));
    const substituted = primitive('aes_sub_bytes', zext(32, ror(twice(last), rotation)));
    return [bind(t, xor(substituted, roundConstant(imm))), set(rd, twice(t))];
  },
);
export const aes64ks2 = insn(
  'aes64ks2 rd rs1 rs2 31..30=1 29..25=0b11111 14..12=0b000 6..0=0x33',
  encryption,
  ({ rd, rs1, rs2 }) => [
    bind(t, xor(srl(rs1, literal(32n)), rs2)),
    set(rd, or(zext(32, t), sll(xor(t, srl(rs2, literal(32n))), literal(32n)))),
  ],
);

export const Zkne: readonly Insn[] = [aes64es, aes64esm];
export const Zknd: readonly Insn[] = [aes64ds, aes64dsm, aes64im];
/** The key schedule, which encryption and decryption share. */
export const ZkneOrZknd: readonly Insn[] = [aes64ks1i, aes64ks2];
