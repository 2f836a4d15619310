/**
 * The operand words are those of riscv-opcodes, with one difference: where it marks a value as excluded only because the
 * specification makes it a HINT, the word here is the one that allows it. A HINT must execute
 * (unpriv "HINT Instructions"), so it expands like any other. Excluded here means: reserved, or another row.
 */
import { type CompressedInsn, compressed } from '../compressed.ts';
import { fld, fsd } from './d.ts';
import {
  addInsn,
  addi,
  addiw,
  addw,
  andInsn,
  andi,
  beq,
  bne,
  ebreak,
  jal,
  jalr,
  ld,
  lui,
  lw,
  orInsn,
  sd,
  slli,
  srai,
  srli,
  subInsn,
  subw,
  sw,
  xorInsn,
} from './i.ts';

const zero = 0;
const ra = 1;
const sp = 2;

const stack = 'unpriv "Stack-Pointer-Based Loads and Stores"';
export const cLwsp = compressed(
  'c.lwsp rd_n0 c_uimm8sphi c_uimm8splo 1..0=2 15..13=2',
  stack,
  lw,
  ({ rd, imm }) => ({ rd, rs1: sp, imm }),
  'rd, imm(sp)',
);
export const cLdsp = compressed(
  'c.ldsp rd_n0 c_uimm9sphi c_uimm9splo 1..0=2 15..13=3',
  stack,
  ld,
  ({ rd, imm }) => ({ rd, rs1: sp, imm }),
  'rd, imm(sp)',
);
export const cSwsp = compressed(
  'c.swsp c_rs2 c_uimm8sp_s 1..0=2 15..13=6',
  stack,
  sw,
  ({ rs2, imm }) => ({ rs1: sp, rs2, imm }),
  'rs2, imm(sp)',
);
export const cSdsp = compressed(
  'c.sdsp c_rs2 c_uimm9sp_s 1..0=2 15..13=7',
  stack,
  sd,
  ({ rs2, imm }) => ({ rs1: sp, rs2, imm }),
  'rs2, imm(sp)',
);

const memory = 'unpriv "Register-Based Loads and Stores"';
export const cLw = compressed(
  'c.lw rd_p rs1_p c_uimm7lo c_uimm7hi 1..0=0 15..13=2',
  memory,
  lw,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
  'rd, imm(rs1)',
);
export const cLd = compressed(
  'c.ld rd_p rs1_p c_uimm8lo c_uimm8hi 1..0=0 15..13=3',
  memory,
  ld,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
  'rd, imm(rs1)',
);
export const cSw = compressed(
  'c.sw rs1_p rs2_p c_uimm7lo c_uimm7hi 1..0=0 15..13=6',
  memory,
  sw,
  ({ rs1, rs2, imm }) => ({ rs1, rs2, imm }),
  'rs2, imm(rs1)',
);
export const cSd = compressed(
  'c.sd rs1_p rs2_p c_uimm8hi c_uimm8lo 1..0=0 15..13=7',
  memory,
  sd,
  ({ rs1, rs2, imm }) => ({ rs1, rs2, imm }),
  'rs2, imm(rs1)',
);

const control = 'unpriv "Compressed Instructions / Control Transfer Instructions"';
export const cJ = compressed('c.j c_imm12 1..0=1 15..13=5', control, jal, ({ imm }) => ({ rd: zero, imm }));
export const cJr = compressed('c.jr rs1_n0 1..0=2 15..13=4 12=0 6..2=0', control, jalr, ({ rs1 }) => ({
  rd: zero,
  rs1,
  imm: 0,
}));
export const cJalr = compressed('c.jalr c_rs1_n0 1..0=2 15..13=4 12=1 6..2=0', control, jalr, ({ rs1 }) => ({
  rd: ra,
  rs1,
  imm: 0,
}));
export const cBeqz = compressed('c.beqz rs1_p c_bimm9lo c_bimm9hi 1..0=1 15..13=6', control, beq, ({ rs1, imm }) => ({
  rs1,
  rs2: zero,
  imm,
}));
export const cBnez = compressed('c.bnez rs1_p c_bimm9lo c_bimm9hi 1..0=1 15..13=7', control, bne, ({ rs1, imm }) => ({
  rs1,
  rs2: zero,
  imm,
}));

const constants = 'unpriv "Integer Constant-Generation Instructions"';
export const cLi = compressed('c.li rd c_imm6lo c_imm6hi 1..0=1 15..13=2', constants, addi, ({ rd, imm }) => ({
  rd,
  rs1: zero,
  imm,
}));
export const cLui = compressed(
  'c.lui rd_n2 c_nzimm18hi c_nzimm18lo 1..0=1 15..13=3',
  constants,
  lui,
  ({ rd, imm }) => ({ rd, imm }),
);

