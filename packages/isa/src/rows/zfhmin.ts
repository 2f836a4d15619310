import { type Insn, insn } from '../insn.ts';
import { floatSemantics } from './float-semantics.ts';

const half = floatSemantics('f16');
const single = floatSemantics('f32');
const double = floatSemantics('f64');

const memory = 'unpriv "Half-Precision Load and Store Instructions"';
const conversion = 'unpriv "Half-Precision Conversion and Move Instructions"';
const from = 'frd, imm(rs1)';
const to = 'frs2, imm(rs1)';

export const flh = insn('flh frd rs1 imm12 14..12=1 6..2=0x01 1..0=3', memory, half.load, from);
export const fsh = insn('fsh imm12hi rs1 frs2 imm12lo 14..12=1 6..2=0x09 1..0=3', memory, half.store, to);
export const fcvtSH = insn(
  'fcvt.s.h frd frs1 24..20=2 31..27=0x08 rm_exact 26..25=0 6..2=0x14 1..0=3',
  conversion,
  single.fromFloat('f16'),
);
export const fcvtHS = insn(
  'fcvt.h.s frd frs1 24..20=0 31..27=0x08 rm 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.fromFloat('f32'),
);
export const fmvXH = insn(
  'fmv.x.h rd frs1 24..20=0 31..27=0x1C 14..12=0 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.moveToInteger,
);
export const fmvHX = insn(
  'fmv.h.x frd rs1 24..20=0 31..27=0x1E 14..12=0 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.moveFromInteger,
);

export const fcvtDH = insn(
  'fcvt.d.h frd frs1 24..20=2 31..27=0x08 rm_exact 26..25=1 6..2=0x14 1..0=3',
  conversion,
  double.fromFloat('f16'),
);
export const fcvtHD = insn(
  'fcvt.h.d frd frs1 24..20=1 31..27=0x08 rm 26..25=2 6..2=0x14 1..0=3',
  conversion,
  half.fromFloat('f64'),
);

export const Zfhmin: readonly Insn[] = [flh, fsh, fcvtSH, fcvtHS, fmvXH, fmvHX];
export const ZfhminAndD: readonly Insn[] = [fcvtDH, fcvtHD];
