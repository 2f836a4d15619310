import { landingPad, register } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

/** A HINT of auipc, which it remains where landing pads are not enabled. The label is expected in x7. */
export const lpad = insn('lpad imm20 11..7=0 6..2=0x05 1..0=3', 'unpriv "Landing Pad Instruction"', ({ imm }) => [
  landingPad(imm, register(7)),
]);

export const Zicfilp: readonly Insn[] = [lpad];
