import { type OperandName, readOperand, writeOperand } from './fields.ts';
import { type Encoding, type Insn, type OperandsIn, parseRow } from './insn.ts';

/** Where an operand of the 32-bit instruction comes from: an operand of the 16-bit one, or always the same number. */
type Source = { readonly of: OperandName } | number;

/** A 16-bit instruction: an encoding, and the 32-bit instruction that it stands for. It has no semantics of its own. */
export interface CompressedInsn<Row extends string = string> extends Encoding {
  readonly row: Row;
  readonly expandsTo: Insn;
  readonly expansion: Readonly<Record<string, Source>>;
}

type Sources<Row extends string> = { [Name in OperandsIn<Row>]: { readonly of: Name } };

/**
 * Declares one 16-bit instruction by the 32-bit one it expands to: `expansion` gives every operand of the latter from
 * the operands of the former, or a constant. An operand that `row` lacks, or that `expandsTo` needs and is not given,
 * does not compile.
 *
 * @throws RangeError when `expansion` gives an operand that `expandsTo` has not: the table is wrong.
 */
export function compressed<const Row extends string, const Wide extends string>(
  row: Row,
  spec: string,
  expandsTo: Insn<Wide>,
  expansion: (operands: Sources<Row>) => Readonly<Record<OperandsIn<Wide>, Source>>,
  asm?: string,
): CompressedInsn<Row> {
  const encoding = parseRow(row, asm);
  const sources = Object.fromEntries([...encoding.operands.keys()].map((of) => [of, { of }])) as Sources<Row>;
  const given = expansion(sources);
  const surplus = Object.keys(given).find((name) => !expandsTo.operands.has(name as OperandName));
  if (surplus !== undefined) throw new RangeError(`${encoding.name}: ${expandsTo.name} has no ${surplus}`);
  return { ...encoding, spec, row, expandsTo, expansion: given };
}

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
