import type { DebugLines, DebugSection } from './debug-lines.ts';
import { readSections, type Section } from './elf-sections.ts';
import { FileBytes } from './file-bytes.ts';
import { ImageError } from './image.ts';

/* Source of every value: the System V gABI, "Sections" and "Compressed Sections". */

const SHT_NOBITS = 8;
const SHF_EXECINSTR = 4;
const SHF_COMPRESSED = 0x800;
const COMPRESSION_HEADER = 24;
const formats: Readonly<Record<number, 'zlib' | 'zstd'>> = { 1: 'zlib', 2: 'zstd' };

/** Where the line tables of a file are. Undefined when it has none; what is wrong with them costs only them. */
export function readLines(file: FileBytes, moved: bigint): DebugLines | undefined {
  try {
    return linesOf(file, moved);
  } catch (error) {
    if (error instanceof ImageError) return undefined;
    throw error;
  }
}

/** The same. @throws ImageError when the sections are not whole. */
export function linesOf(file: FileBytes, moved: bigint): DebugLines | undefined {
  const code: { start: bigint; end: bigint }[] = [];
  const found: { line?: DebugSection; lineStr?: DebugSection; str?: DebugSection } = {};
  for (const section of readSections(file)) {
    if ((section.flags & SHF_EXECINSTR) !== 0) {
      const start = section.address;
      code.push({ start, end: start + BigInt(section.size('a section of code')) });
    } else if (section.address === 0n && section.type !== SHT_NOBITS) {
      const { name } = section;
      if (name === '.debug_line') found.line = debugSection(section, name);
      if (name === '.debug_line_str') found.lineStr = debugSection(section, name);
      if (name === '.debug_str') found.str = debugSection(section, name);
    }
  }
  const { line, ...strings } = found;
  return line && { line, ...strings, code, moved };
}

function debugSection(section: Section, name: string): DebugSection {
  const bytes = section.bytes(name);
  if ((section.flags & SHF_COMPRESSED) === 0) return { bytes };
  const header = new FileBytes(bytes);
  header.slice(0, COMPRESSION_HEADER, `the header of ${name}`);
  const format = formats[header.u32(0)];
  if (!format) throw new ImageError(`its ${name} is compressed in an unknown way, ${header.u32(0)}`);
  return {
    bytes: bytes.subarray(COMPRESSION_HEADER),
    packed: { format, size: header.position(8, `the size of ${name}`) },
  };
}
