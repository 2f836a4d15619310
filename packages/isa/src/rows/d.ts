import { type Insn, insn } from '../insn.ts';
import { floatSemantics } from './float-semantics.ts';

const single = floatSemantics('f32');
const double = floatSemantics('f64');

const memory = 'unpriv "Double-Precision Load and Store Instructions"';
const computational = 'unpriv "Double-Precision Floating-Point Computational Instructions"';
const conversion = 'unpriv "Double-Precision Floating-Point Conversion and Move Instructions"';
const compare = 'unpriv "Double-Precision Floating-Point Compare Instructions"';
const classify = 'unpriv "Double-Precision Floating-Point Classify Instruction"';
const from = 'frd, imm(rs1)';
const to = 'frs2, imm(rs1)';

export const fld = insn('fld frd rs1 imm12 14..12=3 6..2=0x01 1..0=3', memory, double.load, from);
export const fsd = insn('fsd imm12hi rs1 frs2 imm12lo 14..12=3 6..2=0x09 1..0=3', memory, double.store, to);
export const fmaddD = insn(
  'fmadd.d frd frs1 frs2 frs3 rm 26..25=1 6..2=0x10 1..0=3',
  computational,
  double.mulAdd('+', '+'),
);
export const fmsubD = insn(
  'fmsub.d frd frs1 frs2 frs3 rm 26..25=1 6..2=0x11 1..0=3',
  computational,
  double.mulAdd('+', '-'),
);
export const fnmsubD = insn(
  'fnmsub.d frd frs1 frs2 frs3 rm 26..25=1 6..2=0x12 1..0=3',
  computational,
  double.mulAdd('-', '+'),
);
export const fnmaddD = insn(
  'fnmadd.d frd frs1 frs2 frs3 rm 26..25=1 6..2=0x13 1..0=3',
  computational,
  double.mulAdd('-', '-'),
);
export const faddD = insn(
  'fadd.d frd frs1 frs2 31..27=0x00 rm 26..25=1 6..2=0x14 1..0=3',
  computational,
  double.binary('add'),
);
export const fsubD = insn(
  'fsub.d frd frs1 frs2 31..27=0x01 rm 26..25=1 6..2=0x14 1..0=3',
  computational,
  double.binary('sub'),
);
export const fmulD = insn(
  'fmul.d frd frs1 frs2 31..27=0x02 rm 26..25=1 6..2=0x14 1..0=3',
  computational,
  double.binary('mul'),
);
export const fdivD = insn(
  'fdiv.d frd frs1 frs2 31..27=0x03 rm 26..25=1 6..2=0x14 1..0=3',
  computational,
  double.binary('div'),
);
export const fsqrtD = insn(
  'fsqrt.d frd frs1 24..20=0 31..27=0x0B rm 26..25=1 6..2=0x14 1..0=3',
  computational,
  double.unary('sqrt'),
);
export const fsgnjD = insn(
  'fsgnj.d frd frs1 frs2 31..27=0x04 14..12=0 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.copySign,
);
export const fsgnjnD = insn(
  'fsgnjn.d frd frs1 frs2 31..27=0x04 14..12=1 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.copyInvertedSign,
);
export const fsgnjxD = insn(
  'fsgnjx.d frd frs1 frs2 31..27=0x04 14..12=2 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.xorSign,
);
export const fminD = insn(
  'fmin.d frd frs1 frs2 31..27=0x05 14..12=0 26..25=1 6..2=0x14 1..0=3',
  computational,
  double.choice('min'),
);
export const fmaxD = insn(
  'fmax.d frd frs1 frs2 31..27=0x05 14..12=1 26..25=1 6..2=0x14 1..0=3',
  computational,
  double.choice('max'),
);
export const fcvtSD = insn(
  'fcvt.s.d frd frs1 24..20=1 31..27=0x08 rm 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.fromFloat('f64'),
);
export const fcvtDS = insn(
  'fcvt.d.s frd frs1 24..20=0 31..27=0x08 rm_exact 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.fromFloat('f32'),
);
export const feqD = insn(
  'feq.d rd frs1 frs2 31..27=0x14 14..12=2 26..25=1 6..2=0x14 1..0=3',
  compare,
  double.comparison('eq'),
);
export const fltD = insn(
  'flt.d rd frs1 frs2 31..27=0x14 14..12=1 26..25=1 6..2=0x14 1..0=3',
  compare,
  double.comparison('lt'),
);
export const fleD = insn(
  'fle.d rd frs1 frs2 31..27=0x14 14..12=0 26..25=1 6..2=0x14 1..0=3',
  compare,
  double.comparison('le'),
);
export const fclassD = insn(
  'fclass.d rd frs1 24..20=0 31..27=0x1C 14..12=1 26..25=1 6..2=0x14 1..0=3',
  classify,
  double.classify,
);
export const fcvtWD = insn(
  'fcvt.w.d rd frs1 24..20=0 31..27=0x18 rm 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.toInteger('i32'),
);
export const fcvtWuD = insn(
  'fcvt.wu.d rd frs1 24..20=1 31..27=0x18 rm 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.toInteger('u32'),
);
export const fcvtDW = insn(
  'fcvt.d.w frd rs1 24..20=0 31..27=0x1A rm_exact 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.fromInteger('i32'),
);
export const fcvtDWu = insn(
  'fcvt.d.wu frd rs1 24..20=1 31..27=0x1A rm_exact 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.fromInteger('u32'),
);

export const fcvtLD = insn(
  'fcvt.l.d rd frs1 24..20=2 31..27=0x18 rm 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.toInteger('i64'),
);
export const fcvtLuD = insn(
  'fcvt.lu.d rd frs1 24..20=3 31..27=0x18 rm 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.toInteger('u64'),
);
export const fmvXD = insn(
  'fmv.x.d rd frs1 24..20=0 31..27=0x1C 14..12=0 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.moveToInteger,
);
export const fcvtDL = insn(
  'fcvt.d.l frd rs1 24..20=2 31..27=0x1A rm 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.fromInteger('i64'),
);
export const fcvtDLu = insn(
  'fcvt.d.lu frd rs1 24..20=3 31..27=0x1A rm 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.fromInteger('u64'),
);
export const fmvDX = insn(
  'fmv.d.x frd rs1 24..20=0 31..27=0x1E 14..12=0 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.moveFromInteger,
);

export const D: readonly Insn[] = [
  fld,
  fsd,
  fmaddD,
  fmsubD,
  fnmsubD,
  fnmaddD,
  faddD,
  fsubD,
  fmulD,
  fdivD,
  fsqrtD,
  fsgnjD,
  fsgnjnD,
  fsgnjxD,
  fminD,
  fmaxD,
  fcvtSD,
  fcvtDS,
  feqD,
  fltD,
  fleD,
  fclassD,
  fcvtWD,
  fcvtWuD,
  fcvtDW,
  fcvtDWu,
  fcvtLD,
  fcvtLuD,
  fmvXD,
  fcvtDL,
  fcvtDLu,
  fmvDX,
];
