import { hex } from '@hartlab/isa';
import type { ImageSymbol } from '@hartlab/machine';
import { Refusal } from './refusal.ts';

/** `kvm_init`, and what may follow it: the module, with or without a blank, and an offset. */
const NAMED = /^(.+?)(?: ?\[([^\]]+)\])?(?:\+(0x[0-9a-f]+|\d+))?(?: ?\[([^\]]+)\])?$/i;

/** At most so many places of one name are told. */
const MOST_TOLD = 4;

/** The symbol of that name, at most one. @throws Refusal when there are two at different places. */
const symbolNamed = (
  name: string,
  module: string | undefined,
  symbols: readonly ImageSymbol[],
  subject: string,
): ImageSymbol | undefined => {
  const found = symbols.filter((each) => each.name === name && (module === undefined || each.module === module));
  const places = [...new Set(found.map(({ address }) => hex(address)))];
  if (places.length <= 1) return found[0];
  const told = places.slice(0, MOST_TOLD).join(', ');
  const more = places.length > MOST_TOLD ? ', …' : '';
  throw new Refusal(`${subject} has ${places.length} symbols ${name}, at ${told}${more}; give one of these addresses`);
};

/** The place that a word names. @throws Refusal when it names none. */
const placeNamed = (
  word: string,
  symbols: readonly ImageSymbol[],
  subject: string,
): Pick<ImageSymbol, 'address' | 'size'> => {
  const exact = symbolNamed(word, undefined, symbols, subject);
  if (exact) return exact;
  const [, name = word, before, offset, after] = NAMED.exec(word) ?? [];
  const symbol = symbolNamed(name, before ?? after, symbols, subject);
  if (!symbol)
    throw new Refusal(`${subject} has no symbol ${word}; give one of its symbols or an address such as 0x80200000`);
  const address = BigInt.asUintN(64, symbol.address + BigInt(offset ?? 0));
  return offset === undefined ? symbol : { address, size: 0n };
};

/** A place that somebody names: a number, or a symbol of the subject, which may have a size; or an offset from one. */
export const placeOf = (
  word: string,
  symbols: readonly ImageSymbol[],
  subject: string,
): Pick<ImageSymbol, 'address' | 'size'> =>
  /^0x[0-9a-f]+$/i.test(word)
    ? { address: BigInt.asUintN(64, BigInt(word)), size: 0n }
    : placeNamed(word, symbols, subject);
