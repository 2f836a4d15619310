import { float, guard, set, t } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { floatSemantics } from './float-semantics.ts';

const single = floatSemantics('f32');
const double = floatSemantics('f64');
const half = floatSemantics('f16');

const constants = 'unpriv "Load-Immediate Instructions"';
const extremes = 'unpriv "Minimum and Maximum Instructions"';
const rounding = 'unpriv "Round-to-Integer Instructions"';
const modularConversion = 'unpriv "Modular Convert-to-Integer Instruction"';
const comparison = 'unpriv "Comparison Instructions"';

export const fliS = insn(
  'fli.s frd fli 24..20=1 31..27=0x1E 14..12=0 26..25=0 6..2=0x14 1..0=3',
  constants,
  single.constant,
);
export const fminmS = insn(
  'fminm.s frd frs1 frs2 31..27=0x05 14..12=2 26..25=0 6..2=0x14 1..0=3',
  extremes,
  single.choice('minimum'),
);
export const fmaxmS = insn(
  'fmaxm.s frd frs1 frs2 31..27=0x05 14..12=3 26..25=0 6..2=0x14 1..0=3',
  extremes,
  single.choice('maximum'),
);
export const froundS = insn(
  'fround.s frd frs1 24..20=4 31..27=0x08 rm 26..25=0 6..2=0x14 1..0=3',
  rounding,
  single.unary('round'),
);
export const froundnxS = insn(
  'froundnx.s frd frs1 24..20=5 31..27=0x08 rm 26..25=0 6..2=0x14 1..0=3',
  rounding,
  single.unary('roundExact'),
);
export const fleqS = insn(
  'fleq.s rd frs1 frs2 31..27=0x14 14..12=4 26..25=0 6..2=0x14 1..0=3',
  comparison,
  single.comparison('leQuiet'),
);
export const fltqS = insn(
  'fltq.s rd frs1 frs2 31..27=0x14 14..12=5 26..25=0 6..2=0x14 1..0=3',
  comparison,
  single.comparison('ltQuiet'),
);

export const fliD = insn(
  'fli.d frd fli 24..20=1 31..27=0x1E 14..12=0 26..25=1 6..2=0x14 1..0=3',
  constants,
  double.constant,
);
export const fminmD = insn(
  'fminm.d frd frs1 frs2 31..27=0x05 14..12=2 26..25=1 6..2=0x14 1..0=3',
  extremes,
  double.choice('minimum'),
);
export const fmaxmD = insn(
  'fmaxm.d frd frs1 frs2 31..27=0x05 14..12=3 26..25=1 6..2=0x14 1..0=3',
  extremes,
  double.choice('maximum'),
);
export const froundD = insn(
  'fround.d frd frs1 24..20=4 31..27=0x08 rm 26..25=1 6..2=0x14 1..0=3',
  rounding,
  double.unary('round'),
);
export const froundnxD = insn(
  'froundnx.d frd frs1 24..20=5 31..27=0x08 rm 26..25=1 6..2=0x14 1..0=3',
  rounding,
  double.unary('roundExact'),
);
export const fcvtmodWD = insn(
  'fcvtmod.w.d rd frs1 24..20=8 31..27=0x18 14..12=1 26..25=1 6..2=0x14 1..0=3',
  modularConversion,
  ({ rd, frs1 }) => [guard('FS'), float(t, 'f64.to i32 modular', [frs1]), set(rd, t)],
  'rd, frs1, rtz',
);
export const fleqD = insn(
  'fleq.d rd frs1 frs2 31..27=0x14 14..12=4 26..25=1 6..2=0x14 1..0=3',
  comparison,
  double.comparison('leQuiet'),
);
export const fltqD = insn(
  'fltq.d rd frs1 frs2 31..27=0x14 14..12=5 26..25=1 6..2=0x14 1..0=3',
  comparison,
  double.comparison('ltQuiet'),
);

export const fliH = insn(
  'fli.h frd fli 24..20=1 31..27=0x1E 14..12=0 26..25=2 6..2=0x14 1..0=3',
  constants,
  half.constant,
);
export const fminmH = insn(
  'fminm.h frd frs1 frs2 31..27=0x05 14..12=2 26..25=2 6..2=0x14 1..0=3',
  extremes,
  half.choice('minimum'),
);
export const fmaxmH = insn(
  'fmaxm.h frd frs1 frs2 31..27=0x05 14..12=3 26..25=2 6..2=0x14 1..0=3',
  extremes,
  half.choice('maximum'),
);
export const froundH = insn(
  'fround.h frd frs1 24..20=4 31..27=0x08 rm 26..25=2 6..2=0x14 1..0=3',
  rounding,
  half.unary('round'),
);
export const froundnxH = insn(
  'froundnx.h frd frs1 24..20=5 31..27=0x08 rm 26..25=2 6..2=0x14 1..0=3',
  rounding,
  half.unary('roundExact'),
);
export const fleqH = insn(
  'fleq.h rd frs1 frs2 31..27=0x14 14..12=4 26..25=2 6..2=0x14 1..0=3',
  comparison,
  half.comparison('leQuiet'),
);
export const fltqH = insn(
  'fltq.h rd frs1 frs2 31..27=0x14 14..12=5 26..25=2 6..2=0x14 1..0=3',
  comparison,
  half.comparison('ltQuiet'),
);

export const Zfa: readonly Insn[] = [fliS, fminmS, fmaxmS, froundS, froundnxS, fleqS, fltqS];
export const ZfaAndD: readonly Insn[] = [fliD, fminmD, fmaxmD, froundD, froundnxD, fcvtmodWD, fleqD, fltqD];
export const ZfaAndZfh: readonly Insn[] = [fliH, fminmH, fmaxmH, froundH, froundnxH, fleqH, fltqH];
