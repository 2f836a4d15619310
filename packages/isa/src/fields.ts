/**
 * The fields of an instruction, by the operand words of riscv-opcodes: where the bits are and what they mean. Everything
 * that reads or writes an operand (decoder, disassembler, assembler) goes through this table.
 */

/** What a field holds. A row may use several words for one operand: both halves of a split immediate are `imm`. */
export type OperandName =
  | 'rd'
  | 'rs1'
  | 'rs2'
  | 'frd'
  | 'frs1'
  | 'frs2'
  | 'frs3'
  | 'imm'
  | 'rm'
  | 'csr'
  | 'fm'
  | 'pred'
  | 'succ'
  | 'aq'
  | 'rl';

/** How GNU as writes the operand. `upper` is bits 31:12 of the value alone, `target` an address relative to the pc. */
export type OperandForm =
  | 'register'
  | 'float register'
  | 'decimal'
  | 'hexadecimal'
  | 'upper'
  | 'target'
  | 'csr'
  | 'fence set'
  | 'rounding mode'
  | 'float constant'
  | 'mode'
  | 'suffix';

/** `width` bits of the value, from bit `at` upwards, are the bits of the word from bit `low` upwards. */
interface Piece {
  readonly width: number;
  readonly low: number;
  readonly at: number;
}

export interface Field<Name extends OperandName = OperandName> {
  readonly names: readonly Name[];
  readonly form: OperandForm;
  readonly pieces: readonly Piece[];
  /** Bit 31 of the value is a copy of this one; without it the value is unsigned. */
  readonly sign?: number;
  /** Added to what the bits say: the three-bit register fields of compressed instructions count from x8. */
  readonly base?: number;
  /** Values with which the encoding is another instruction, or reserved. */
  readonly excludes?: readonly number[];
  /** What the operand is when it is the last one and is left out. */
  readonly default?: number;
}

/** Reads the notation of the specification's format pictures: `12..10=5:3` or `11..7=4:1|11`. */
function pieces(layout: string): Piece[] {
  const [place = '', value = ''] = layout.split('=');
  let top = Number(place.split('..')[0]) + 1;
  return value.split('|').map((run) => {
    const [high = 0, at = high] = run.split(':').map(Number);
    const width = high - at + 1;
    top -= width;
    return { width, low: top, at };
  });
}

const field = <const Name extends OperandName>(name: Name, form: OperandForm, layout: string): Field<Name> => ({
  names: [name],
  form,
  pieces: pieces(layout),
});
const register = <const Name extends OperandName>(
  names: readonly Name[],
  layout: string,
  more: { base?: number; excludes?: readonly number[] } = {},
): Field<Name> => ({ names, form: 'register', pieces: pieces(layout), ...more });
const floatRegister = <const Name extends OperandName>(name: Name, layout: string, base = 0): Field<Name> => ({
  ...field(name, 'float register', layout),
  base,
});
const roundingMode = (byDefault: number): Field<'rm'> => ({
  ...field('rm', 'rounding mode', '14..12=2:0'),
  excludes: [5, 6],
  default: byDefault,
});
const signed = (layout: string, sign: number, form: OperandForm = 'decimal'): Field<'imm'> => ({
  ...field('imm', form, layout),
  sign,
});
const unsigned = (layout: string, form: OperandForm = 'decimal') => field('imm', form, layout);
const nonzero = (immediate: Field<'imm'>): Field<'imm'> => ({ ...immediate, excludes: [0] });

/** `x8` to `x15`, the registers that three bits can name (unpriv "Compressed Instruction Formats"). */
const popular = { base: 8 };

