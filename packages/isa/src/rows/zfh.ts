import { type Insn, insn } from '../insn.ts';
import { floatSemantics } from './float-semantics.ts';

const half = floatSemantics('f16');

const computational = 'unpriv "Half-Precision Computational Instructions"';
const conversion = 'unpriv "Half-Precision Conversion and Move Instructions"';
const compare = 'unpriv "Half-Precision Floating-Point Compare Instructions"';
const classify = 'unpriv "Half-Precision Floating-Point Classify Instruction"';

export const fmaddH = insn(
  'fmadd.h frd frs1 frs2 frs3 rm 26..25=2 6..2=0x10 1..0=3',
  computational,
  half.mulAdd('+', '+'),
);
export const fmsubH = insn(
  'fmsub.h frd frs1 frs2 frs3 rm 26..25=2 6..2=0x11 1..0=3',
  computational,
  half.mulAdd('+', '-'),
);
export const fnmsubH = insn(
  'fnmsub.h frd frs1 frs2 frs3 rm 26..25=2 6..2=0x12 1..0=3',
  computational,
  half.mulAdd('-', '+'),
);
export const fnmaddH = insn(
  'fnmadd.h frd frs1 frs2 frs3 rm 26..25=2 6..2=0x13 1..0=3',
  computational,
  half.mulAdd('-', '-'),
);
export const faddH = insn(
  'fadd.h frd frs1 frs2 31..27=0x00 rm 26..25=2 6..2=0x14 1..0=3',
  computational,
  half.binary('add'),
);
export const fsubH = insn(
  'fsub.h frd frs1 frs2 31..27=0x01 rm 26..25=2 6..2=0x14 1..0=3',
  computational,
  half.binary('sub'),
);
export const fmulH = insn(
  'fmul.h frd frs1 frs2 31..27=0x02 rm 26..25=2 6..2=0x14 1..0=3',
  computational,
  half.binary('mul'),
);
export const fdivH = insn(
  'fdiv.h frd frs1 frs2 31..27=0x03 rm 26..25=2 6..2=0x14 1..0=3',
  computational,
  half.binary('div'),
);
export const fsqrtH = insn(
  'fsqrt.h frd frs1 24..20=0 31..27=0x0B rm 26..25=2 6..2=0x14 1..0=3',
  computational,
  half.unary('sqrt'),
);
export const fsgnjH = insn(
  'fsgnj.h frd frs1 frs2 31..27=0x04 14..12=0 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.copySign,
);
export const fsgnjnH = insn(
  'fsgnjn.h frd frs1 frs2 31..27=0x04 14..12=1 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.copyInvertedSign,
);
export const fsgnjxH = insn(
  'fsgnjx.h frd frs1 frs2 31..27=0x04 14..12=2 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.xorSign,
);
export const fminH = insn(
  'fmin.h frd frs1 frs2 31..27=0x05 14..12=0 26..25=2 6..2=0x14 1..0=3',
  computational,
  half.choice('min'),
);
export const fmaxH = insn(
  'fmax.h frd frs1 frs2 31..27=0x05 14..12=1 26..25=2 6..2=0x14 1..0=3',
  computational,
  half.choice('max'),
);
export const feqH = insn(
  'feq.h rd frs1 frs2 31..27=0x14 14..12=2 26..25=2 6..2=0x14 1..0=3',
  compare,
  half.comparison('eq'),
);
export const fltH = insn(
  'flt.h rd frs1 frs2 31..27=0x14 14..12=1 26..25=2 6..2=0x14 1..0=3',
  compare,
  half.comparison('lt'),
);
export const fleH = insn(
  'fle.h rd frs1 frs2 31..27=0x14 14..12=0 26..25=2 6..2=0x14 1..0=3',
  compare,
  half.comparison('le'),
);
export const fclassH = insn(
  'fclass.h rd frs1 24..20=0 31..27=0x1C 14..12=1 26..25=2 6..2=0x14 1..0=3',
  classify,
  half.classify,
);
export const fcvtWH = insn(
  'fcvt.w.h rd frs1 24..20=0 31..27=0x18 rm 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.toInteger('i32'),
);
export const fcvtWuH = insn(
  'fcvt.wu.h rd frs1 24..20=1 31..27=0x18 rm 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.toInteger('u32'),
);
export const fcvtHW = insn(
  'fcvt.h.w frd rs1 24..20=0 31..27=0x1A rm 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.fromInteger('i32'),
);
export const fcvtHWu = insn(
  'fcvt.h.wu frd rs1 24..20=1 31..27=0x1A rm 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.fromInteger('u32'),
);

export const fcvtLH = insn(
  'fcvt.l.h rd frs1 24..20=2 31..27=0x18 rm 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.toInteger('i64'),
);
export const fcvtLuH = insn(
  'fcvt.lu.h rd frs1 24..20=3 31..27=0x18 rm 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.toInteger('u64'),
);
export const fcvtHL = insn(
  'fcvt.h.l frd rs1 24..20=2 31..27=0x1A rm 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.fromInteger('i64'),
);
export const fcvtHLu = insn(
  'fcvt.h.lu frd rs1 24..20=3 31..27=0x1A rm 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.fromInteger('u64'),
);

export const Zfh: readonly Insn[] = [
  fmaddH,
  fmsubH,
  fnmsubH,
  fnmaddH,
  faddH,
  fsubH,
  fmulH,
  fdivH,
  fsqrtH,
  fsgnjH,
  fsgnjnH,
  fsgnjxH,
  fminH,
  fmaxH,
  feqH,
  fltH,
  fleH,
  fclassH,
  fcvtWH,
  fcvtWuH,
  fcvtHW,
  fcvtHWu,
  fcvtLH,
  fcvtLuH,
  fcvtHL,
  fcvtHLu,
];
