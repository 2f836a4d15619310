import { type Destination, type Expr, alignedLoad, alignedStore, set, t } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';
import { byte, doubleword, halfword, type Size, word } from './amo.ts';

/** A hart here performs its memory accesses one at a time and in program order, so the ordering bits ask for nothing. */
const loads =
  ({ width, signed }: Size) =>
  ({ rd, rs1 }: { rd: Destination; rs1: Expr }) => [alignedLoad(t, width, rs1), set(rd, signed(t))];
const stores =
  ({ width }: Size) =>
  ({ rs1, rs2 }: { rs1: Expr; rs2: Expr }) => [alignedStore(width, rs1, rs2)];

const acquire = 'unpriv "Load Acquire"';
const from = 'rd, (rs1)';
export const lbAq = insn(
  'lb.aq rd rs1 24..20=0 26=1 rl 31..27=6 14..12=0 6..2=0x0B 1..0=3',
  acquire,
  loads(byte),
  from,
);
export const lhAq = insn(
  'lh.aq rd rs1 24..20=0 26=1 rl 31..27=6 14..12=1 6..2=0x0B 1..0=3',
  acquire,
  loads(halfword),
  from,
);
export const lwAq = insn(
  'lw.aq rd rs1 24..20=0 26=1 rl 31..27=6 14..12=2 6..2=0x0B 1..0=3',
  acquire,
  loads(word),
  from,
);
export const ldAq = insn(
  'ld.aq rd rs1 24..20=0 26=1 rl 31..27=6 14..12=3 6..2=0x0B 1..0=3',
  acquire,
  loads(doubleword),
  from,
);

const release = 'unpriv "Store Release"';
const to = 'rs2, (rs1)';
export const sbRl = insn('sb.rl 11..7=0 rs1 rs2 aq 25=1 31..27=7 14..12=0 6..2=0x0B 1..0=3', release, stores(byte), to);
export const shRl = insn(
  'sh.rl 11..7=0 rs1 rs2 aq 25=1 31..27=7 14..12=1 6..2=0x0B 1..0=3',
  release,
  stores(halfword),
  to,
);
export const swRl = insn('sw.rl 11..7=0 rs1 rs2 aq 25=1 31..27=7 14..12=2 6..2=0x0B 1..0=3', release, stores(word), to);
export const sdRl = insn(
  'sd.rl 11..7=0 rs1 rs2 aq 25=1 31..27=7 14..12=3 6..2=0x0B 1..0=3',
  release,
  stores(doubleword),
  to,
);

export const Zalasr: readonly Insn[] = [lbAq, lhAq, lwAq, ldAq, sbRl, shRl, swRl, sdRl];
