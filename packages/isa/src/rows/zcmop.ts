import { type CompressedInsn, compressed } from '../compressed.ts';
import { addi } from './i.ts';

/** c.mop.n does nothing, as `addi x0, x0, 0`: an extension that redefines it has rows of its own. */
const cMop = (n: number) =>
  compressed(
    `c.mop.${n} 15..13=3 12=0 11..7=${n} 6..2=0 1..0=1`,
    'unpriv "Zcmop Extension for Compressed May-Be-Operations"',
    addi,
    () => ({ rd: 0, rs1: 0, imm: 0 }),
  );

export const Zcmop: readonly CompressedInsn[] = [1, 3, 5, 7, 9, 11, 13, 15].map(cMop);
