import { QuantityError } from './quantity.ts';

/** A key in one of QEMU's words, and what it is said to be, if anything. */
export interface KeyAndValue {
  readonly key: string;
  readonly value: string | undefined;
}

/**
 * The keys and values of one of QEMU's words: `cpus=4,sockets=1`. A first part without `=` is the value of `first`, if there
 * is such a key; a comma that belongs to a value is doubled.
 */
export const partsOf = (text: string, first?: string): readonly KeyAndValue[] =>
  (text.match(/(?:[^,]|,,)+/g) ?? []).map((part, index) => {
    const [, key, value] =
      /^([^=]*)=(.*)$/s.exec(part) ?? (index === 0 && first !== undefined ? [part, first, part] : [part, part]);
    return { key: key!, value: value?.replaceAll(',,', ',') };
  });

/** What a key is said to be, in a word of which the other keys are not known yet. */
export const valueIn = (text: string, key: string, first: string): string | undefined =>
  partsOf(text, first).find((part) => part.key === key)?.value;

/** Values that a key may have without changing anything, by keys. */
export type AsHere = Readonly<Record<string, RegExp>>;

/** Says of a key that there is none such. */
export const noKey = (key: string, known: readonly string[]): QuantityError =>
  new QuantityError(`there is no "${key}" here; what can be said is ${known.join(', ')}`);

/**
 * The same, each key once: the last of several values counts, and what is not said to be anything is `on`.
 *
 * @param asHere keys besides, with the values that say what is so in any case
 * @throws QuantityError for a key that is not in `known`
 */
export const keysOf = <const Key extends string>(
  text: string,
  known: readonly Key[],
  first?: NoInfer<Key>,
  asHere: AsHere = {},
): ReadonlyMap<Key, string> => {
  const keys = new Map<Key, string>();
  for (const { key: word, value = 'on' } of partsOf(text, first)) {
    const key = known.find((each) => each === word);
    if (key !== undefined) keys.set(key, value);
    else if (!Object.hasOwn(asHere, word)) throw noKey(word, known);
    else if (!asHere[word]!.test(value))
      throw new QuantityError(`there is no ${word}=${value} here; leave ${word} out`);
  }
  return keys;
};
