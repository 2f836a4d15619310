/**
 * Shadow stacks. All but ssamoswap redefine may-be-operations; where shadow stacks are not active they do what Zimop and
 * Zcmop say, which is to write 0 to rd.
 */
import { type CompressedInsn, compressed } from '../compressed.ts';
import { amo, register, set, sext, shadowPointer, shadowPop, shadowPush, t } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const push = 'unpriv "Push to the Shadow Stack"';
export const sspushX1 = insn('sspush.x1 11..7=0 19..15=0 24..20=1 31..25=0x67 14..12=4 6..2=0x1C 1..0=3', push, () => [
  shadowPush(register(1)),
]);
export const sspushX5 = insn('sspush.x5 11..7=0 19..15=0 24..20=5 31..25=0x67 14..12=4 6..2=0x1C 1..0=3', push, () => [
  shadowPush(register(5)),
]);

const pop = 'unpriv "Pop from the Shadow Stack"';
export const sspopchkX1 = insn('sspopchk.x1 11..7=0 19..15=1 31..20=0xcdc 14..12=4 6..2=0x1C 1..0=3', pop, () => [
  shadowPop(register(1)),
]);
export const sspopchkX5 = insn('sspopchk.x5 11..7=0 19..15=5 31..20=0xcdc 14..12=4 6..2=0x1C 1..0=3', pop, () => [
  shadowPop(register(5)),
]);

export const ssrdp = insn(
  'ssrdp rd 19..15=0 31..20=0xcdc 14..12=4 6..2=0x1C 1..0=3',
  'unpriv "Read ssp into a Register"',
  ({ rd }) => [shadowPointer(t), set(rd, t)],
);

const swap = 'unpriv "Atomic Swap from a Shadow Stack Location"';
export const ssamoswapW = insn(
  'ssamoswap.w rd rs1 rs2 aq rl 31..29=2 28..27=1 14..12=2 6..2=0x0B 1..0=3',
  swap,
  ({ rd, rs1, rs2 }) => [amo(t, 4, rs1, rs2, 'shadow-stack'), set(rd, sext(32, t))],
  'rd, rs2, (rs1)',
);
export const ssamoswapD = insn(
  'ssamoswap.d rd rs1 rs2 aq rl 31..29=2 28..27=1 14..12=3 6..2=0x0B 1..0=3',
  swap,
  ({ rd, rs1, rs2 }) => [amo(t, 8, rs1, rs2, 'shadow-stack'), set(rd, t)],
  'rd, rs2, (rs1)',
);

export const cSspushX1 = compressed('c.sspush.x1 1..0=1 6..2=0 11..7=1 12=0 15..13=3', push, sspushX1, () => ({}));
export const cSspopchkX5 = compressed('c.sspopchk.x5 1..0=1 6..2=0 11..7=5 12=0 15..13=3', pop, sspopchkX5, () => ({}));

export const Zicfiss: readonly Insn[] = [sspushX1, sspushX5, sspopchkX1, sspopchkX5, ssrdp, ssamoswapW, ssamoswapD];
/** With Zcmop there are short forms. */
export const ZicfissAndZcmop: readonly CompressedInsn[] = [cSspushX1, cSspopchkX5];
