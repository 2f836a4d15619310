import { options, type Given, type OptionName } from '../options.ts';
import { textOf } from '../saved-words.ts';

/** Flags as texts: what can go to a thread or into a file. Of a switch it is whatever; of a flag that may be repeated, all. */
export type FlagWords = Readonly<Partial<Record<OptionName, readonly string[]>>>;

/** A value as the command line would say it. */
const textsOf = (name: string, value: unknown): readonly string[] => {
  if (typeof value === 'object' && value !== null && 'text' in value) return [String(value.text)];
  return [textOf(name, value)].flat();
};

/** The texts of these flags. */
export const flagWords = (flags: Given): FlagWords =>
  Object.fromEntries(
    Object.entries(flags)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, textsOf(name, value)]),
  );

/** The values that these texts mean. */
export const flagsIn = (words: FlagWords): Given =>
  Object.fromEntries(
    Object.entries(words).map(([name, texts]) => {
      const row = options[name as OptionName];
      if (!('read' in row)) return [name, true];
      const read = (text: string): unknown => row.read(text);
      return [name, 'repeats' in row ? texts.map(read) : read(texts.join(','))];
    }),
  );
