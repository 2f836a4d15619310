import { type CompressedInsn, compressed } from '../compressed.ts';
import { andi, lbu, lh, lhu, sb, sh, xori } from './i.ts';
import { mul } from './m.ts';
import { addUw } from './zba.ts';
import { sextB, sextH, zextH } from './zbb.ts';

const spec = 'unpriv "Zcb Extension for Additional Compressed Instructions"';
const from = 'rd, imm(rs1)';
const to = 'rs2, imm(rs1)';

export const cLbu = compressed(
  'c.lbu rd_p rs1_p c_uimm2 1..0=0 15..13=4 12..10=0',
  spec,
  lbu,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
  from,
);
export const cLhu = compressed(
  'c.lhu rd_p rs1_p c_uimm1 1..0=0 15..13=4 12..10=1 6=0',
  spec,
  lhu,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
  from,
);
export const cLh = compressed(
  'c.lh rd_p rs1_p c_uimm1 1..0=0 15..13=4 12..10=1 6=1',
  spec,
  lh,
  ({ rd, rs1, imm }) => ({ rd, rs1, imm }),
  from,
);
export const cSb = compressed(
  'c.sb rs2_p rs1_p c_uimm2 1..0=0 15..13=4 12..10=2',
  spec,
  sb,
  ({ rs1, rs2, imm }) => ({ rs1, rs2, imm }),
  to,
);
export const cSh = compressed(
  'c.sh rs2_p rs1_p c_uimm1 1..0=0 15..13=4 12..10=3 6=0',
  spec,
  sh,
  ({ rs1, rs2, imm }) => ({ rs1, rs2, imm }),
  to,
);

export const cZextB = compressed(
  'c.zext.b rd_rs1_p 1..0=1 15..13=4 12..10=7 6..5=3 4..2=0',
  spec,
  andi,
  ({ rd, rs1 }) => ({ rd, rs1, imm: 255 }),
);
export const cSextB = compressed(
  'c.sext.b rd_rs1_p 1..0=1 15..13=4 12..10=7 6..5=3 4..2=1',
  spec,
  sextB,
  ({ rd, rs1 }) => ({ rd, rs1 }),
);
export const cZextH = compressed(
  'c.zext.h rd_rs1_p 1..0=1 15..13=4 12..10=7 6..5=3 4..2=2',
  spec,
  zextH,
  ({ rd, rs1 }) => ({ rd, rs1 }),
);
export const cSextH = compressed(
  'c.sext.h rd_rs1_p 1..0=1 15..13=4 12..10=7 6..5=3 4..2=3',
  spec,
  sextH,
  ({ rd, rs1 }) => ({ rd, rs1 }),
);
export const cZextW = compressed(
  'c.zext.w rd_rs1_p 1..0=1 15..13=4 12..10=7 6..5=3 4..2=4',
  spec,
  addUw,
  ({ rd, rs1 }) => ({ rd, rs1, rs2: 0 }),
);
export const cNot = compressed('c.not rd_rs1_p 1..0=1 15..13=4 12..10=7 6..5=3 4..2=5', spec, xori, ({ rd, rs1 }) => ({
  rd,
  rs1,
  imm: -1,
}));
export const cMul = compressed(
  'c.mul rd_rs1_p rs2_p 1..0=1 15..13=4 12..10=7 6..5=2',
  spec,
  mul,
  ({ rd, rs1, rs2 }) => ({ rd, rs1, rs2 }),
);

export const Zcb: readonly CompressedInsn[] = [cLbu, cLhu, cLh, cSb, cSh, cZextB, cNot];
/** Each of these is there only together with the instruction that it expands to. */
export const ZcbAndZbb: readonly CompressedInsn[] = [cSextB, cZextH, cSextH];
export const ZcbAndZba: readonly CompressedInsn[] = [cZextW];
export const ZcbAndM: readonly CompressedInsn[] = [cMul];
