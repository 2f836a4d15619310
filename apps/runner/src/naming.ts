import { ImageError, LineTable, readSymbolFile, symbolizer, type ImageSymbol, type NamedImage } from '@hartlab/machine';
import { placeOf } from './address.ts';
import { inflate } from './inflate.ts';
import type { Names } from './log.ts';
import type { Given } from './options.ts';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';

/** What names addresses in whatever is shown, and what addresses names mean. */
export interface Naming extends Names {
  readonly symbols: readonly ImageSymbol[];
  /** The address that a word means. @throws Refusal when it means none. */
  readonly placeOf: (word: string) => Pick<ImageSymbol, 'address' | 'size'>;
  /** What is odd about the files. */
  readonly warnings: readonly string[];
}

/**
 * The names in these images and in the files of `--symbols`; of two for one address, the latter's.
 *
 * @param subject what has the symbols, for who asks for one that is not there
 * @throws Refusal when a file has none, or is of another build than the images
 */
export const namingOf = (
  { symbols: files = [] }: Given<'symbols'>,
  images: readonly NamedImage[],
  subject: string,
): Naming => {
  const symbols = images.flatMap(({ image }) => image.symbols);
  const tables = images.flatMap(({ image: { lines } }) => (lines ? [new LineTable(lines, inflate)] : []));
  const warnings: string[] = [];
  for (const { path, shift } of files) {
    const bytes = readFile(path, 'the symbols');
    try {
      const file = readSymbolFile(bytes, images, shift);
      symbols.push(...file.symbols);
      if (file.lines) {
        const table = new LineTable(file.lines, inflate);
        table.check();
        tables.unshift(table);
      }
      warnings.push(...file.warnings.map((warning) => `${path}: ${warning}`));
    } catch (error) {
      throw error instanceof ImageError ? new Refusal(`${path}: ${error.message}`) : error;
    }
  }
  const named = files.length === 0 ? subject : [subject, ...files.map(({ path }) => path)].join(', ');
  return {
    symbols,
    symbolize: symbolizer(symbols),
    sourceOf(address) {
      for (const table of tables) {
        const found = table.lookUp(address);
        if (found) return `${found.file}:${found.line}`;
      }
      return undefined;
    },
    placeOf: (word) => placeOf(word, symbols, named),
    warnings,
  };
};
