import { type OperandName, readOperand, writeOperand } from './fields.ts';
import { type Encoding, type Insn, type OperandsIn, Row } from './insn.ts';

/** Where an operand of the 32-bit instruction comes from: an operand of the 16-bit one, or always the same number. */
type Source = { readonly of: OperandName } | number;

/** A 16-bit instruction: an encoding, and the 32-bit instruction that it stands for. It has no semantics of its own. */
export interface CompressedInsn<Row extends string = string> extends Encoding {
  readonly row: Row;
  readonly expandsTo: Insn;
  readonly expansion: Readonly<Record<string, Source>>;
}

type Sources<Row extends string> = { [Name in OperandsIn<Row>]: { readonly of: Name } };
type Expansion<Wide extends string> = Readonly<Record<OperandsIn<Wide>, Source>>;

class CompressedRow<Text extends string, Wide extends string> extends Row<Text> implements CompressedInsn<Text> {
  readonly expandsTo: Insn<Wide>;
  readonly #give: (operands: Sources<Text>) => Expansion<Wide>;
  #expansion: Expansion<Wide> | undefined;

  constructor(
    row: Text,
    spec: string,
    expandsTo: Insn<Wide>,
    give: (operands: Sources<Text>) => Expansion<Wide>,
    asm?: string,
  ) {
    super(row, spec, asm);
    this.expandsTo = expandsTo;
    this.#give = give;
  }

  get expansion(): Expansion<Wide> {
    return (this.#expansion ??= this.#expand());
  }

  #expand(): Expansion<Wide> {
    const { name, operands, expandsTo } = this;
    const given = this.#give(Object.fromEntries([...operands.keys()].map((of) => [of, { of }])) as Sources<Text>);
    const surplus = Object.keys(given).find((operand) => !expandsTo.operands.has(operand as OperandName));
    if (surplus !== undefined) throw new RangeError(`${name}: ${expandsTo.name} has no ${surplus}`);
    return given;
  }
}

/**
 * Declares one 16-bit instruction by the 32-bit one it expands to: `expansion` gives every operand of the latter from
 * the operands of the former, or a constant. An operand that `row` lacks, or that `expandsTo` needs and is not given,
 * does not compile. Asked for its expansion, it throws a RangeError when that gives an operand that `expandsTo` has not: the
 * table is wrong.
 */
export const compressed = <const Text extends string, const Wide extends string>(
  row: Text,
  spec: string,
  expandsTo: Insn<Wide>,
  expansion: (operands: Sources<Text>) => Expansion<Wide>,
  asm?: string,
): CompressedInsn<Text> => new CompressedRow(row, spec, expandsTo, expansion, asm);

/** The 32-bit word that `bits` stands for, unsigned. */
export function expand({ operands, expandsTo, expansion }: CompressedInsn, bits: number): number {
  let word = expandsTo.match;
  for (const [name, parts] of expandsTo.operands) {
    const source = expansion[name] ?? 0;
    const value = typeof source === 'number' ? source : readOperand(operands.get(source.of) ?? [], bits);
    word |= writeOperand(parts, value);
  }
  return word >>> 0;
}
