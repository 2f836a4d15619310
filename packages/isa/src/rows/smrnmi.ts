import { trapReturn } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

export const mnret = insn(
  'mnret 11..7=0 19..15=0 31..20=0x702 14..12=0 6..2=0x1C 1..0=3',
  'priv "MNRET Instruction"',
  () => [trapReturn('mnret')],
);

export const Smrnmi: readonly Insn[] = [mnret];
