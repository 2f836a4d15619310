import {
  type Destination,
  type Expr,
  type Narrow,
  type Width,
  add,
  and,
  branch,
  eq,
  ge,
  geu,
  indirectJump,
  jump,
  length,
  literal,
  load,
  lt,
  ltu,
  ne,
  or,
  pc,
  set,
  sext,
  sll,
  sra,
  srl,
  store,
  sub,
  systemEnd,
  t,
  xor,
  zext,
} from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const immediate = 'unpriv "Integer Register-Immediate Instructions"';
export const addi = insn('addi rd rs1 imm12 14..12=0 6..2=0x04 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, add(rs1, imm)),
]);
export const slti = insn('slti rd rs1 imm12 14..12=2 6..2=0x04 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, lt(rs1, imm)),
]);
export const sltiu = insn('sltiu rd rs1 imm12 14..12=3 6..2=0x04 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, ltu(rs1, imm)),
]);
export const andi = insn('andi rd rs1 imm12 14..12=7 6..2=0x04 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, and(rs1, imm)),
]);
export const ori = insn('ori rd rs1 imm12 14..12=6 6..2=0x04 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, or(rs1, imm)),
]);
export const xori = insn('xori rd rs1 imm12 14..12=4 6..2=0x04 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, xor(rs1, imm)),
]);
export const slli = insn('slli rd rs1 31..26=0 shamtd 14..12=1 6..2=0x04 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, sll(rs1, imm)),
]);
export const srli = insn('srli rd rs1 31..26=0 shamtd 14..12=5 6..2=0x04 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, srl(rs1, imm)),
]);
export const srai = insn('srai rd rs1 31..26=16 shamtd 14..12=5 6..2=0x04 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, sra(rs1, imm)),
]);
export const lui = insn('lui rd imm20 6..2=0x0D 1..0=3', immediate, ({ rd, imm }) => [set(rd, imm)]);
export const auipc = insn('auipc rd imm20 6..2=0x05 1..0=3', immediate, ({ rd, imm }) => [set(rd, add(pc, imm))]);

const registers = 'unpriv "Integer Register-Register Instructions"';
export const addInsn = insn('add rd rs1 rs2 31..25=0 14..12=0 6..2=0x0C 1..0=3', registers, ({ rd, rs1, rs2 }) => [
  set(rd, add(rs1, rs2)),
]);
export const slt = insn('slt rd rs1 rs2 31..25=0 14..12=2 6..2=0x0C 1..0=3', registers, ({ rd, rs1, rs2 }) => [
  set(rd, lt(rs1, rs2)),
]);
export const sltu = insn('sltu rd rs1 rs2 31..25=0 14..12=3 6..2=0x0C 1..0=3', registers, ({ rd, rs1, rs2 }) => [
  set(rd, ltu(rs1, rs2)),
]);
export const andInsn = insn('and rd rs1 rs2 31..25=0 14..12=7 6..2=0x0C 1..0=3', registers, ({ rd, rs1, rs2 }) => [
  set(rd, and(rs1, rs2)),
]);
export const orInsn = insn('or rd rs1 rs2 31..25=0 14..12=6 6..2=0x0C 1..0=3', registers, ({ rd, rs1, rs2 }) => [
  set(rd, or(rs1, rs2)),
]);
export const xorInsn = insn('xor rd rs1 rs2 31..25=0 14..12=4 6..2=0x0C 1..0=3', registers, ({ rd, rs1, rs2 }) => [
  set(rd, xor(rs1, rs2)),
]);
export const sllInsn = insn('sll rd rs1 rs2 31..25=0 14..12=1 6..2=0x0C 1..0=3', registers, ({ rd, rs1, rs2 }) => [
  set(rd, sll(rs1, rs2)),
]);
export const srlInsn = insn('srl rd rs1 rs2 31..25=0 14..12=5 6..2=0x0C 1..0=3', registers, ({ rd, rs1, rs2 }) => [
  set(rd, srl(rs1, rs2)),
]);
export const subInsn = insn('sub rd rs1 rs2 31..25=32 14..12=0 6..2=0x0C 1..0=3', registers, ({ rd, rs1, rs2 }) => [
  set(rd, sub(rs1, rs2)),
]);
export const sraInsn = insn('sra rd rs1 rs2 31..25=32 14..12=5 6..2=0x0C 1..0=3', registers, ({ rd, rs1, rs2 }) => [
  set(rd, sra(rs1, rs2)),
]);

