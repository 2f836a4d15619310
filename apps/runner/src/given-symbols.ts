import { QuantityError } from './quantity.ts';

/** A file of symbols as `--symbols` gives it. */
export interface GivenSymbols {
  readonly path: string;
  /** What is to be added to its addresses; found if absent. */
  readonly shift?: bigint;
  /** Of an object file the section that is loaded there; .text if absent. */
  readonly section?: string;
  /** As it was given. */
  readonly word: string;
}

/** Reads a value of `--symbols`. */
export const givenSymbols = (word: string): GivenSymbols => {
  const [, path = word, section, sign, digits] = /^(.+?)(?::(\.[\w.]+))?@(-?)(0x[0-9a-f]{1,16}|0)$/i.exec(word) ?? [];
  if (path === '') throw new QuantityError('give the path of a file, then @SHIFT where wanted');
  if (digits === undefined) return { path, word };
  const shift = sign === '-' ? -BigInt(digits) : BigInt(digits);
  return { path, word, shift, ...(section !== undefined && { section }) };
};
