import { literal, set } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const spec = 'unpriv "Zimop Extension for May-Be-Operations"';
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

/** The bits of n are spread over bits 30, 27:26 and 21:20 of mop.r.n, and over bits 30 and 27:26 of mop.rr.n. */
const mopR = (n: number) =>
  insn(
    `mop.r.${n} rd rs1 31=1 30=${n >> 4} 29..28=0 27..26=${(n >> 2) & 3} 25..22=7 21..20=${n & 3} 14..12=4 6..2=0x1C 1..0=3`,
    spec,
    ({ rd }) => [set(rd, literal(0n))],
  );
const mopRr = (n: number) =>
  insn(
    `mop.rr.${n} rd rs1 rs2 31=1 30=${n >> 2} 29..28=0 27..26=${n & 3} 25=1 14..12=4 6..2=0x1C 1..0=3`,
    spec,
    ({ rd }) => [set(rd, literal(0n))],
  );

export const Zimop: readonly Insn[] = [...numbers(32).map(mopR), ...numbers(8).map(mopRr)];
