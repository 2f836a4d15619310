import { floatRegisterNumbers, registerNames, registerNumbers } from '../registers.ts';
import { Problem } from './assembler-error.ts';

/** What a pseudo-instruction may ask of the place where it stands. */
export interface Place {
  /** The number that `text` is, already here. */
  constant(text: string): bigint;
  /** A fresh symbol that no source can name. */
  label(): string;
  /** Whether the ISA has an instruction of this name. */
  has(mnemonic: string): boolean;
}

/** The statements that a pseudo-instruction stands for, or undefined when `operands` are not for it. */
type Pseudo = (operands: readonly string[], place: Place) => readonly string[] | undefined;

const isRegister = (text: string | undefined): text is string => text !== undefined && registerNumbers.has(text);
const isFloatRegister = (text: string | undefined): text is string =>
  text !== undefined && floatRegisterNumbers.has(text);
const isSymbolic = (text: string | undefined): text is string =>
  text !== undefined && text !== '' && !registerNumbers.has(text) && !text.endsWith(')');

/** `auipc` with the upper part of the distance to `symbol`, then `then(low part)`. */
function pcRelative(place: Place, base: string, symbol: string, then: (low: string) => string): string[] {
  const label = place.label();
  return [`${label}: auipc ${base}, %pcrel_hi(${symbol})`, then(`%pcrel_lo(${label})`)];
}

const loadAddress: Pseudo = ([rd, symbol, ...more], place) =>
  isRegister(rd) && isSymbolic(symbol) && more.length === 0
    ? pcRelative(place, rd, symbol, (low) => `addi ${rd}, ${rd}, ${low}`)
    : undefined;

/** `ld a0, symbol`, which uses its own destination for the address. */
const load =
  (mnemonic: string): Pseudo =>
  ([rd, symbol, ...more], place) =>
    isRegister(rd) && isSymbolic(symbol) && more.length === 0
      ? pcRelative(place, rd, symbol, (low) => `${mnemonic} ${rd}, ${low}(${rd})`)
      : undefined;

/** `sd a0, symbol, t0` or `fld fa0, symbol, t0`, which needs another register for the address. */
const through =
  (mnemonic: string, isOperand: (text: string | undefined) => text is string): Pseudo =>
  ([operand, symbol, base, ...more], place) =>
    isOperand(operand) && isSymbolic(symbol) && isRegister(base) && more.length === 0
      ? pcRelative(place, base, symbol, (low) => `${mnemonic} ${operand}, ${low}(${base})`)
      : undefined;

/** A jump to any distance: the link register is also where the address is made, unless there is no link. */
const call =
  (link: string): Pseudo =>
  (operands, place) => {
    const [first, second] = operands;
    const rd = operands.length === 2 && isRegister(first) ? first : link;
    const symbol = operands.length === 2 ? second : first;
    return isSymbolic(symbol) && operands.length <= 2
      ? pcRelative(place, rd, symbol, (low) => `jalr ${rd}, ${low}(${rd})`)
      : undefined;
  };

const tail: Pseudo = ([symbol, ...more], place) =>
  isSymbolic(symbol) && more.length === 0
    ? pcRelative(place, 't1', symbol, (low) => `jalr zero, ${low}(t1)`)
    : undefined;

/** Shifts the narrow value to the top and back, where no instruction of that name does it. */
const extend =
  (mnemonic: string, bits: number, back: 'srai' | 'srli'): Pseudo =>
  ([rd, rs1, ...more], place) =>
    isRegister(rd) && isRegister(rs1) && more.length === 0 && !place.has(mnemonic)
      ? [`slli ${rd}, ${rs1}, ${64 - bits}`, `${back} ${rd}, ${rd}, ${64 - bits}`]
      : undefined;

const loadImmediate: Pseudo = ([rd, text, ...more], place) => {
  if (!isRegister(rd) || text === undefined || more.length > 0) return undefined;
  const value = place.constant(text);
  if (value < -(2n ** 63n) || value >= 2n ** 64n) throw new Problem(`${text} has more than 64 bits`, 'shorten it');
  const signed = BigInt.asIntN(64, value);
  return isTwelveBits(signed)
    ? [`addi ${rd}, zero, ${signed}`]
    : constant(registerNames[registerNumbers.get(rd) ?? 0] ?? rd, signed);
};

const isTwelveBits = (value: bigint) => BigInt.asIntN(12, value) === value;

/** The sequence that GNU as emits: lui and addiw for 32 bits, and beyond that the upper part shifted left, plus 12 bits. */
function constant(rd: string, value: bigint): string[] {
  const low = BigInt.asIntN(12, value);
  let upper = BigInt.asIntN(64, value - low);
  if (BigInt.asIntN(32, value) === value) {
    const lui = upper === 0n ? [] : [`lui ${rd}, ${BigInt.asUintN(20, upper >> 12n)}`];
    return low === 0n && lui.length > 0 ? lui : [...lui, `addiw ${rd}, ${lui.length > 0 ? rd : 'zero'}, ${low}`];
  }
  let shift = 12n;
  while (((upper >> shift) & 1n) === 0n) shift++;
  upper >>= shift;
  return [...constant(rd, upper), `slli ${rd}, ${rd}, ${shift}`, ...(low === 0n ? [] : [`addi ${rd}, ${rd}, ${low}`])];
}

/** The pseudo-instructions that are several instructions. Those that are one are in `aliases.ts`. */
export const pseudoInstructions: ReadonlyMap<string, Pseudo> = new Map<string, Pseudo>([
  ['li', loadImmediate],
  ['la', loadAddress],
  ['lla', loadAddress],
  ['call', call('ra')],
  ['tail', tail],
  [
    'jump',
    ([symbol, base, ...more], place) =>
      isSymbolic(symbol) && isRegister(base) && more.length === 0
        ? pcRelative(place, base, symbol, (low) => `jalr zero, ${low}(${base})`)
        : undefined,
  ],
  ['sext.b', extend('sext.b', 8, 'srai')],
  ['sext.h', extend('sext.h', 16, 'srai')],
  ['zext.h', extend('zext.h', 16, 'srli')],
  ['zext.w', extend('zext.w', 32, 'srli')],
  ...['lb', 'lh', 'lw', 'ld', 'lbu', 'lhu', 'lwu'].map((name): [string, Pseudo] => [name, load(name)]),
  ...['sb', 'sh', 'sw', 'sd'].map((name): [string, Pseudo] => [name, through(name, isRegister)]),
  ...['flh', 'flw', 'fld', 'fsh', 'fsw', 'fsd'].map((name): [string, Pseudo] => [name, through(name, isFloatRegister)]),
]);