export const fields = {
  // unpriv "Base Instruction Formats" and "Immediate Encoding Variants"
  rd: register(['rd'], '11..7=4:0'),
  rs1: register(['rs1'], '19..15=4:0'),
  rs2: register(['rs2'], '24..20=4:0'),
  imm12: signed('31..20=11:0', 11),
  imm12hi: signed('31..25=11:5', 11),
  imm12lo: signed('11..7=4:0', 11),
  bimm12hi: signed('31..25=12|10:5', 12, 'target'),
  bimm12lo: signed('11..7=4:1|11', 12, 'target'),
  imm20: signed('31..12=31:12', 31, 'upper'),
  jimm20: signed('31..12=20|10:1|11|19:12', 20, 'target'),
  shamtd: unsigned('25..20=5:0', 'hexadecimal'),
  shamtw: unsigned('24..20=4:0', 'hexadecimal'),

  // unpriv "Memory Ordering Instructions"
  fm: field('fm', 'mode', '31..28=3:0'),
  pred: field('pred', 'fence set', '27..24=3:0'),
  succ: field('succ', 'fence set', '23..20=3:0'),

  // unpriv "CSR Instructions"; `zimm5` is the unsigned immediate in the place of rs1
  csr: field('csr', 'csr', '31..20=11:0'),
  zimm5: unsigned('19..15=4:0'),

  // unpriv "A Extension for Atomic Instructions"
  aq: field('aq', 'suffix', '26=0'),
  rl: field('rl', 'suffix', '25=0'),

  // unpriv "Zacas Extension for Atomic Compare-and-Swap (CAS) Instructions": the even register that names a pair
  rd_e: register(['rd'], '11..8=4:1'),
  rs2_e: register(['rs2'], '24..21=4:1'),

  // unpriv "Zksed ShangMi Suite: SM4 Block Cipher Instructions", "Zkne NIST Suite: AES Encryption"
  bs: unsigned('31..30=1:0', 'hexadecimal'),
  rnum: { ...unsigned('23..20=3:0', 'hexadecimal'), excludes: [11, 12, 13, 14, 15] },

  // unpriv "Single-Precision Floating-Point Computational Instructions". riscv-opcodes has no words of its own for
  // floating-point registers. Rounding modes 5 and 6 are reserved, and 7 is the dynamic one in frm; `rm_exact` is the rm of
  // instructions that never round, which GNU as makes 0.
  frd: floatRegister('frd', '11..7=4:0'),
  frs1: floatRegister('frs1', '19..15=4:0'),
  frs2: floatRegister('frs2', '24..20=4:0'),
  frs3: floatRegister('frs3', '31..27=4:0'),
  rm: roundingMode(7),
  rm_exact: roundingMode(0),

  // unpriv "Load-Immediate Instructions"; which of the constants, in the place of rs1
  fli: field('imm', 'float constant', '19..15=4:0'),

  // unpriv "Compressed Instruction Formats"
  rd_p: register(['rd'], '4..2=2:0', popular),
  rs1_p: register(['rs1'], '9..7=2:0', popular),
  rs2_p: register(['rs2'], '4..2=2:0', popular),
  rd_rs1_p: register(['rd', 'rs1'], '9..7=2:0', popular),
  rd_rs1: register(['rd', 'rs1'], '11..7=4:0'),
  rd_rs1_n0: register(['rd', 'rs1'], '11..7=4:0', { excludes: [0] }),
  rd_n0: register(['rd'], '11..7=4:0', { excludes: [0] }),
  rd_n2: register(['rd'], '11..7=4:0', { excludes: [2] }),
  rs1_n0: register(['rs1'], '11..7=4:0', { excludes: [0] }),
  c_rs1_n0: register(['rs1'], '11..7=4:0', { excludes: [0] }),
  frd_p: floatRegister('frd', '4..2=2:0', 8),
  frs2_p: floatRegister('frs2', '4..2=2:0', 8),
  c_frs2: floatRegister('frs2', '6..2=4:0'),
  c_rs2: register(['rs2'], '6..2=4:0'),
  c_rs2_n0: register(['rs2'], '6..2=4:0', { excludes: [0] }),
  c_nzuimm10: nonzero(unsigned('12..5=5:4|9:6|2|3')),
  c_uimm7hi: unsigned('12..10=5:3'),
  c_uimm7lo: unsigned('6..5=2|6'),
  c_uimm8hi: unsigned('12..10=5:3'),
  c_uimm8lo: unsigned('6..5=7:6'),
  c_imm6hi: signed('12=5', 5),
  c_imm6lo: signed('6..2=4:0', 5),
  c_uimm6hi: unsigned('12=5', 'hexadecimal'),
  c_uimm6lo: unsigned('6..2=4:0', 'hexadecimal'),
  c_nzimm10hi: nonzero(signed('12=9', 9)),
  c_nzimm10lo: nonzero(signed('6..2=4|6|8:7|5', 9)),
  c_nzimm18hi: nonzero(signed('12=17', 17, 'upper')),
  c_nzimm18lo: nonzero(signed('6..2=16:12', 17, 'upper')),
  c_imm12: signed('12..2=11|4|9:8|10|6|7|3:1|5', 11, 'target'),
  c_bimm9hi: signed('12..10=8|4:3', 8, 'target'),
  c_bimm9lo: signed('6..2=7:6|2:1|5', 8, 'target'),
  c_uimm8sphi: unsigned('12=5'),
  c_uimm8splo: unsigned('6..2=4:2|7:6'),
  c_uimm9sphi: unsigned('12=5'),
  c_uimm9splo: unsigned('6..2=4:3|8:6'),
  c_uimm8sp_s: unsigned('12..7=5:2|7:6'),
  c_uimm9sp_s: unsigned('12..7=5:3|8:6'),

  // unpriv "Zcb Extension for Additional Compressed Instructions"
  c_uimm1: unsigned('5=1'),
  c_uimm2: unsigned('6..5=0|1'),
};

export type FieldWord = keyof typeof fields;

/** What the fields that make up one operand say in `word`. Signed 32-bit. */
export function readOperand(parts: readonly Field[], word: number): number {
  let value = 0;
  for (const { pieces: runs } of parts)
    for (const { width, low, at } of runs) value |= ((word >>> low) & (2 ** width - 1)) << at;
  const unused = 31 - (parts[0]?.sign ?? 31);
  return ((value << unused) >> unused) + (parts[0]?.base ?? 0);
}

/** The bits that make the operand say `value`; what does not fit is dropped, so read it back to know. Signed 32-bit. */
export function writeOperand(parts: readonly Field[], value: number): number {
  let word = 0;
  const bits = value - (parts[0]?.base ?? 0);
  for (const { pieces: runs } of parts)
    for (const { width, low, at } of runs) word |= ((bits >>> at) & (2 ** width - 1)) << low;
  return word;
}
