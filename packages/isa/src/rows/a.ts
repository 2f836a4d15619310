import {
  type Destination,
  type Expr,
  add,
  amo,
  and,
  lr,
  lt,
  ltu,
  or,
  sc,
  select,
  set,
  sext,
  t,
  xor,
  zext,
} from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

/** A word or a doubleword in memory: its bytes, and how a register reads it with and without a sign. */
interface Size {
  readonly width: 4 | 8;
  readonly signed: (value: Expr) => Expr;
  readonly unsigned: (value: Expr) => Expr;
}
const word: Size = { width: 4, signed: (value) => sext(32, value), unsigned: (value) => zext(32, value) };
const doubleword: Size = { width: 8, signed: (value) => value, unsigned: (value) => value };

interface Two {
  readonly rd: Destination;
  readonly rs1: Expr;
}
interface Three extends Two {
  readonly rs2: Expr;
}
const loadReserved =
  ({ width, signed }: Size) =>
  ({ rd, rs1 }: Two) => [lr(t, width, rs1), set(rd, signed(t))];
const storeConditional =
  ({ width }: Size) =>
  ({ rd, rs1, rs2 }: Three) => [sc(t, width, rs1, rs2), set(rd, t)];
/** rd gets the old value, memory what `operate` makes of the old value and rs2. */
const operation =
  ({ width, signed }: Size, operate: (old: Expr, rs2: Expr) => Expr) =>
  ({ rd, rs1, rs2 }: Three) => [amo(t, width, rs1, operate(t, rs2)), set(rd, signed(t))];

const swap = (_old: Expr, rs2: Expr) => rs2;
const min =
  ({ signed }: Size) =>
  (old: Expr, rs2: Expr) =>
    select(lt(signed(old), signed(rs2)), old, rs2);
const max =
  ({ signed }: Size) =>
  (old: Expr, rs2: Expr) =>
    select(lt(signed(old), signed(rs2)), rs2, old);
const minu =
  ({ unsigned }: Size) =>
  (old: Expr, rs2: Expr) =>
    select(ltu(unsigned(old), unsigned(rs2)), old, rs2);
const maxu =
  ({ unsigned }: Size) =>
  (old: Expr, rs2: Expr) =>
    select(ltu(unsigned(old), unsigned(rs2)), rs2, old);

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
