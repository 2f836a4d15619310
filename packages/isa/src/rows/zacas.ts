import { compareAndSwapPair, eq, select, set, t, amo, valueIn } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { byte, doubleword, halfword, type Operands, type Size, word } from './amo.ts';

const spec = 'unpriv "Zacas Extension for Atomic Compare-and-Swap (CAS) Instructions"';
const asm = 'rd, rs2, (rs1)';

/** Where memory does not hold what rd holds, its old value is written back, as the specification allows. */
const compareAndSwap =
  ({ width, signed, unsigned }: Size) =>
  ({ rd, rs1, rs2 }: Operands) => [
    amo(t, width, rs1, select(eq(unsigned(t), unsigned(valueIn(rd))), rs2, t)),
    set(rd, signed(t)),
  ];

export const amocasW = insn(
  'amocas.w rd rs1 rs2 aq rl 31..29=1 28..27=1 14..12=2 6..2=0x0B 1..0=3',
  spec,
  compareAndSwap(word),
  asm,
);
export const amocasD = insn(
  'amocas.d rd rs1 rs2 aq rl 31..29=1 28..27=1 14..12=3 6..2=0x0B 1..0=3',
  spec,
  compareAndSwap(doubleword),
  asm,
);
export const amocasQ = insn(
  'amocas.q rd_e 7=0 rs1 rs2_e 20=0 aq rl 31..29=1 28..27=1 14..12=4 6..2=0x0B 1..0=3',
  spec,
  ({ rd, rs1, rs2 }) => [compareAndSwapPair(rd, rs1, rs2)],
  asm,
);

const narrow = 'unpriv "Byte and Halfword Atomic Memory Operation Instructions"';
export const amocasB = insn(
  'amocas.b rd rs1 rs2 aq rl 31..29=1 28..27=1 14..12=0 6..2=0x0B 1..0=3',
  narrow,
  compareAndSwap(byte),
  asm,
);
export const amocasH = insn(
  'amocas.h rd rs1 rs2 aq rl 31..29=1 28..27=1 14..12=1 6..2=0x0B 1..0=3',
  narrow,
  compareAndSwap(halfword),
  asm,
);

export const Zacas: readonly Insn[] = [amocasW, amocasD, amocasQ];
export const ZabhaAndZacas: readonly Insn[] = [amocasB, amocasH];
