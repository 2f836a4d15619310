import type { OperandName } from './fields.ts';
import type { Encoding } from './insn.ts';

/** One way to write an instruction: some operands fixed, the others in an order of their own. */
export interface Form {
  readonly name: string;
  /** The operands that are written, in order, as `Encoding.asm` has them. */
  readonly asm: string;
  readonly of: Encoding;
  /** Operands that are not written: each is a number, or the same as another one. */
  readonly fixed: ReadonlyMap<OperandName, number | OperandName>;
}

/** The ways to write an instruction under its own name. A last operand that has a default may be left out. */
export function ownForms(of: Encoding): Form[] {
  const { name, asm, operands } = of;
  const [, before = '', last = ''] = /^(?:(.*), )?(\w+)$/.exec(asm) ?? [];
  const byDefault = operands.get(last as OperandName)?.[0]?.default;
  const whole: Form = { name, asm, of, fixed: new Map() };
  if (byDefault === undefined) return [whole];
  return [{ name, asm: before, of, fixed: new Map([[last as OperandName, byDefault]]) }, whole];
}