/** Clears bit 0 of the sum, as jalr does. */
const even = literal(0xffff_ffff_ffff_fffen);
const jumps = 'unpriv "Unconditional Jumps"';
// The jump comes first: a misaligned target traps, and then rd must keep its value.
export const jal = insn('jal rd jimm20 6..2=0x1b 1..0=3', jumps, ({ rd, imm }) => [
  jump(add(pc, imm)),
  set(rd, add(pc, length)),
]);
export const jalr = insn(
  'jalr rd rs1 imm12 14..12=0 6..2=0x19 1..0=3',
  jumps,
  ({ rd, rs1, imm }) => [indirectJump(and(add(rs1, imm), even)), set(rd, add(pc, length))],
  'rd, imm(rs1)',
);

const branches = 'unpriv "Conditional Branches"';
const when =
  (condition: (a: Expr, b: Expr) => Expr) =>
  ({ rs1, rs2, imm }: { rs1: Expr; rs2: Expr; imm: Expr }) => [branch(condition(rs1, rs2), add(pc, imm))];
const compare = 'rs1, rs2, imm';
export const beq = insn('beq bimm12hi rs1 rs2 bimm12lo 14..12=0 6..2=0x18 1..0=3', branches, when(eq), compare);
export const bne = insn('bne bimm12hi rs1 rs2 bimm12lo 14..12=1 6..2=0x18 1..0=3', branches, when(ne), compare);
export const blt = insn('blt bimm12hi rs1 rs2 bimm12lo 14..12=4 6..2=0x18 1..0=3', branches, when(lt), compare);
export const bltu = insn('bltu bimm12hi rs1 rs2 bimm12lo 14..12=6 6..2=0x18 1..0=3', branches, when(ltu), compare);
export const bge = insn('bge bimm12hi rs1 rs2 bimm12lo 14..12=5 6..2=0x18 1..0=3', branches, when(ge), compare);
export const bgeu = insn('bgeu bimm12hi rs1 rs2 bimm12lo 14..12=7 6..2=0x18 1..0=3', branches, when(geu), compare);

const memory = 'unpriv "Base Instruction Sets / Load and Store Instructions"';
const loads =
  (width: Width, extend: (bytes: Expr) => Expr) =>
  ({ rd, rs1, imm }: { rd: Destination; rs1: Expr; imm: Expr }) => [load(t, width, add(rs1, imm)), set(rd, extend(t))];
const stores =
  (width: Width) =>
  ({ rs1, rs2, imm }: { rs1: Expr; rs2: Expr; imm: Expr }) => [store(width, add(rs1, imm), rs2)];
const signed = (from: Narrow) => (bytes: Expr) => sext(from, bytes);
/** Loaded bytes are zero-extended already. */
const asLoaded = (bytes: Expr) => bytes;
const from = 'rd, imm(rs1)';
const to = 'rs2, imm(rs1)';
export const lb = insn('lb rd rs1 imm12 14..12=0 6..2=0x00 1..0=3', memory, loads(1, signed(8)), from);
export const lh = insn('lh rd rs1 imm12 14..12=1 6..2=0x00 1..0=3', memory, loads(2, signed(16)), from);
export const lw = insn('lw rd rs1 imm12 14..12=2 6..2=0x00 1..0=3', memory, loads(4, signed(32)), from);
export const lbu = insn('lbu rd rs1 imm12 14..12=4 6..2=0x00 1..0=3', memory, loads(1, asLoaded), from);
export const lhu = insn('lhu rd rs1 imm12 14..12=5 6..2=0x00 1..0=3', memory, loads(2, asLoaded), from);
export const sb = insn('sb imm12hi rs1 rs2 imm12lo 14..12=0 6..2=0x08 1..0=3', memory, stores(1), to);
export const sh = insn('sh imm12hi rs1 rs2 imm12lo 14..12=1 6..2=0x08 1..0=3', memory, stores(2), to);
export const sw = insn('sw imm12hi rs1 rs2 imm12lo 14..12=2 6..2=0x08 1..0=3', memory, stores(4), to);

