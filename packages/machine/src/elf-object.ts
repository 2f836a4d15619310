import type { DebugLines } from './debug-lines.ts';
import { linesOf } from './elf-lines.ts';
import { readSections, type Section, type Sections } from './elf-sections.ts';
import { elfSymbols, symbolTableOf, type Symbols } from './elf-symbols.ts';
import { FileBytes } from './file-bytes.ts';
import { ImageError } from './image.ts';

/* Source of every offset and value: the System V gABI, "Relocation", and the RISC-V ELF psABI, "Relocations". */

const SHT_RELA = 4;
const RELA = 24;
/** What relocations store: how many bytes, and whether they set, add or subtract. */
const kinds: Readonly<Record<number, readonly [bytes: number, how: 'set' | 'add' | 'subtract']>> = {
  1: [4, 'set'],
  2: [8, 'set'],
  33: [1, 'add'],
  34: [2, 'add'],
  35: [4, 'add'],
  36: [8, 'add'],
  37: [1, 'subtract'],
  38: [2, 'subtract'],
  39: [4, 'subtract'],
  40: [8, 'subtract'],
};
/** Where code is of which nobody has said where it is loaded: no program is there. */
const ELSEWHERE = 1n << 63n;

/** What an object file says of one of its sections. */
export interface ObjectFile extends Symbols {
  readonly lines?: DebugLines;
}

/**
 * Reads an object file, such as a kernel module, for the symbols and lines of one section. Sections of an object file have no
 * addresses, and each is loaded by itself; so the others', of which nothing is known, are left out.
 *
 * @param moved where the section is loaded
 * @throws ImageError when there is none of that name, or it is damaged
 */
export function readObject(file: FileBytes, moved: bigint, name = '.text'): ObjectFile {
  const sections = readSections(file);
  const index = [...sections].findIndex((section) => section.name === name);
  if (index < 0) throw new ImageError(`the object file has no section ${name}`);
  const lines = linesOf(file, moved);
  const code = [{ start: 0n, end: BigInt(sections.at(index).size(name)) }];
  const line = lines && relocated(lines.line, sections, index);
  return { ...elfSymbols(file, moved, index), ...(lines && line && { lines: { ...lines, line, code } }) };
}

/** The line tables with the addresses that the section of this index has when it is at 0. */
function relocated(line: DebugLines['line'], sections: Sections, of: number): DebugLines['line'] | undefined {
  // A compressed one is put together from pieces that are compressed each.
  if (line.packed) return undefined;
  const table = [...sections].find(({ type, name }) => type === SHT_RELA && name === '.rela.debug_line');
  if (!table) return line;
  const valueOf = symbolValues(table, sections, of);
  const bytes = line.bytes.slice();
  const entries = new FileBytes(table.bytes('.rela.debug_line'));
  for (let at = 0; at + RELA <= entries.bytes.length; at += RELA) {
    const [width, how] = kinds[entries.u32(at + 8)] ?? [0, 'set'];
    const place = entries.position(at, 'the place of a relocation');
    if (place + width > bytes.length) throw new ImageError('the object file is damaged: a relocation is of no byte');
    const value = valueOf(entries.u32(at + 12)) + entries.u64(at + 16);
    const before = how === 'set' ? 0n : littleEndian(bytes, place, width);
    store(bytes, place, width, how === 'subtract' ? before - value : before + value);
  }
  return { bytes };
}

/** Answers what a symbol is, by its index. */
function symbolValues(table: Section, sections: Sections, of: number): (index: number) => bigint {
  const { link } = table;
  if (link >= sections.count) throw new ImageError(`the object file is damaged: its symbols are in section ${link}`);
  const symbols = symbolTableOf(sections.at(link));
  return (index) => {
    const { value, section } = symbols(index);
    const isCode = section < sections.count && (sections.at(section).flags & 4) !== 0;
    return isCode && section !== of ? value + ELSEWHERE : value;
  };
}

const littleEndian = (bytes: Uint8Array, at: number, width: number): bigint => {
  let value = 0n;
  for (let n = width - 1; n >= 0; n--) value = (value << 8n) | BigInt(bytes[at + n]!);
  return value;
};

const store = (bytes: Uint8Array, at: number, width: number, value: bigint): void => {
  for (let n = 0; n < width; n++) bytes[at + n] = Number(BigInt.asUintN(8, value >> BigInt(8 * n)));
};
