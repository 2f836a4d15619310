import type { Symbols } from '@hartlab/isa';
import { ImageError, readSymbolFile, symbolizer, type ImageSymbol, type NamedImage } from '@hartlab/machine';
import { placeOf } from './address.ts';
import type { Given } from './options.ts';
import { readFile } from './read-file.ts';
import { Refusal } from './refusal.ts';

/** What names addresses in whatever is shown, and what addresses names mean. */
export interface Naming {
  readonly symbols: readonly ImageSymbol[];
  readonly symbolize: Symbols;
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
  const warnings: string[] = [];
  for (const { path, shift } of files) {
    const bytes = readFile(path, 'the symbols');
    try {
      const file = readSymbolFile(bytes, images, shift);
      symbols.push(...file.symbols);
      warnings.push(...file.warnings.map((warning) => `${path}: ${warning}`));
    } catch (error) {
      throw error instanceof ImageError ? new Refusal(`${path}: ${error.message}`) : error;
    }
  }
  const named = files.length === 0 ? subject : [subject, ...files.map(({ path }) => path)].join(', ');
  return { symbols, symbolize: symbolizer(symbols), placeOf: (word) => placeOf(word, symbols, named), warnings };
};
