import { hex } from './hex.ts';
import { aliases } from './aliases.ts';
import { csrAddresses } from './csr-addresses.ts';
import type { Decoded } from './decoder.ts';
import { type Field, type OperandName, readOperand } from './fields.ts';
import { floatConstantText } from './float-constants.ts';
import { type Form, ownForms } from './form.ts';
import type { Encoding } from './insn.ts';
import { compressedTables, isaTables } from './isa-tables.ts';
import { orderedName } from './ordering.ts';
import { fenceLetters, floatRegisterNames, registerNames, roundingModes } from './registers.ts';
import { cAdd, cMv, cNop } from './rows/c.ts';

/** What is at an address, if it has a name: `main` or `main+0x10`. */
export type Symbols = (address: bigint) => string | undefined;

/**
 * The instruction in the syntax of GNU objdump: ABI names, the usual aliases, a tab after the mnemonic. An address is
 * written with 0x, so that the assembler reads it back, and followed by its symbol if it has one. A compressed
 * instruction is written as what it expands to, unless it is a HINT into x0. What no syntax can express is a `.4byte`.
 * Without aliases every instruction, compressed ones too, has its own name and all of its operands.
 */
export function disassemble(
  decoded: Decoded,
  pc: bigint,
  symbols: Symbols = () => undefined,
  names: 'aliases' | 'no aliases' = 'aliases',
): string {
  const { encoding, bits, spellings } = names === 'aliases' ? written(decoded) : plain(decoded);
  const read = (name: OperandName) => readOperand(encoding.operands.get(name) ?? [], bits);
  const spelling = spellings.find(
    ({ fixed, unseen }) =>
      fixed.every(([name, value]) => read(name) === (typeof value === 'number' ? value : read(value))) &&
      unseen.every((name) => read(name) === 0),
  );
  if (!spelling) return undecodable(bits);
  const mnemonic = orderedName(spelling.name, read('aq') === 1, read('rl') === 1);
  if (spelling.pieces.length === 0) return mnemonic;
  const operands = spelling.pieces.map((piece) => {
    const parts = encoding.operands.get(piece as OperandName);
    return parts?.[0] ? write(parts[0], readOperand(parts, bits), pc, symbols) : piece;
  });
  return `${mnemonic}\t${operands.join('')}`;
}

/** How objdump shows bits that are no instruction: 32 of them, or 16 when they are not all of a 32-bit one. */
export function undecodable(bits: number): string {
  if ((bits & 0xffff) === 0) return 'unimp';
  return (bits & 3) === 3 ? `.4byte\t${hex(bits >>> 0)}` : `.2byte\t${hex(bits & 0xffff)}`;
}

/** A spelling, taken apart. */
interface Spelling {
  readonly name: string;
  /** The operands and the punctuation between them. `sp` in a compressed row's form is only punctuation. */
  readonly pieces: readonly string[];
  readonly fixed: readonly (readonly [OperandName, number | OperandName])[];
  /** Operands that it does not show: they must be zero. */
  readonly unseen: readonly OperandName[];
}

function takeApart({ name, asm, of, fixed }: Form): Spelling {
  const pieces = asm.match(/[a-z]\w*|[^a-z ]/g) ?? [];
  const shown = new Set(pieces.map((piece) => of.operands.get(piece as OperandName)?.[0]));
  const unseen = [...of.operands].filter(([operand, [field]]) => {
    return !fixed.has(operand) && !shown.has(field) && field?.form !== 'suffix';
  });
  return { name, pieces, fixed: [...fixed], unseen: unseen.map(([operand]) => operand) };
}

/** The spellings of a row, each list in order of preference. */
interface Spellings {
  readonly aliases: readonly Spelling[];
  readonly own: readonly Spelling[];
}
const spellingsOf: ReadonlyMap<Encoding, Spellings> = new Map(
  [...isaTables, ...compressedTables]
    .flatMap(({ rows }): readonly Encoding[] => rows)
    .map((of) => {
      const usable = aliases.filter((alias) => alias.of === of && alias.printed);
      return [of, { aliases: usable.map(takeApart), own: ownForms(of).map(takeApart) }];
    }),
);

interface Written {
  readonly encoding: Encoding;
  readonly bits: number;
  readonly spellings: readonly Spelling[];
}

/** Which of the two encodings of a compressed instruction is shown, and the spellings of it in order of preference. */
function written(decoded: Decoded): Written {
  const { insn, word, bits, compressed } = decoded;
  const hint = isHint(decoded);
  // Of the HINTs, only some of c.add have names.
  if (hint && compressed !== cAdd) return plain(decoded);
  const [encoding, shown] = compressed && (hint || compressed === cMv) ? [compressed, bits] : [insn, word];
  const { aliases: preferred = [], own = [] } = spellingsOf.get(encoding) ?? {};
  return { encoding, bits: shown, spellings: [...preferred, ...own] };
}

/** The instruction as fetched, under its own name. */
function plain({ insn, bits, compressed }: Decoded): Written {
  const encoding = compressed ?? insn;
  return { encoding, bits, spellings: spellingsOf.get(encoding)?.own ?? [] };
}

/** A compressed computation into x0, other than c.nop itself (unpriv "HINT Instructions"). */
const isHint = ({ insn, word, bits, compressed }: Decoded) =>
  compressed !== undefined &&
  insn.does.every(({ k }) => k === 'set') &&
  insn.does.length > 0 &&
  ((word >>> 7) & 31) === 0 &&
  bits !== cNop.match;

function write({ form }: Field, value: number, pc: bigint, symbols: Symbols): string {
  switch (form) {
    case 'register':
      return registerNames[value] ?? '';
    case 'hexadecimal':
      return hex(value);
    case 'upper':
      return hex(value >>> 12);
    case 'target': {
      const address = BigInt.asUintN(64, pc + BigInt(value));
      const symbol = symbols(address);
      return symbol === undefined ? hex(address) : `${hex(address)} <${symbol}>`;
    }
    case 'csr':
      return csrNames.get(value) ?? hex(value);
    case 'float register':
      return floatRegisterNames[value] ?? '';
    case 'rounding mode':
      return roundingModes[value] ?? '';
    case 'float constant':
      return floatConstantText(value);
    case 'fence set':
      return fenceLetters.filter((_, index) => (value >>> (3 - index)) & 1).join('') || '0';
    case 'decimal':
    case 'mode':
    case 'suffix':
      return String(value);
  }
}

const csrNames: ReadonlyMap<number, string> = new Map(
  Object.entries(csrAddresses).map(([name, address]) => [address, name]),
);
