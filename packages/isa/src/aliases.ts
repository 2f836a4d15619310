import { csrAddresses } from './csr-addresses.ts';
import type { CompressedInsn } from './compressed.ts';
import type { OperandName } from './fields.ts';
import type { Form } from './form.ts';
import type { Insn, OperandsIn } from './insn.ts';
import { cAdd, cMv, cNop } from './rows/c.ts';
import { fleD, fltD, fsgnjD, fsgnjnD, fsgnjxD } from './rows/d.ts';
import { fleS, fltS, fmvWX, fmvXW, fsgnjS, fsgnjnS, fsgnjxS } from './rows/f.ts';
import { hfenceGvma, hfenceVvma } from './rows/h.ts';
import {
  addInsn,
  addi,
  addiw,
  andi,
  beq,
  bge,
  bgeu,
  blt,
  bltu,
  bne,
  fence,
  jal,
  jalr,
  ori,
  slli,
  slliw,
  slt,
  slti,
  sltiu,
  sltu,
  srai,
  sraiw,
  srli,
  srliw,
  subInsn,
  subw,
  xori,
} from './rows/i.ts';
import { sfenceVma } from './rows/s.ts';
import { addUw } from './rows/zba.ts';
import { rori, roriw } from './rows/zbb.ts';
import { bclri, bexti, binvi, bseti } from './rows/zbs.ts';
import { fleqD, fleqH, fleqS, fltqD, fltqH, fltqS } from './rows/zfa.ts';
import { fleH, fltH, fsgnjH, fsgnjnH, fsgnjxH } from './rows/zfh.ts';
import { cSspopchkX5, cSspushX1, sspopchkX1, sspopchkX5, sspushX1, sspushX5 } from './rows/zicfiss.ts';
import { csrrc, csrrci, csrrs, csrrsi, csrrw, csrrwi } from './rows/zicsr.ts';

/** Another name for an instruction. */
export interface Alias extends Form {
  /** Whether the disassembler may write it. */
  readonly printed: boolean;
}

function alias<const Row extends string>(
  text: string,
  of: Insn<Row> | CompressedInsn<Row>,
  fixed: { readonly [Name in OperandsIn<Row>]?: number | OperandsIn<Row> } = {},
): Alias {
  const [name = '', asm = ''] = text.split(/ (.*)/);
  const values = new Map(Object.entries(fixed) as [OperandName, number | OperandName][]);
  return { name, asm, of, fixed: values, printed: values.size > 0 || 'expandsTo' in of };
}

const iorw = 0b1111;
const rw = 0b0011;
const { cycle, time, instret, fflags, frm, fcsr } = csrAddresses;

/**
 * The aliases of GNU as that are one instruction (those that are several are in `assembler/pseudo.ts`). Of the aliases
 * of an instruction, the disassembler takes the first whose fixed operands agree. One that fixes nothing is only
 * another spelling, which the disassembler never writes; but a compressed instruction may have a name of its own.
 */
