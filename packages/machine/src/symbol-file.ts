import { hex } from '@hartlab/isa';
import { codeHome, type Code, type NamedImage } from './code-home.ts';
import { checkHeader, ET_REL, isElf } from './elf.ts';
import type { DebugLines } from './debug-lines.ts';
import { linesOf } from './elf-lines.ts';
import { readObject } from './elf-object.ts';
import { readSections, type Section } from './elf-sections.ts';
import { readSegments } from './elf-segments.ts';
import { elfSymbols } from './elf-symbols.ts';
import { FileBytes } from './file-bytes.ts';
import { ImageError } from './image.ts';
import type { ImageSymbol } from './image.ts';
import { readSymbolList } from './symbol-list.ts';

/* Source of every value: the System V gABI, "Sections". */

const SHT_PROGBITS = 1;
const SHT_NOTE = 7;
const SHF_EXECINSTR = 4;

/** What a file says of addresses. */
export interface SymbolFile {
  readonly symbols: readonly ImageSymbol[];
  /** Which lines of source text code is of, for a `LineTable`. */
  readonly lines?: DebugLines;
  /** What its addresses were increased by, modulo 2^64. */
  readonly moved: bigint;
  readonly warnings: readonly string[];
}

/**
 * Reads a file for its symbols: an ELF file, or a list as `nm`, a `System.map` and `/proc/kallsyms` have it.
 *
 * How far from where it was linked an ELF file is loaded is found by its code, which must be in one of the images, byte for
 * byte: so a file of another build is refused. Of one that has no code, made by `objcopy --only-keep-debug`, the build id
 * must be. A program whose virtual addresses are not its physical ones maps itself, and its symbols stay. A shift that is
 * given counts instead, and nothing is compared: the program may come later.
 *
 * @param images what is loaded
 * @param shift what to add to the addresses; of an object file, where its section is
 * @param section of an object file, whose sections are loaded each by itself, the one that is meant; .text if absent
 * @throws ImageError when it is neither, or is of no image
 */
export function readSymbolFile(
  bytes: Uint8Array,
  images: readonly NamedImage[],
  shift?: bigint,
  section?: string,
): SymbolFile {
  if (!isElf(bytes)) {
    const moved = shift ?? 0n;
    return { symbols: readSymbolList(bytes, moved), moved, warnings: [] };
  }
  const file = new FileBytes(bytes);
  if (checkHeader(file) === ET_REL) return objectFile(file, shift, section);
  const moved = shift ?? foundShift(file, images);
  const { symbols, warnings } = elfSymbols(file, moved);
  if (symbols.length === 0) throw new ImageError('it has no symbols; give the file as it was before it was stripped');
  const lines = linesOf(file, moved);
  return { symbols, ...(lines && { lines }), moved, warnings };
}

/** A kernel module, or another object file. */
function objectFile(file: FileBytes, moved: bigint | undefined, section?: string): SymbolFile {
  if (moved === undefined)
    throw new ImageError(
      'it is an object file, as a kernel module is: say where its .text is loaded, FILE@0x…, as /sys/module/NAME/sections/.text does',
    );
  const { symbols, warnings, lines } = readObject(file, moved, section);
  if (symbols.length === 0) throw new ImageError('it has no symbols; give the file as it was before it was stripped');
  return { symbols, ...(lines && { lines }), moved, warnings };
}

/** How far from where it was linked a program is. */
function foundShift(file: FileBytes, images: readonly NamedImage[]): bigint {
  const code = codeOf(file);
  const { address } = codeHome(code, images);
  const [{ address: virtual }] = code;
  const { load } = readSegments(file);
  const segment = load.find((each) => virtual >= each.virtual && virtual < each.virtual + BigInt(each.size));
  const mapsItself = segment !== undefined && segment.virtual !== BigInt(segment.address);
  return mapsItself ? 0n : BigInt.asUintN(64, BigInt(address) - virtual);
}

/** The sections with code, the largest first; or where they are not in the file the note with its build id. */
function codeOf(file: FileBytes): readonly [Code, ...Code[]] {
  const sections = [...readSections(file)];
  const what = (section: Section): Code => {
    const name = section.name || hex(section.address);
    return { name, address: section.address, bytes: section.bytes(name) };
  };
  const ofType = (type: number) => sections.filter((section) => section.type === type && section.size('it') > 0);
  const [largest, ...others] = ofType(SHT_PROGBITS)
    .filter(({ flags }) => (flags & SHF_EXECINSTR) !== 0)
    .map(what)
    .toSorted((a, b) => b.bytes.length - a.bytes.length);
  if (largest) return [largest, ...others];
  const note = ofType(SHT_NOTE).find(({ name }) => name === '.note.gnu.build-id');
  if (note) return [what(note)];
  throw new ImageError(
    'it has neither code nor a build id by which it could be recognised; give the file as it was linked, or FILE@SHIFT',
  );
}
