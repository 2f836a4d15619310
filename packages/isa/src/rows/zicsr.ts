import { csr, set, t } from '../expr.ts';
import { type Insn, insn } from '../insn.ts';

const spec = 'unpriv "CSR Instructions"';
const register = 'rd, csr, rs1';
const immediate = 'rd, csr, imm';

export const csrrw = insn(
  'csrrw rd rs1 csr 14..12=1 6..2=0x1C 1..0=3',
  spec,
  ({ rd, csr: number, rs1 }) => [csr(t, 'write', number, rs1), set(rd, t)],
  register,
);
export const csrrs = insn(
  'csrrs rd rs1 csr 14..12=2 6..2=0x1C 1..0=3',
  spec,
  ({ rd, csr: number, rs1 }) => [csr(t, 'set', number, rs1), set(rd, t)],
  register,
);
export const csrrc = insn(
  'csrrc rd rs1 csr 14..12=3 6..2=0x1C 1..0=3',
  spec,
  ({ rd, csr: number, rs1 }) => [csr(t, 'clear', number, rs1), set(rd, t)],
  register,
);
export const csrrwi = insn(
  'csrrwi rd csr zimm5 14..12=5 6..2=0x1C 1..0=3',
  spec,
  ({ rd, csr: number, imm }) => [csr(t, 'write', number, imm), set(rd, t)],
  immediate,
);
export const csrrsi = insn(
  'csrrsi rd csr zimm5 14..12=6 6..2=0x1C 1..0=3',
  spec,
  ({ rd, csr: number, imm }) => [csr(t, 'set', number, imm), set(rd, t)],
  immediate,
);
export const csrrci = insn(
  'csrrci rd csr zimm5 14..12=7 6..2=0x1C 1..0=3',
  spec,
  ({ rd, csr: number, imm }) => [csr(t, 'clear', number, imm), set(rd, t)],
  immediate,
);

export const Zicsr: readonly Insn[] = [csrrw, csrrs, csrrc, csrrwi, csrrsi, csrrci];