export const aliases: readonly Alias[] = [
  alias('nop', addi, { rd: 0, rs1: 0, imm: 0 }),
  alias('li rd, imm', addi, { rs1: 0 }),
  alias('mv rd, rs1', addi, { imm: 0 }),
  alias('mv rd, rs2', cMv),
  alias('c.nop', cNop, { imm: 0 }),
  alias('not rd, rs1', xori, { imm: -1 }),
  alias('neg rd, rs2', subInsn, { rs1: 0 }),
  alias('negw rd, rs2', subw, { rs1: 0 }),
  alias('sext.w rd, rs1', addiw, { imm: 0 }),
  alias('zext.b rd, rs1', andi, { imm: 255 }),
  alias('seqz rd, rs1', sltiu, { imm: 1 }),
  alias('snez rd, rs2', sltu, { rs1: 0 }),
  alias('zext.w rd, rs1', addUw, { rs2: 0 }),
  alias('sltz rd, rs1', slt, { rs2: 0 }),
  alias('sgtz rd, rs2', slt, { rs1: 0 }),
  alias('sgt rd, rs2, rs1', slt),
  alias('sgtu rd, rs2, rs1', sltu),

  alias('add rd, rs1, imm', addi),
  alias('addw rd, rs1, imm', addiw),
  alias('and rd, rs1, imm', andi),
  alias('or rd, rs1, imm', ori),
  alias('xor rd, rs1, imm', xori),
  alias('slt rd, rs1, imm', slti),
  alias('sltu rd, rs1, imm', sltiu),
  alias('sll rd, rs1, imm', slli),
  alias('srl rd, rs1, imm', srli),
  alias('sra rd, rs1, imm', srai),
  alias('sllw rd, rs1, imm', slliw),
  alias('srlw rd, rs1, imm', srliw),
  alias('sraw rd, rs1, imm', sraiw),
  alias('ror rd, rs1, imm', rori),
  alias('rorw rd, rs1, imm', roriw),
  alias('bclr rd, rs1, imm', bclri),
  alias('bext rd, rs1, imm', bexti),
  alias('binv rd, rs1, imm', binvi),
  alias('bset rd, rs1, imm', bseti),

  alias('beqz rs1, imm', beq, { rs2: 0 }),
  alias('bnez rs1, imm', bne, { rs2: 0 }),
  alias('blez rs2, imm', bge, { rs1: 0 }),
  alias('bgez rs1, imm', bge, { rs2: 0 }),
  alias('bltz rs1, imm', blt, { rs2: 0 }),
  alias('bgtz rs2, imm', blt, { rs1: 0 }),
  alias('bgt rs2, rs1, imm', blt),
  alias('ble rs2, rs1, imm', bge),
  alias('bgtu rs2, rs1, imm', bltu),
  alias('bleu rs2, rs1, imm', bgeu),

  alias('j imm', jal, { rd: 0 }),
  alias('jal imm', jal, { rd: 1 }),
  alias('ret', jalr, { rd: 0, rs1: 1, imm: 0 }),
  alias('jr rs1', jalr, { rd: 0, imm: 0 }),
  alias('jr imm(rs1)', jalr, { rd: 0 }),
  alias('jalr rs1', jalr, { rd: 1, imm: 0 }),
  alias('jalr imm(rs1)', jalr, { rd: 1 }),
  alias('jalr rd, rs1', jalr, { imm: 0 }),
  alias('jalr rd, rs1, imm', jalr),

  alias('fence', fence, { fm: 0, pred: iorw, succ: iorw }),
  alias('fence.tso', fence, { fm: 0b1000, pred: rw, succ: rw }),
  alias('pause', fence, { fm: 0, pred: 0b0001, succ: 0 }),

  alias('ntl.p1', addInsn, { rd: 0, rs1: 0, rs2: 2 }),
  alias('ntl.pall', addInsn, { rd: 0, rs1: 0, rs2: 3 }),
  alias('ntl.s1', addInsn, { rd: 0, rs1: 0, rs2: 4 }),
  alias('ntl.all', addInsn, { rd: 0, rs1: 0, rs2: 5 }),
  alias('c.ntl.p1', cAdd, { rd: 0, rs2: 2 }),
  alias('c.ntl.pall', cAdd, { rd: 0, rs2: 3 }),
  alias('c.ntl.s1', cAdd, { rd: 0, rs2: 4 }),
  alias('c.ntl.all', cAdd, { rd: 0, rs2: 5 }),

  alias('unimp', csrrw, { rd: 0, csr: cycle, rs1: 0 }),
  alias('rdcycle rd', csrrs, { csr: cycle, rs1: 0 }),
  alias('rdtime rd', csrrs, { csr: time, rs1: 0 }),
  alias('rdinstret rd', csrrs, { csr: instret, rs1: 0 }),
  alias('frcsr rd', csrrs, { csr: fcsr, rs1: 0 }),
  alias('fscsr rs1', csrrw, { rd: 0, csr: fcsr }),
  alias('fscsr rd, rs1', csrrw, { csr: fcsr }),
  alias('frrm rd', csrrs, { csr: frm, rs1: 0 }),
  alias('fsrm rs1', csrrw, { rd: 0, csr: frm }),
  alias('fsrm rd, rs1', csrrw, { csr: frm }),
  alias('fsrmi rd, imm', csrrwi, { csr: frm }),
  alias('fsrmi imm', csrrwi, { rd: 0, csr: frm }),
  alias('frflags rd', csrrs, { csr: fflags, rs1: 0 }),
  alias('fsflags rs1', csrrw, { rd: 0, csr: fflags }),
  alias('fsflags rd, rs1', csrrw, { csr: fflags }),
  alias('fsflagsi rd, imm', csrrwi, { csr: fflags }),
  alias('fsflagsi imm', csrrwi, { rd: 0, csr: fflags }),
  alias('csrr rd, csr', csrrs, { rs1: 0 }),
  alias('csrw csr, rs1', csrrw, { rd: 0 }),
  alias('csrs csr, rs1', csrrs, { rd: 0 }),
  alias('csrc csr, rs1', csrrc, { rd: 0 }),
  alias('csrwi csr, imm', csrrwi, { rd: 0 }),
  alias('csrsi csr, imm', csrrsi, { rd: 0 }),
  alias('csrci csr, imm', csrrci, { rd: 0 }),
  alias('csrrw rd, csr, imm', csrrwi),
  alias('csrrs rd, csr, imm', csrrsi),
  alias('csrrc rd, csr, imm', csrrci),
  alias('csrw csr, imm', csrrwi, { rd: 0 }),
  alias('csrs csr, imm', csrrsi, { rd: 0 }),
  alias('csrc csr, imm', csrrci, { rd: 0 }),

  alias('fmv.s frd, frs1', fsgnjS, { frs2: 'frs1' }),
  alias('fneg.s frd, frs1', fsgnjnS, { frs2: 'frs1' }),
  alias('fabs.s frd, frs1', fsgnjxS, { frs2: 'frs1' }),
  alias('fgt.s rd, frs2, frs1', fltS),
  alias('fge.s rd, frs2, frs1', fleS),
  alias('fmv.x.s rd, frs1', fmvXW),
  alias('fmv.s.x frd, rs1', fmvWX),
  alias('fmv.d frd, frs1', fsgnjD, { frs2: 'frs1' }),
  alias('fneg.d frd, frs1', fsgnjnD, { frs2: 'frs1' }),
  alias('fabs.d frd, frs1', fsgnjxD, { frs2: 'frs1' }),
  alias('fgt.d rd, frs2, frs1', fltD),
  alias('fge.d rd, frs2, frs1', fleD),
  alias('fmv.h frd, frs1', fsgnjH, { frs2: 'frs1' }),
  alias('fneg.h frd, frs1', fsgnjnH, { frs2: 'frs1' }),
  alias('fabs.h frd, frs1', fsgnjxH, { frs2: 'frs1' }),
  alias('fgt.h rd, frs2, frs1', fltH),
  alias('fge.h rd, frs2, frs1', fleH),
  alias('fgtq.s rd, frs2, frs1', fltqS),
  alias('fgeq.s rd, frs2, frs1', fleqS),
  alias('fgtq.d rd, frs2, frs1', fltqD),
  alias('fgeq.d rd, frs2, frs1', fleqD),
  alias('fgtq.h rd, frs2, frs1', fltqH),
  alias('fgeq.h rd, frs2, frs1', fleqH),

  alias('sfence.vma', sfenceVma, { rs1: 0, rs2: 0 }),
  alias('sfence.vma rs1', sfenceVma, { rs2: 0 }),
  alias('hfence.vvma', hfenceVvma, { rs1: 0, rs2: 0 }),
  alias('hfence.vvma rs1', hfenceVvma, { rs2: 0 }),
  alias('hfence.gvma', hfenceGvma, { rs1: 0, rs2: 0 }),
  alias('hfence.gvma rs1', hfenceGvma, { rs2: 0 }),
  { ...alias('sspush ra', sspushX1), printed: true },
  { ...alias('sspush t0', sspushX5), printed: true },
  { ...alias('sspopchk ra', sspopchkX1), printed: true },
  { ...alias('sspopchk t0', sspopchkX5), printed: true },
  alias('c.sspush ra', cSspushX1),
  alias('c.sspopchk t0', cSspopchkX5),
];
