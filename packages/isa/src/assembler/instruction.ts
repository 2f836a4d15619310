import { aliases } from '../aliases.ts';
import { type Field, type OperandForm, type OperandName, readOperand, writeOperand } from '../fields.ts';
import { floatConstantIndex } from '../float-constants.ts';
import { type Form, ownForms } from '../form.ts';
import type { Encoding } from '../insn.ts';
import { compressedRowsOf, rowsOf } from '../isa-tables.ts';
import type { Isa } from '../isa.ts';
import { orderedForms } from '../ordering.ts';
import { fenceLetters, floatRegisterNumbers, registerNumbers, roundingModes } from '../registers.ts';
import { Problem } from './assembler-error.ts';
import { splitOperands } from './source.ts';

/** The forms of every mnemonic that an ISA has. */
export type Forms = ReadonlyMap<string, readonly Form[]>;

/** Collects the forms of `isa`. An instruction's own form comes before its aliases. */
export function formsOf(isa: Isa): Forms {
  const rows: readonly Encoding[] = [...rowsOf(isa), ...compressedRowsOf(isa)];
  const forms = new Map<string, Form[]>();
  const all = [...rows.flatMap(ownForms), ...aliases.filter(({ of }) => rows.includes(of))];
  for (const form of all.flatMap(orderedForms)) forms.set(form.name, [...(forms.get(form.name) ?? []), form]);
  return forms;
}

/** An instruction whose form is known and whose immediate operands are still text. */
export interface Instruction {
  readonly of: Encoding;
  readonly length: 2 | 4;
  /** Operands that are numbers already: registers, words such as a rounding mode, ordering suffixes. */
  readonly known: ReadonlyMap<OperandName, number>;
  /** Operands to be evaluated. */
  readonly open: ReadonlyMap<OperandName, string>;
}

/**
 * Finds the form of `mnemonic` that fits the operands. Undefined when the mnemonic is none of these forms.
 *
 * @throws Problem when the mnemonic exists and no form of it fits.
 */
export function match(forms: Forms, mnemonic: string, text: string): Instruction | undefined {
  const candidates = forms.get(mnemonic);
  if (!candidates?.length) return undefined;
  const given = splitOperands(text);
  for (const form of candidates) {
    const fitted = fit(form, given);
    if (!fitted) continue;
    const known = new Map(fitted.known);
    for (const [name, value] of form.fixed) {
      const number = typeof value === 'number' ? value : known.get(value);
      if (number !== undefined) known.set(name, number);
    }
    return { of: form.of, length: (form.of.match & 3) === 3 ? 4 : 2, known, open: fitted.open };
  }
  const usages = candidates.map(({ asm }) => `'${`${mnemonic} ${asm}`.trim()}'`);
  throw new Problem('the operands do not fit', `write ${usages.join(' or ')}`);
}

function fit({ asm, of }: Form, given: readonly string[]) {
  const wanted = splitOperands(asm);
  if (wanted.length !== given.length) return undefined;
  const known = new Map<OperandName, number>();
  const open = new Map<OperandName, string>();
  const bind = (name: string, text: string): boolean => {
    const form = of.operands.get(name as OperandName)?.[0]?.form;
    const isRegister = registerNumbers.has(text);
    if (form === undefined)
      return text === name || (isRegister && registerNumbers.get(text) === registerNumbers.get(name));
    const read = words[form];
    if (!read) {
      if (isRegister || text === '') return false;
      open.set(name as OperandName, text);
      return true;
    }
    const value = read(text);
    if (value === undefined) return false;
    known.set(name as OperandName, value);
    return true;
  };
  const fits = wanted.every((piece, index) => {
    const text = given[index] ?? '';
    const [, offset, base = ''] = /^(\w*)\((\w+)\)$/.exec(piece) ?? [];
    if (offset === undefined) return bind(piece, text);
    const [, before = '', inside = ''] = /^(.*?)\(\s*(\w+)\s*\)$/.exec(text) ?? [];
    if (!bind(base, inside)) return false;
    return offset === '' ? before.trim() === '' || before.trim() === '0' : bind(offset, before.trim() || '0');
  });
  return fits ? { known, open } : undefined;
}

