import { add, and, or, xor } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { byte, halfword, max, maxu, min, minu, operation, swap } from './amo.ts';

const spec = 'unpriv "Byte and Halfword Atomic Memory Operation Instructions"';
const asm = 'rd, rs2, (rs1)';

export const amoaddB = insn(
  'amoadd.b rd rs1 rs2 aq rl 31..29=0 28..27=0 14..12=0 6..2=0x0B 1..0=3',
  spec,
  operation(byte, add),
  asm,
);
export const amoaddH = insn(
  'amoadd.h rd rs1 rs2 aq rl 31..29=0 28..27=0 14..12=1 6..2=0x0B 1..0=3',
  spec,
  operation(halfword, add),
  asm,
);
export const amoandB = insn(
  'amoand.b rd rs1 rs2 aq rl 31..29=3 28..27=0 14..12=0 6..2=0x0B 1..0=3',
  spec,
  operation(byte, and),
  asm,
);
export const amoandH = insn(
  'amoand.h rd rs1 rs2 aq rl 31..29=3 28..27=0 14..12=1 6..2=0x0B 1..0=3',
  spec,
  operation(halfword, and),
  asm,
);
export const amoorB = insn(
  'amoor.b rd rs1 rs2 aq rl 31..29=2 28..27=0 14..12=0 6..2=0x0B 1..0=3',
  spec,
  operation(byte, or),
  asm,
);
export const amoorH = insn(
  'amoor.h rd rs1 rs2 aq rl 31..29=2 28..27=0 14..12=1 6..2=0x0B 1..0=3',
  spec,
  operation(halfword, or),
  asm,
);
export const amoxorB = insn(
  'amoxor.b rd rs1 rs2 aq rl 31..29=1 28..27=0 14..12=0 6..2=0x0B 1..0=3',
  spec,
  operation(byte, xor),
  asm,
);
export const amoxorH = insn(
  'amoxor.h rd rs1 rs2 aq rl 31..29=1 28..27=0 14..12=1 6..2=0x0B 1..0=3',
  spec,
  operation(halfword, xor),
  asm,
);
export const amoswapB = insn(
  'amoswap.b rd rs1 rs2 aq rl 31..29=0 28..27=1 14..12=0 6..2=0x0B 1..0=3',
  spec,
  operation(byte, swap),
  asm,
);
export const amoswapH = insn(
  'amoswap.h rd rs1 rs2 aq rl 31..29=0 28..27=1 14..12=1 6..2=0x0B 1..0=3',
  spec,
  operation(halfword, swap),
  asm,
);
export const amominB = insn(
  'amomin.b rd rs1 rs2 aq rl 31..29=4 28..27=0 14..12=0 6..2=0x0B 1..0=3',
  spec,
  operation(byte, min(byte)),
  asm,
);
export const amominH = insn(
  'amomin.h rd rs1 rs2 aq rl 31..29=4 28..27=0 14..12=1 6..2=0x0B 1..0=3',
  spec,
  operation(halfword, min(halfword)),
  asm,
);
export const amominuB = insn(
  'amominu.b rd rs1 rs2 aq rl 31..29=6 28..27=0 14..12=0 6..2=0x0B 1..0=3',
  spec,
  operation(byte, minu(byte)),
  asm,
);
export const amominuH = insn(
  'amominu.h rd rs1 rs2 aq rl 31..29=6 28..27=0 14..12=1 6..2=0x0B 1..0=3',
  spec,
  operation(halfword, minu(halfword)),
  asm,
);
export const amomaxB = insn(
  'amomax.b rd rs1 rs2 aq rl 31..29=5 28..27=0 14..12=0 6..2=0x0B 1..0=3',
  spec,
  operation(byte, max(byte)),
  asm,
);
export const amomaxH = insn(
  'amomax.h rd rs1 rs2 aq rl 31..29=5 28..27=0 14..12=1 6..2=0x0B 1..0=3',
  spec,
  operation(halfword, max(halfword)),
  asm,
);
export const amomaxuB = insn(
  'amomaxu.b rd rs1 rs2 aq rl 31..29=7 28..27=0 14..12=0 6..2=0x0B 1..0=3',
  spec,
  operation(byte, maxu(byte)),
  asm,
);
export const amomaxuH = insn(
  'amomaxu.h rd rs1 rs2 aq rl 31..29=7 28..27=0 14..12=1 6..2=0x0B 1..0=3',
  spec,
  operation(halfword, maxu(halfword)),
  asm,
);

export const Zabha: readonly Insn[] = [
  amoaddB,
  amoaddH,
  amoandB,
  amoandH,
  amoorB,
  amoorH,
  amoxorB,
  amoxorH,
  amoswapB,
  amoswapH,
  amominB,
  amominH,
  amominuB,
  amominuH,
  amomaxB,
  amomaxH,
  amomaxuB,
  amomaxuH,
];
