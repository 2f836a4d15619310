import { systemEnd } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

/** The unused fields are ignored, as the specification asks of base implementations. */
export const fenceI = insn(
  'fence.i imm12 rs1 14..12=1 rd 6..2=0x03 1..0=3',
  'unpriv "Zifencei Extension for Instruction-Fetch Fence"',
  () => [systemEnd('fence.i')],
  '',
);

export const Zifencei: readonly Insn[] = [fenceI];
