import { systemEnd, trapReturn } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const returns = 'priv "Trap-Return Instructions"';
export const mret = insn('mret 11..7=0 19..15=0 31..20=0x302 14..12=0 6..2=0x1C 1..0=3', returns, () => [
  trapReturn('mret'),
]);
export const sret = insn('sret 11..7=0 19..15=0 31..20=0x102 14..12=0 6..2=0x1C 1..0=3', returns, () => [
  trapReturn('sret'),
]);
export const wfi = insn(
  'wfi 11..7=0 19..15=0 31..20=0x105 14..12=0 6..2=0x1C 1..0=3',
  'priv "Wait for Interrupt"',
  () => [systemEnd('wfi')],
);
export const sfenceVma = insn(
  'sfence.vma 11..7=0 rs1 rs2 31..25=0x09 14..12=0 6..2=0x1C 1..0=3',
  'priv "Supervisor Memory-Management Fence Instruction"',
  ({ rs1, rs2 }) => [systemEnd('sfence.vma', rs1, rs2)],
);

export const S: readonly Insn[] = [mret, sret, wfi, sfenceVma];