/** A hart here performs its memory accesses one at a time and in program order, so there is nothing left to order. */
export const fence = insn(
  'fence fm pred succ rs1 14..12=0 rd 6..2=0x03 1..0=3',
  'unpriv "Memory Ordering Instructions"',
  () => [],
  'pred, succ',
);

const environment = 'unpriv "Environment Call and Breakpoints"';
export const ecall = insn('ecall 31..20=0x000 19..7=0 6..2=0x1C 1..0=3', environment, () => [systemEnd('ecall')]);
export const ebreak = insn('ebreak 31..20=0x001 19..7=0 6..2=0x1C 1..0=3', environment, () => [systemEnd('ebreak')]);

/** The result of a 32-bit operation, as a 64-bit register holds it (unpriv "RV64I Base Integer Instruction Set"). */
const word = (value: Expr) => sext(32, value);
/** A 32-bit shift takes its amount from the low five bits. */
const amount = (value: Expr) => and(value, literal(31n));

export const addiw = insn('addiw rd rs1 imm12 14..12=0 6..2=0x06 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, word(add(rs1, imm))),
]);
export const slliw = insn('slliw rd rs1 31..25=0 shamtw 14..12=1 6..2=0x06 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, word(sll(rs1, imm))),
]);
export const srliw = insn('srliw rd rs1 31..25=0 shamtw 14..12=5 6..2=0x06 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, word(srl(zext(32, rs1), imm))),
]);
export const sraiw = insn('sraiw rd rs1 31..25=32 shamtw 14..12=5 6..2=0x06 1..0=3', immediate, ({ rd, rs1, imm }) => [
  set(rd, word(sra(word(rs1), imm))),
]);

const operations = 'unpriv "Base Instruction Sets / Integer Register-Register Operations"';
export const addw = insn('addw rd rs1 rs2 31..25=0 14..12=0 6..2=0x0E 1..0=3', operations, ({ rd, rs1, rs2 }) => [
  set(rd, word(add(rs1, rs2))),
]);
export const subw = insn('subw rd rs1 rs2 31..25=32 14..12=0 6..2=0x0E 1..0=3', operations, ({ rd, rs1, rs2 }) => [
  set(rd, word(sub(rs1, rs2))),
]);
export const sllw = insn('sllw rd rs1 rs2 31..25=0 14..12=1 6..2=0x0E 1..0=3', operations, ({ rd, rs1, rs2 }) => [
  set(rd, word(sll(rs1, amount(rs2)))),
]);
export const srlw = insn('srlw rd rs1 rs2 31..25=0 14..12=5 6..2=0x0E 1..0=3', operations, ({ rd, rs1, rs2 }) => [
  set(rd, word(srl(zext(32, rs1), amount(rs2)))),
]);
export const sraw = insn('sraw rd rs1 rs2 31..25=32 14..12=5 6..2=0x0E 1..0=3', operations, ({ rd, rs1, rs2 }) => [
  set(rd, word(sra(word(rs1), amount(rs2)))),
]);

export const lwu = insn('lwu rd rs1 imm12 14..12=6 6..2=0x00 1..0=3', memory, loads(4, asLoaded), from);
export const ld = insn('ld rd rs1 imm12 14..12=3 6..2=0x00 1..0=3', memory, loads(8, asLoaded), from);
export const sd = insn('sd imm12hi rs1 rs2 imm12lo 14..12=3 6..2=0x08 1..0=3', memory, stores(8), to);

export const I: readonly Insn[] = [
  addi,
  slti,
  sltiu,
  andi,
  ori,
  xori,
  slli,
  srli,
  srai,
  lui,
  auipc,
  addInsn,
  slt,
  sltu,
  andInsn,
  orInsn,
  xorInsn,
  sllInsn,
  srlInsn,
  subInsn,
  sraInsn,
  jal,
  jalr,
  beq,
  bne,
  blt,
  bltu,
  bge,
  bgeu,
  lb,
  lh,
  lw,
  lbu,
  lhu,
  sb,
  sh,
  sw,
  fence,
  ecall,
  ebreak,
  addiw,
  slliw,
  srliw,
  sraiw,
  addw,
  subw,
  sllw,
  srlw,
  sraw,
  lwu,
  ld,
  sd,
];