/** The operands that are words, and what each word means. All others are expressions. */
const words: { readonly [Name in OperandForm]?: (text: string) => number | undefined } = {
  register: (text) => registerNumbers.get(text),
  'float register': (text) => floatRegisterNumbers.get(text),
  'rounding mode': roundingMode,
  'float constant': floatConstantIndex,
  'fence set': fenceSet,
};

function roundingMode(text: string): number | undefined {
  const mode = roundingModes.indexOf(text);
  return mode < 0 ? undefined : mode;
}

function fenceSet(text: string): number | undefined {
  if (text === '0') return 0;
  const letters = fenceLetters.filter((letter) => text.includes(letter));
  if (letters.join('') !== text) return undefined;
  return letters.reduce((set, letter) => set | (8 >>> fenceLetters.indexOf(letter)), 0);
}

/**
 * The word. `resolve` gives the number that an open operand is in the place of a field of that form.
 *
 * @throws Problem when a number does not fit its field.
 */
export function encode(instruction: Instruction, resolve: (text: string, field: Field) => bigint): number {
  const { of, known, open } = instruction;
  let word = of.match;
  for (const [name, parts] of of.operands) {
    const [field] = parts;
    if (!field) continue;
    // One field may be two operands: rd and rs1 of c.addi. What is written for either is written for both.
    const bound = field.names.find((other) => known.has(other) || open.has(other)) ?? name;
    const text = open.get(bound);
    const value = text === undefined ? (known.get(bound) ?? 0) : inField(parts, text, resolve(text, field));
    const bits = writeOperand(parts, value);
    if (readOperand(parts, bits) !== value || field.excludes?.includes(value))
      throw new Problem(
        `${name} cannot be ${text ?? `${letterOf(field)}${value}`} in ${of.name}`,
        `give ${allowed(parts)}`,
      );
    word |= bits;
  }
  return word >>> 0;
}

/** The value of a field from what is written for it. */
function inField(parts: readonly Field[], text: string, written: bigint): number {
  const value = BigInt.asIntN(64, written);
  const upper = parts[0]?.form === 'upper';
  const field = Number(upper ? BigInt.asIntN(32, value << 12n) : value);
  const fits = upper ? value >= 0n && value <= 0xfffffn : readOperand(parts, writeOperand(parts, field)) === field;
  if (!fits) throw new Problem(`${text.trim()} is ${value}, which does not fit`, `give ${allowed(parts)}`);
  return field;
}

/** The first letter of a register's number. */
const letterOf = (field: Field | undefined) => (field?.form === 'float register' ? 'f' : 'x');

/** What a field can hold, in words. */
function allowed(parts: readonly Field[]): string {
  const [field] = parts;
  const runs = parts.flatMap(({ pieces }) => pieces);
  const low = Math.min(...runs.map(({ at }) => at));
  const high = Math.max(...runs.map(({ at, width }) => at + width));
  const letter = letterOf(field);
  const except = field?.excludes ? ` other than ${field.excludes.join(', ')}` : '';
  if (field?.form === 'register' || field?.form === 'float register')
    return `a register from ${letter}${field.base ?? 0} to ${letter}${(field.base ?? 0) + 2 ** high - 1}${except}`;
  if (field?.form === 'upper')
    return `a number from 0 to 0xfffff${field.sign === 31 ? '' : ` whose bits 31 to ${high - 12 - 1} are alike`}${except}`;
  const signed = field?.sign !== undefined;
  const least = signed ? -(2 ** (high - 1)) : 0;
  const most = (signed ? 2 ** (high - 1) : 2 ** high) - 2 ** low;
  const unit = low > 0 ? `a multiple of ${2 ** low}` : 'a number';
  const what = field?.form === 'target' ? 'a target whose distance is' : '';
  return `${what} ${unit} from ${least} to ${most}${except}`.trim();
}
