import type { CsrOperand, Destination, Does, Expr, FloatDestination, RoundingMode } from './expr.ts';
import { type Field, type FieldWord, type OperandName, fields, readOperand } from './fields.ts';

/** What the semantics of a row may name because of an operand. */
interface Meaning {
  rd: Destination;
  rs1: Expr;
  rs2: Expr;
  frd: FloatDestination;
  frs1: Expr;
  frs2: Expr;
  frs3: Expr;
  imm: Expr;
  csr: CsrOperand;
  rm: RoundingMode;
}
type Words<Row extends string> = Row extends `${infer Head} ${infer Tail}` ? Head | Words<Tail> : Row;
/** The operands that a row encodes. */
export type OperandsIn<Row extends string> = (typeof fields)[Extract<Words<Row>, FieldWord>]['names'][number];
/** What the semantics of `Row` may name. `rs2` in a row without it does not compile. */
export type Operands<Row extends string> = { [Name in Extract<OperandsIn<Row>, keyof Meaning>]: Meaning[Name] };

/** How an instruction is written, in bits and in assembly; 16-bit and 32-bit rows alike. */
export interface Encoding {
  readonly name: string;
  /** The fixed bits of the encoding. A word `w` is this instruction when `(w & mask) >>> 0 === match`. */
  readonly match: number;
  readonly mask: number;
  /** The fields that make up each operand, in the row's order. */
  readonly operands: ReadonlyMap<OperandName, readonly Field[]>;
  /** Operands in assembly order, e.g. `rd, imm(rs1)`; read by the assembler and the disassembler alike. */
  readonly asm: string;
  /** `<document> "<section title>"`. */
  readonly spec: string;
}

/** One instruction: its encoding, its assembly form, what it does and where the specification says so. */
export interface Insn<Row extends string = string> extends Encoding {
  readonly row: Row;
  readonly does: Does;
}

const meaning: Meaning = {
  rd: { k: 'rd' },
  rs1: { k: 'x', of: 'rs1' },
  rs2: { k: 'x', of: 'rs2' },
  frd: { k: 'frd' },
  frs1: { k: 'f', of: 'frs1' },
  frs2: { k: 'f', of: 'frs2' },
  frs3: { k: 'f', of: 'frs3' },
  imm: { k: 'imm' },
  csr: { k: 'csr' },
  rm: 'rm',
};

/** What a row says of the encoding. */
type Parsed = Omit<Encoding, 'spec'>;

/** A row of the table. It is read when it is first asked for anything: few programs need all of them. */
export class Row<Text extends string> implements Encoding {
  readonly row: Text;
  readonly spec: string;
  readonly #asm: string | undefined;
  #parsed: Parsed | undefined;

  constructor(row: Text, spec: string, asm?: string) {
    this.row = row;
    this.spec = spec;
    this.#asm = asm;
  }

  get name(): string {
    return this.#read().name;
  }

  get match(): number {
    return this.#read().match;
  }

  get mask(): number {
    return this.#read().mask;
  }

  get operands(): Encoding['operands'] {
    return this.#read().operands;
  }

  get asm(): string {
    return this.#read().asm;
  }

  #read(): Parsed {
    return (this.#parsed ??= parseRow(this.row, this.#asm));
  }
}

class InsnRow<Text extends string> extends Row<Text> implements Insn<Text> {
  readonly #semantics: (operands: Operands<Text>) => Does;
  #does: Does | undefined;

  constructor(row: Text, spec: string, does: (operands: Operands<Text>) => Does, asm?: string) {
    super(row, spec, asm);
    this.#semantics = does;
  }

  get does(): Does {
    return (this.#does ??= this.#semantics(meaning));
  }
}

/**
 * Declares one instruction. `row` is its line in the notation of riscv-opcodes: the name, then operand words and fixed
 * bits (`14..12=0`). Asked about its encoding, it throws a RangeError when a word is unknown or a fixed value does not fit
 * its bits: the table is wrong.
 */
export const insn = <const Text extends string>(
  row: Text,
  spec: string,
  does: (operands: Operands<Text>) => Does,
  asm?: string,
): Insn<Text> => new InsnRow(row, spec, does, asm);

/** Reads a row of riscv-opcodes. */
function parseRow(row: string, asm?: string): Parsed {
  const [name = '', ...words] = row.split(' ');
  const operands = new Map<OperandName, Field[]>();
  let match = 0;
  let mask = 0;
  for (const word of words) {
    const fixed = /^(\d+)(?:\.\.(\d+))?=(0x[\da-f]+|0b[01]+|\d+)$/i.exec(word);
    if (fixed) {
      const high = Number(fixed[1]);
      const low = Number(fixed[2] ?? high);
      const value = Number(fixed[3]);
      const ones = 2 ** (high - low + 1) - 1;
      if (value > ones) throw new RangeError(`${name}: ${word} does not fit its bits`);
      mask |= ones << low;
      match |= value << low;
    } else if (isFieldWord(word)) {
      for (const operand of fields[word].names) operands.set(operand, [...(operands.get(operand) ?? []), fields[word]]);
    } else throw new RangeError(`${name}: ${word} is not an operand word`);
  }
  return { name, match: match >>> 0, mask: mask >>> 0, operands, asm: asm ?? defaultAsm(words) };
}

/** Whether bits whose fixed part matches are this instruction: reserved values of its operands are not. */
export function accepts({ operands }: Encoding, bits: number): boolean {
  for (const parts of operands.values()) if (parts[0]?.excludes?.includes(readOperand(parts, bits))) return false;
  return true;
}

const isFieldWord = (word: string): word is FieldWord => Object.hasOwn(fields, word);

/** Operands in the order GNU as takes them: the row's own order, which is destination first. */
const defaultAsm = (words: readonly string[]) =>
  [...new Set(words.filter(isFieldWord).map((word) => fields[word]))]
    .filter(({ form }) => form !== 'suffix' && form !== 'mode')
    .map(({ names: [name] }) => name)
    .filter((name, index, all) => all.indexOf(name) === index)
    .join(', ');
