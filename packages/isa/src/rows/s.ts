import { system } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const trapReturn = 'priv "Trap-Return Instructions"';
export const mret = insn('mret 11..7=0 19..15=0 31..20=0x302 14..12=0 6..2=0x1C 1..0=3', trapReturn, () => [
  system('mret'),
]);
export const sret = insn('sret 11..7=0 19..15=0 31..20=0x102 14..12=0 6..2=0x1C 1..0=3', trapReturn, () => [
  system('sret'),
]);
export const wfi = insn(
  'wfi 11..7=0 19..15=0 31..20=0x105 14..12=0 6..2=0x1C 1..0=3',
  'priv "Wait for Interrupt"',
  () => [system('wfi')],
);
export const sfenceVma = insn(
  'sfence.vma 11..7=0 rs1 rs2 31..25=0x09 14..12=0 6..2=0x1C 1..0=3',
  'priv "Supervisor Memory-Management Fence Instruction"',
  () => [system('sfence.vma')],
);

export const S: readonly Insn[] = [mret, sret, wfi, sfenceVma];
