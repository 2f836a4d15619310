import { type Destination, type Expr, add, and, lr, or, sc, set, t, xor } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { doubleword, max, maxu, min, minu, operation, type Operands, swap, word } from './amo.ts';

type Reservable = typeof word | typeof doubleword;
const loadReserved =
  ({ width, signed }: Reservable) =>
  ({ rd, rs1 }: { rd: Destination; rs1: Expr }) => [lr(t, width, rs1), set(rd, signed(t))];
const storeConditional =
  ({ width }: Reservable) =>
  ({ rd, rs1, rs2 }: Operands) => [sc(t, width, rs1, rs2), set(rd, t)];

const reserved = 'unpriv "Zalrsc Extension for Load-Reserved/Store-Conditional Instructions"';
const atomic = 'unpriv "Zaamo Extension for Atomic Memory Operations"';
const at = 'rd, (rs1)';
const withSource = 'rd, rs2, (rs1)';

export const lrW = insn(
  'lr.w rd rs1 24..20=0 aq rl 31..29=0 28..27=2 14..12=2 6..2=0x0B 1..0=3',
  reserved,
  loadReserved(word),
  at,
);
export const scW = insn(
  'sc.w rd rs1 rs2 aq rl 31..29=0 28..27=3 14..12=2 6..2=0x0B 1..0=3',
  reserved,
  storeConditional(word),
  withSource,
);

export const lrD = insn(
  'lr.d rd rs1 24..20=0 aq rl 31..29=0 28..27=2 14..12=3 6..2=0x0B 1..0=3',
  reserved,
  loadReserved(doubleword),
  at,
);
export const scD = insn(
  'sc.d rd rs1 rs2 aq rl 31..29=0 28..27=3 14..12=3 6..2=0x0B 1..0=3',
  reserved,
  storeConditional(doubleword),
  withSource,
);

export const amoswapW = insn(
  'amoswap.w rd rs1 rs2 aq rl 31..29=0 28..27=1 14..12=2 6..2=0x0B 1..0=3',
  atomic,
  operation(word, swap),
  withSource,
);
export const amoaddW = insn(
  'amoadd.w rd rs1 rs2 aq rl 31..29=0 28..27=0 14..12=2 6..2=0x0B 1..0=3',
  atomic,
  operation(word, add),
  withSource,
);
export const amoandW = insn(
  'amoand.w rd rs1 rs2 aq rl 31..29=3 28..27=0 14..12=2 6..2=0x0B 1..0=3',
  atomic,
  operation(word, and),
  withSource,
);
export const amoorW = insn(
  'amoor.w rd rs1 rs2 aq rl 31..29=2 28..27=0 14..12=2 6..2=0x0B 1..0=3',
  atomic,
  operation(word, or),
  withSource,
);
export const amoxorW = insn(
  'amoxor.w rd rs1 rs2 aq rl 31..29=1 28..27=0 14..12=2 6..2=0x0B 1..0=3',
  atomic,
  operation(word, xor),
  withSource,
);
export const amomaxW = insn(
  'amomax.w rd rs1 rs2 aq rl 31..29=5 28..27=0 14..12=2 6..2=0x0B 1..0=3',
  atomic,
  operation(word, max(word)),
  withSource,
);
export const amomaxuW = insn(
  'amomaxu.w rd rs1 rs2 aq rl 31..29=7 28..27=0 14..12=2 6..2=0x0B 1..0=3',
  atomic,
  operation(word, maxu(word)),
  withSource,
);
export const amominW = insn(
  'amomin.w rd rs1 rs2 aq rl 31..29=4 28..27=0 14..12=2 6..2=0x0B 1..0=3',
  atomic,
  operation(word, min(word)),
  withSource,
);
export const amominuW = insn(
  'amominu.w rd rs1 rs2 aq rl 31..29=6 28..27=0 14..12=2 6..2=0x0B 1..0=3',
  atomic,
  operation(word, minu(word)),
  withSource,
);

export const amoswapD = insn(
  'amoswap.d rd rs1 rs2 aq rl 31..29=0 28..27=1 14..12=3 6..2=0x0B 1..0=3',
  atomic,
  operation(doubleword, swap),
  withSource,
);
export const amoaddD = insn(
  'amoadd.d rd rs1 rs2 aq rl 31..29=0 28..27=0 14..12=3 6..2=0x0B 1..0=3',
  atomic,
  operation(doubleword, add),
  withSource,
);
export const amoandD = insn(
  'amoand.d rd rs1 rs2 aq rl 31..29=3 28..27=0 14..12=3 6..2=0x0B 1..0=3',
  atomic,
  operation(doubleword, and),
  withSource,
);
export const amoorD = insn(
  'amoor.d rd rs1 rs2 aq rl 31..29=2 28..27=0 14..12=3 6..2=0x0B 1..0=3',
  atomic,
  operation(doubleword, or),
  withSource,
);
export const amoxorD = insn(
  'amoxor.d rd rs1 rs2 aq rl 31..29=1 28..27=0 14..12=3 6..2=0x0B 1..0=3',
  atomic,
  operation(doubleword, xor),
  withSource,
);
export const amomaxD = insn(
  'amomax.d rd rs1 rs2 aq rl 31..29=5 28..27=0 14..12=3 6..2=0x0B 1..0=3',
  atomic,
  operation(doubleword, max(doubleword)),
  withSource,
);
export const amomaxuD = insn(
  'amomaxu.d rd rs1 rs2 aq rl 31..29=7 28..27=0 14..12=3 6..2=0x0B 1..0=3',
  atomic,
  operation(doubleword, maxu(doubleword)),
  withSource,
);
export const amominD = insn(
  'amomin.d rd rs1 rs2 aq rl 31..29=4 28..27=0 14..12=3 6..2=0x0B 1..0=3',
  atomic,
  operation(doubleword, min(doubleword)),
  withSource,
);
export const amominuD = insn(
  'amominu.d rd rs1 rs2 aq rl 31..29=6 28..27=0 14..12=3 6..2=0x0B 1..0=3',
  atomic,
  operation(doubleword, minu(doubleword)),
  withSource,
);

export const A: readonly Insn[] = [
  lrW,
  scW,
  lrD,
  scD,
  amoswapW,
  amoaddW,
  amoandW,
  amoorW,
  amoxorW,
  amomaxW,
  amomaxuW,
  amominW,
  amominuW,
  amoswapD,
  amoaddD,
  amoandD,
  amoorD,
  amoxorD,
  amomaxD,
  amomaxuD,
  amominD,
  amominuD,
];
