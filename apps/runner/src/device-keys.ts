import { type AsHere, keysOf } from './keys.ts';
import { onOrOff, QuantityError } from './quantity.ts';
import { Refusal } from './refusal.ts';

/** Keys and values of one of QEMU's words, and the word for people. */
export interface Keys extends ReadonlyMap<string, string> {
  /** `-drive file=disk.img`. */
  readonly said: string;
}

/** What is read of a word. @throws Refusal, which says the word, for what is not as it should be */
export const reading = <Value>(said: string, read: () => Value): Value => {
  try {
    return read();
  } catch (error) {
    throw error instanceof QuantityError ? new Refusal(`${said}: ${error.message}`) : error;
  }
};

/** Those of the word of this flag, as `keysOf` reads them. @throws Refusal for a key that is not known */
export const deviceKeys = (
  flag: string,
  text: string,
  known: readonly string[],
  first?: string,
  asHere?: AsHere,
): Keys => {
  const said = `${flag} ${text}`;
  return Object.assign(new Map(reading(said, () => keysOf(text, known, first, asHere))), { said });
};

/** QEMU takes JSON as well for some of its words. @throws Refusal for that */
export const refuseJson = (flag: string, text: string): void => {
  if (text.trimStart().startsWith('{'))
    throw new Refusal(`${flag} ${text}: JSON is not read here; say it as KEY=VALUE,…`);
};

/** Each of these words has a name of its own, or none. @throws Refusal for the second of one name */
export const checkNames = (words: readonly { readonly said: string; readonly id: string | undefined }[]): void => {
  const names = new Set<string>();
  for (const { said, id } of words) {
    if (id === undefined) continue;
    if (names.has(id)) throw new Refusal(`${said}: there is another one of the name ${id}`);
    names.add(id);
  }
};

/** The value of a key that is on or off; it is off if absent. @throws Refusal */
export const isOn = (keys: Keys, key: string): boolean =>
  reading(`${keys.said}: ${key}`, () => onOrOff(keys.get(key) ?? 'off'));

/** The value of a key that is a number from 0 to `most`; undefined if absent. @throws Refusal */
export const numberOf = (keys: Keys, key: string, most: number): number | undefined => {
  const value = keys.get(key);
  if (value === undefined) return undefined;
  const number = /^(\d+|0x[0-9a-f]+)$/i.test(value) ? Number(value) : -1;
  if (number < 0 || number > most)
    throw new Refusal(`${keys.said}: ${key} is a number from 0 to ${most}, not ${value}`);
  return number;
};
