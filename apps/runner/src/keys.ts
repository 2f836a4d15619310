import { QuantityError } from './quantity.ts';

/**
 * The keys and values of one of QEMU's words: `cpus=4,sockets=1`. A first part without `=` is the value of `first`, and any
 * other is `on`; a comma that belongs to a value is doubled. The last of several values counts.
 *
 * @throws QuantityError for a key that is not in `known`
 */
export const keysOf = <const Key extends string>(
  text: string,
  known: readonly Key[],
  first: NoInfer<Key>,
): ReadonlyMap<Key, string> => {
  const keys = new Map<Key, string>();
  if (text === '') return keys;
  for (const [index, part] of text.split(/(?<!,),(?!,)/).entries()) {
    const [, name, given] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
    const word = name ?? (index === 0 ? first : part);
    const key = known.find((each) => each === word);
    if (key === undefined) throw new QuantityError(`there is no "${word}"; what can be said is ${known.join(', ')}`);
    keys.set(key, (name === undefined ? (index === 0 ? part : 'on') : given!).replaceAll(',,', ','));
  }
  return keys;
};
