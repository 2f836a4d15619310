import { type Insn, insn } from '../insn.ts';
import { floatSemantics } from './float-semantics.ts';

const single = floatSemantics('f32');

const memory = 'unpriv "Single-Precision Load and Store Instructions"';
const computational = 'unpriv "Single-Precision Floating-Point Computational Instructions"';
const conversion = 'unpriv "Single-Precision Floating-Point Conversion and Move Instructions"';
const compare = 'unpriv "Single-Precision Floating-Point Compare Instructions"';
const classify = 'unpriv "Single-Precision Floating-Point Classify Instruction"';
const from = 'frd, imm(rs1)';
const to = 'frs2, imm(rs1)';

export const flw = insn('flw frd rs1 imm12 14..12=2 6..2=0x01 1..0=3', memory, single.load, from);
export const fsw = insn('fsw imm12hi rs1 frs2 imm12lo 14..12=2 6..2=0x09 1..0=3', memory, single.store, to);
export const fmaddS = insn(
  'fmadd.s frd frs1 frs2 frs3 rm 26..25=0 6..2=0x10 1..0=3',
  computational,
  single.mulAdd('+', '+'),
);
export const fmsubS = insn(
  'fmsub.s frd frs1 frs2 frs3 rm 26..25=0 6..2=0x11 1..0=3',
  computational,
  single.mulAdd('+', '-'),
);
export const fnmsubS = insn(
  'fnmsub.s frd frs1 frs2 frs3 rm 26..25=0 6..2=0x12 1..0=3',
  computational,
  single.mulAdd('-', '+'),
);
export const fnmaddS = insn(
  'fnmadd.s frd frs1 frs2 frs3 rm 26..25=0 6..2=0x13 1..0=3',
  computational,
  single.mulAdd('-', '-'),
);
export const faddS = insn(
  'fadd.s frd frs1 frs2 31..27=0x00 rm 26..25=0 6..2=0x14 1..0=3',
  computational,
  single.binary('add'),
);
export const fsubS = insn(
  'fsub.s frd frs1 frs2 31..27=0x01 rm 26..25=0 6..2=0x14 1..0=3',
  computational,
  single.binary('sub'),
);
export const fmulS = insn(
  'fmul.s frd frs1 frs2 31..27=0x02 rm 26..25=0 6..2=0x14 1..0=3',
  computational,
  single.binary('mul'),
);
export const fdivS = insn(
  'fdiv.s frd frs1 frs2 31..27=0x03 rm 26..25=0 6..2=0x14 1..0=3',
  computational,
  single.binary('div'),
);
export const fsqrtS = insn(
  'fsqrt.s frd frs1 24..20=0 31..27=0x0B rm 26..25=0 6..2=0x14 1..0=3',
  computational,
  single.unary('sqrt'),
);
export const fsgnjS = insn(
  'fsgnj.s frd frs1 frs2 31..27=0x04 14..12=0 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.copySign,
);
export const fsgnjnS = insn(
  'fsgnjn.s frd frs1 frs2 31..27=0x04 14..12=1 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.copyInvertedSign,
);
export const fsgnjxS = insn(
  'fsgnjx.s frd frs1 frs2 31..27=0x04 14..12=2 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.xorSign,
);
export const fminS = insn(
  'fmin.s frd frs1 frs2 31..27=0x05 14..12=0 26..25=0 6..2=0x14 1..0=3',
  computational,
  single.choice('min'),
);
export const fmaxS = insn(
  'fmax.s frd frs1 frs2 31..27=0x05 14..12=1 26..25=0 6..2=0x14 1..0=3',
  computational,
  single.choice('max'),
);
export const fcvtWS = insn(
  'fcvt.w.s rd frs1 24..20=0 31..27=0x18 rm 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.toInteger('i32'),
);
export const fcvtWuS = insn(
  'fcvt.wu.s rd frs1 24..20=1 31..27=0x18 rm 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.toInteger('u32'),
);
export const fmvXW = insn(
  'fmv.x.w rd frs1 24..20=0 31..27=0x1C 14..12=0 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.moveToInteger,
);
export const feqS = insn(
  'feq.s rd frs1 frs2 31..27=0x14 14..12=2 26..25=0 6..2=0x14 1..0=3',
  compare,
  single.comparison('eq'),
);
export const fltS = insn(
  'flt.s rd frs1 frs2 31..27=0x14 14..12=1 26..25=0 6..2=0x14 1..0=3',
  compare,
  single.comparison('lt'),
);
export const fleS = insn(
  'fle.s rd frs1 frs2 31..27=0x14 14..12=0 26..25=0 6..2=0x14 1..0=3',
  compare,
  single.comparison('le'),
);
export const fclassS = insn(
  'fclass.s rd frs1 24..20=0 31..27=0x1C 14..12=1 26..25=0 6..2=0x14 1..0=3',
  classify,
  single.classify,
);
export const fcvtSW = insn(
  'fcvt.s.w frd rs1 24..20=0 31..27=0x1A rm 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.fromInteger('i32'),
);
export const fcvtSWu = insn(
  'fcvt.s.wu frd rs1 24..20=1 31..27=0x1A rm 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.fromInteger('u32'),
);
export const fmvWX = insn(
  'fmv.w.x frd rs1 24..20=0 31..27=0x1E 14..12=0 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.moveFromInteger,
);

export const fcvtLS = insn(
  'fcvt.l.s rd frs1 24..20=2 31..27=0x18 rm 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.toInteger('i64'),
);
export const fcvtLuS = insn(
  'fcvt.lu.s rd frs1 24..20=3 31..27=0x18 rm 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.toInteger('u64'),
);
export const fcvtSL = insn(
  'fcvt.s.l frd rs1 24..20=2 31..27=0x1A rm 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.fromInteger('i64'),
);
export const fcvtSLu = insn(
  'fcvt.s.lu frd rs1 24..20=3 31..27=0x1A rm 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.fromInteger('u64'),
);

export const F: readonly Insn[] = [
  flw,
  fsw,
  fmaddS,
  fmsubS,
  fnmsubS,
  fnmaddS,
  faddS,
  fsubS,
  fmulS,
  fdivS,
  fsqrtS,
  fsgnjS,
  fsgnjnS,
  fsgnjxS,
  fminS,
  fmaxS,
  fcvtWS,
  fcvtWuS,
  fmvXW,
  feqS,
  fltS,
  fleS,
  fclassS,
  fcvtSW,
  fcvtSWu,
  fmvWX,
  fcvtLS,
  fcvtLuS,
  fcvtSL,
  fcvtSLu,
];
