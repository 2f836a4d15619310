import type { Destination, Does, Expr } from './expr.ts';

/** Operand words of the riscv-opcodes notation, and what a row's semantics may name because of each. */
interface OperandOf {
  rd: { rd: Destination };
  rs1: { rs1: Expr };
  rs2: { rs2: Expr };
  imm12: { imm: Expr };
  imm12hi: { imm: Expr };
  imm20: { imm: Expr };
  jimm20: { imm: Expr };
  bimm12hi: { imm: Expr };
  shamtd: { imm: Expr };
  shamtw: { imm: Expr };
  /** The 5-bit unsigned immediate of csrrwi and its kin, in the place of rs1. */
  zimm5: { imm: Expr };
}
type Words<S extends string> = S extends `${infer Head} ${infer Tail}` ? Head | Words<Tail> : S;
type Intersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;
/** What the semantics of row `S` may name. `rs2` in a row without it does not compile. */
export type Operands<S extends string> = Intersection<
  { [W in Extract<Words<S>, keyof OperandOf>]: OperandOf[W] }[Extract<Words<S>, keyof OperandOf>]
>;

/** One instruction: its encoding, its assembly form, what it does and where the specification says so. */
export interface Insn {
  readonly name: string;
  /** The fixed bits of the encoding. A 32-bit word `w` is this instruction when `(w & mask) === match`. */
  readonly match: number;
  readonly mask: number;
  /** Variable fields in the words of riscv-opcodes, as written in the row. */
  readonly operands: readonly string[];
  /** Operands in assembly order, e.g. `rd, imm(rs1)`; read by the assembler and the disassembler alike. */
  readonly asm: string;
  readonly does: Does;
  /** `<document> "<section title>"`. */
  readonly spec: string;
}

const operands = {
  rd: { k: 'rd' },
  rs1: { k: 'x', of: 'rs1' },
  rs2: { k: 'x', of: 'rs2' },
  imm: { k: 'imm' },
} as const;

/**
 * Declares one instruction. `row` is its line in the notation of riscv-opcodes: the name, then operand words and fixed
 * bits (`14..12=0`).
 *
 * @throws RangeError when a fixed value does not fit its bits: the table is wrong.
 */
export function insn<const S extends string>(
  row: S,
  spec: string,
  does: (operands: Operands<S>) => Does,
  asm?: string,
): Insn {
  const [name = '', ...words] = row.split(' ');
  const variable: string[] = [];
  let match = 0;
  let mask = 0;
  for (const word of words) {
    const fixed = /^(\d+)(?:\.\.(\d+))?=(0x[\da-f]+|\d+)$/i.exec(word);
    if (!fixed) {
      variable.push(word);
      continue;
    }
    const high = Number(fixed[1]);
    const low = Number(fixed[2] ?? high);
    const value = Number(fixed[3]);
    const ones = 2 ** (high - low + 1) - 1;
    if (value > ones) throw new RangeError(`${name}: ${word} does not fit its bits`);
    mask |= ones << low;
    match |= value << low;
  }
  return {
    name,
    match: match >>> 0,
    mask: mask >>> 0,
    operands: variable,
    asm: asm ?? defaultAsm(variable),
    does: does(operands as unknown as Operands<S>),
    spec,
  };
}

/** Operands in the order GNU as takes them: the row's own order, which is destination first; split immediates once. */
const defaultAsm = (words: readonly string[]) =>
  [...new Set(words.map((word) => (/imm|shamt/.test(word) ? 'imm' : word)))].join(', ');
