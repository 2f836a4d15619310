import { Refusal } from './refusal.ts';

/** Keys and values of one of QEMU's words, and the word for people. */
export interface Keys extends ReadonlyMap<string, string> {
  /** `-drive file=disk.img`. */
  readonly said: string;
}

/**
 * Keys and values of one of QEMU's words: `file=disk.img,format=raw`. What has no `=` is the value of `first`.
 *
 * @throws Refusal for a key that is not known
 */
export const keysOf = (flag: string, text: string, known: readonly string[], first?: string): Keys => {
  const keys = Object.assign(new Map<string, string>(), { said: `${flag} ${text}` });
  // A comma that belongs to a value is doubled.
  for (const [n, part] of text.split(/(?<!,),(?!,)/).entries()) {
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(part) ?? (n === 0 && first ? ['', first, part] : ['', part, 'on']);
    if (!known.includes(key!))
      throw new Refusal(`${flag} ${text}: there is no "${key}" here; what can be said is ${known.join(', ')}`);
    keys.set(key!, value!.replaceAll(',,', ','));
  }
  return keys;
};

/** The value of a key that is on or off; it is off if absent. @throws Refusal */
export const isOn = (keys: Keys, key: string): boolean => {
  const value = keys.get(key) ?? 'off';
  if (value === 'off' || value === 'on') return value === 'on';
  throw new Refusal(`${keys.said}: ${key} is on or off, not ${value}`);
};

/** The value of a key that is a number from 0 to `most`; undefined if absent. @throws Refusal */
export const numberOf = (keys: Keys, key: string, most: number): number | undefined => {
  const value = keys.get(key);
  if (value === undefined) return undefined;
  const number = /^(\d+|0x[0-9a-f]+)$/i.test(value) ? Number(value) : -1;
  if (number < 0 || number > most)
    throw new Refusal(`${keys.said}: ${key} is a number from 0 to ${most}, not ${value}`);
  return number;
};