const immediate = 'unpriv "Integer Register-Immediate Operations"';
export const cAddi = compressed(
  'c.addi rd_rs1_n0 c_imm6lo c_imm6hi 1..0=1 15..13=0',
  immediate,
  addi,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
);
export const cAddiw = compressed(
  'c.addiw rd_rs1_n0 c_imm6lo c_imm6hi 1..0=1 15..13=1',
  immediate,
  addiw,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
);
export const cAddi16sp = compressed(
  'c.addi16sp c_nzimm10hi c_nzimm10lo 1..0=1 15..13=3 11..7=2',
  immediate,
  addi,
  ({ imm }) => ({ rd: sp, rs1: sp, imm }),
  'sp, imm',
);
export const cAddi4spn = compressed(
  'c.addi4spn rd_p c_nzuimm10 1..0=0 15..13=0',
  immediate,
  addi,
  ({ rd, imm }) => ({ rd, rs1: sp, imm }),
  'rd, sp, imm',
);
export const cSlli = compressed(
  'c.slli rd_rs1 c_uimm6hi c_uimm6lo 1..0=2 15..13=0',
  immediate,
  slli,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
);
export const cSrli = compressed(
  'c.srli rd_rs1_p c_uimm6lo c_uimm6hi 1..0=1 15..13=4 11..10=0',
  immediate,
  srli,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
);
export const cSrai = compressed(
  'c.srai rd_rs1_p c_uimm6lo c_uimm6hi 1..0=1 15..13=4 11..10=1',
  immediate,
  srai,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
);
export const cAndi = compressed(
  'c.andi rd_rs1_p c_imm6hi c_imm6lo 1..0=1 15..13=4 11..10=2',
  immediate,
  andi,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
);

const registers = 'unpriv "Compressed Instructions / Integer Register-Register Operations"';
export const cMv = compressed('c.mv rd c_rs2_n0 1..0=2 15..13=4 12=0', registers, addInsn, ({ rd, rs2 }) => ({
  rd,
  rs1: zero,
  rs2,
}));
export const cAdd = compressed(
  'c.add rd_rs1 c_rs2_n0 1..0=2 15..13=4 12=1',
  registers,
  addInsn,
  ({ rd, rs1, rs2 }) => ({ rd, rs1, rs2 }),
);
export const cAnd = compressed(
  'c.and rd_rs1_p rs2_p 1..0=1 15..13=4 12..10=0b011 6..5=3',
  registers,
  andInsn,
  ({ rd, rs1, rs2 }) => ({ rd, rs1, rs2 }),
);
export const cOr = compressed(
  'c.or rd_rs1_p rs2_p 1..0=1 15..13=4 12..10=0b011 6..5=2',
  registers,
  orInsn,
  ({ rd, rs1, rs2 }) => ({ rd, rs1, rs2 }),
);
export const cXor = compressed(
  'c.xor rd_rs1_p rs2_p 1..0=1 15..13=4 12..10=0b011 6..5=1',
  registers,
  xorInsn,
  ({ rd, rs1, rs2 }) => ({ rd, rs1, rs2 }),
);
export const cSub = compressed(
  'c.sub rd_rs1_p rs2_p 1..0=1 15..13=4 12..10=0b011 6..5=0',
  registers,
  subInsn,
  ({ rd, rs1, rs2 }) => ({ rd, rs1, rs2 }),
);
export const cAddw = compressed(
  'c.addw rd_rs1_p rs2_p 1..0=1 15..13=4 12..10=0b111 6..5=1',
  registers,
  addw,
  ({ rd, rs1, rs2 }) => ({ rd, rs1, rs2 }),
);
export const cSubw = compressed(
  'c.subw rd_rs1_p rs2_p 1..0=1 15..13=4 12..10=0b111 6..5=0',
  registers,
  subw,
  ({ rd, rs1, rs2 }) => ({ rd, rs1, rs2 }),
);

export const cNop = compressed(
  'c.nop c_imm6hi c_imm6lo 1..0=1 15..13=0 11..7=0',
  'unpriv "Compressed Instructions / NOP Instruction"',
  addi,
  ({ imm }) => ({ rd: zero, rs1: zero, imm }),
);
export const cEbreak = compressed(
  'c.ebreak 1..0=2 15..13=4 12=1 11..2=0',
  'unpriv "Breakpoint Instruction"',
  ebreak,
  () => ({}),
);

export const C: readonly CompressedInsn[] = [
  cLwsp,
  cLdsp,
  cSwsp,
  cSdsp,
  cLw,
  cLd,
  cSw,
  cSd,
  cJ,
  cJr,
  cJalr,
  cBeqz,
  cBnez,
  cLi,
  cLui,
  cAddi,
  cAddiw,
  cAddi16sp,
  cAddi4spn,
  cSlli,
  cSrli,
  cSrai,
  cAndi,
  cMv,
  cAdd,
  cAnd,
  cOr,
  cXor,
  cSub,
  cAddw,
  cSubw,
  cNop,
  cEbreak,
];

const floatMemory = 'unpriv "Zcd Extension for Double-Precision Floating-Point Compressed Instructions"';
export const cFldsp = compressed(
  'c.fldsp frd c_uimm9sphi c_uimm9splo 1..0=2 15..13=1',
  floatMemory,
  fld,
  ({ frd, imm }) => ({ frd, rs1: sp, imm }),
  'frd, imm(sp)',
);
export const cFsdsp = compressed(
  'c.fsdsp c_frs2 c_uimm9sp_s 1..0=2 15..13=5',
  floatMemory,
  fsd,
  ({ frs2, imm }) => ({ rs1: sp, frs2, imm }),
  'frs2, imm(sp)',
);
export const cFld = compressed(
  'c.fld frd_p rs1_p c_uimm8lo c_uimm8hi 1..0=0 15..13=1',
  floatMemory,
  fld,
  ({ frd, rs1, imm }) => ({ frd, rs1, imm }),
  'frd, imm(rs1)',
);
export const cFsd = compressed(
  'c.fsd rs1_p frs2_p c_uimm8lo c_uimm8hi 1..0=0 15..13=5',
  floatMemory,
  fsd,
  ({ rs1, frs2, imm }) => ({ rs1, frs2, imm }),
  'frs2, imm(rs1)',
);

export const CAndD: readonly CompressedInsn[] = [cFldsp, cFsdsp, cFld, cFsd];
