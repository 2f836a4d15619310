import { primitive, set } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const spec = 'unpriv "Zbkx Extension for Crossbar Permutations"';

export const xperm8 = insn('xperm8 rd rs1 rs2 31..25=20 14..12=4 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, primitive('permute_bytes', rs1, rs2)),
]);
export const xperm4 = insn('xperm4 rd rs1 rs2 31..25=20 14..12=2 6..2=0x0C 1..0=3', spec, ({ rd, rs1, rs2 }) => [
  set(rd, primitive('permute_nibbles', rs1, rs2)),
]);

export const Zbkx: readonly Insn[] = [xperm8, xperm4];
