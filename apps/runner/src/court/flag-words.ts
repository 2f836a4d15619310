import { options, type Given, type OptionName } from '../options.ts';
import { textOf } from '../saved-words.ts';

/** Flags as texts: what can go to a thread or into a file. */
export type FlagWords = Readonly<Partial<Record<OptionName, string | readonly string[]>>>;

/** The values of these flags as the command line would say them; of a switch it is its flag. */
export const flagWords = (flags: Given): FlagWords =>
  Object.fromEntries(
    Object.entries(flags)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, textOf(name, value)]),
  );

/** The values that these texts mean. */
export const flagsIn = (words: FlagWords): Given =>
  Object.fromEntries(
    Object.entries(words).map(([name, words]) => {
      const row = options[name as OptionName];
      if (!('read' in row)) return [name, true];
      const read = (text: string): unknown => row.read(text);
      return [name, Array.isArray(words) ? words.map(read) : read(words as string)];
    }),
  );
