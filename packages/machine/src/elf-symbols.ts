import { readSections, type Section } from './elf-sections.ts';
import { FileBytes } from './file-bytes.ts';
import { ImageError } from './image.ts';
import type { ImageSymbol } from './image.ts';

/* Source of every offset and value: the System V gABI, "Symbol Table". */

const SYMBOL = 24;
const SHT_SYMTAB = 2;
const SHN_UNDEF = 0;
const SHN_ABS = 0xfff1;
const STT_FUNC = 2;
const LONGEST_NAME = 512;
/** Linux has about 200,000; more than this would only cost time. */
export const MOST_SYMBOLS = 1_000_000;
/** Bytes of names that are read; a string cannot be much longer than this. */
const LONGEST_TABLE = 256 * 1024 ** 2;

/** The symbols of a file, and why some or all of them are missing. */
export interface Symbols {
  readonly symbols: readonly ImageSymbol[];
  readonly warnings: readonly string[];
}

/**
 * Reads the symbol table. Nobody runs symbols, so nothing that is wrong with them keeps the file from being loaded.
 *
 * @param moved how far from where it was linked the program is: what its addresses are to be increased by
 */
export function readSymbols(file: FileBytes, moved: bigint): Symbols {
  try {
    return elfSymbols(file, moved);
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { symbols: [], warnings: [`${error.message}; it runs, but without symbols`] };
  }
}

/** The same, or those of one section. @throws ImageError when the table is damaged. */
export function elfSymbols(file: FileBytes, moved: bigint, only?: number): Symbols {
  const sections = readSections(file);
  for (const section of sections) {
    if (section.type !== SHT_SYMTAB) continue;
    const { link } = section;
    if (link >= sections.count)
      throw new ImageError(`the ELF file is damaged: its symbols' names are in section ${link} of ${sections.count}`);
    const names = sections.at(link).bytes("the table of the symbols' names");
    return symbolTable(section.bytes('the symbol table'), names, moved, only);
  }
  return { symbols: [], warnings: [] };
}

/** A symbol's value and the index of its section, by its own index. @throws ImageError when there is none of that index */
export function symbolTableOf(table: Section): (index: number) => { readonly value: bigint; readonly section: number } {
  const entries = new FileBytes(table.bytes('the symbol table'));
  return (index) => {
    const at = SYMBOL * index;
    if (at + SYMBOL > entries.bytes.length) throw new ImageError(`the ELF file is damaged: it has no symbol ${index}`);
    return { value: entries.u64(at + 8), section: entries.u16(at + 6) };
  };
}

/** Whether a name is none for people: a mark that tells code from data, `$x`, or a label that a compiler has made (`.L` in GNU as). */
export const isMark = (name: string): boolean => name.startsWith('$') || name.startsWith('.L');

/** Labels, functions and objects; neither sections and files nor marks. */
function symbolTable(table: Uint8Array, names: Uint8Array, moved: bigint, only?: number): Symbols {
  const entries = new FileBytes(table);
  const nameAt = nameReader(names);
  const symbols: ImageSymbol[] = [];
  for (let at = 0; at + SYMBOL <= table.length; at += SYMBOL) {
    const type = (table[at + 4] ?? 0) & 15;
    const section = entries.u16(at + 6);
    if (type > STT_FUNC || section === SHN_UNDEF || section !== (only ?? section)) continue;
    const name = nameAt(entries.u32(at));
    if (name === '' || isMark(name)) continue;
    if (symbols.length === MOST_SYMBOLS)
      return { symbols, warnings: [`only its first ${MOST_SYMBOLS} symbols are known`] };
    const address = entries.u64(at + 8);
    symbols.push({
      name,
      address: section === SHN_ABS ? address : BigInt.asUintN(64, address + moved),
      size: entries.u64(at + 16),
    });
  }
  return { symbols, warnings: [] };
}

/** Answers the name that begins at a byte of the table, which becomes one string that the names are slices of. */
function nameReader(names: Uint8Array): (at: number) => string {
  const text = new TextDecoder('latin1').decode(names.subarray(0, LONGEST_TABLE));
  return (at) => {
    const longest = text.slice(at, at + LONGEST_NAME);
    const end = longest.indexOf('\0');
    const name = end < 0 ? longest : longest.slice(0, end);
    return ascii.test(name) ? name : new TextDecoder().decode(names.subarray(at, at + name.length));
  };
}

const ascii = /^[\x20-\x7e]*$/;
