import type { ImageSymbol } from '@hartlab/machine';
import { Refusal } from './refusal.ts';

/** The symbol of that name. @throws Refusal when there is none. */
const symbolOf = (name: string, symbols: readonly ImageSymbol[], path: string): ImageSymbol => {
  const symbol = symbols.find((each) => each.name === name);
  if (symbol) return symbol;
  throw new Refusal(`${path} has no symbol ${name}; give one of its symbols or an address such as 0x80200000`);
};

/** A place that somebody names: a number, or a symbol of the file at `path`, which may have a size. */
export const placeOf = (
  word: string,
  symbols: readonly ImageSymbol[],
  path: string,
): Pick<ImageSymbol, 'address' | 'size'> =>
  /^0x[0-9a-f]+$/i.test(word) ? { address: BigInt.asUintN(64, BigInt(word)), size: 0n } : symbolOf(word, symbols, path);
