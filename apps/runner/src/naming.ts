import { existsSync } from 'node:fs';
import { ImageError, LineTable, readSymbolFile, symbolizer, type ImageSymbol, type NamedImage } from '@hartlab/machine';
import { placeOf } from './address.ts';
import { inflate } from './inflate.ts';
import type { Names } from './log.ts';
import type { Given } from './options.ts';
import { readFile } from './read-file.ts';
import { ofFile } from './read-image-file.ts';
import { Refusal } from './refusal.ts';

/** What names addresses in whatever is shown, and what addresses names mean. */
export interface Naming extends Names {
  readonly symbols: readonly ImageSymbol[];
  /** The address that a word means. @throws Refusal when it means none. */
  readonly placeOf: (word: string) => Pick<ImageSymbol, 'address' | 'size'>;
  /** What is odd about the files. */
  readonly warnings: readonly string[];
}

/** An image that has names, and the file that it was read from, if it was. */
export interface LoadedImage extends NamedImage {
  readonly path?: string | undefined;
}

/** The ELF file that a binary was made from, by the name that everybody gives it: `fw_jump.elf` beside `fw_jump.bin`. */
const elfBeside = ({ path = '', image: { symbols } }: LoadedImage): readonly string[] => {
  const elf = path.replace(/\.bin$/, '.elf');
  return symbols.length === 0 && elf !== path && existsSync(elf) ? [elf] : [];
};

/**
 * The names in these images, in the ELF files beside them that they were made from, and in the files of `--symbols`; of two
 * for one address, the latter's.
 *
 * @param subject what has the symbols, for who asks for one that is not there
 * @throws Refusal when a file has none, or is of another build than the images
 */
export const namingOf = (
  { symbols: files = [] }: Given<'symbols'>,
  images: readonly LoadedImage[],
  subject: string,
): Naming => {
  const symbols = images.flatMap(({ image }) => image.symbols);
  const tables = images.flatMap(({ image: { lines } }) => (lines ? [new LineTable(lines, inflate)] : []));
  const warnings: string[] = [];
  const take = (path: string, shift?: bigint, section?: string): void => {
    const file = readSymbolFile(readFile(path, 'the symbols'), images, shift, section);
    const table = file.lines && new LineTable(file.lines, inflate);
    table?.check();
    symbols.push(...file.symbols);
    if (table) tables.unshift(table);
    warnings.push(...file.warnings.map((warning) => `${path}: ${warning}`));
  };
  for (const path of images.flatMap(elfBeside))
    try {
      take(path);
    } catch (error) {
      // Nobody has asked for it: it is of another build, or stripped.
      if (!(error instanceof ImageError || error instanceof Refusal)) throw error;
    }
  for (const { path, shift, section } of files) ofFile(path, () => take(path, shift, section));
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
