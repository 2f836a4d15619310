import { hex, ImageError, rangeText } from './image.ts';
import type { Image, ImageSymbol, Segment } from './image.ts';

/*
 * Source of every offset and value: the ELF-64 Object File Format (System V ABI) and the RISC-V ELF psABI.
 */

const FILE_HEADER = 64;
const PROGRAM_HEADER = 56;
const SECTION_HEADER = 64;
const SYMBOL = 24;
const ELFCLASS64 = 2;
const ELFDATA2LSB = 1;
const ET_EXEC = 2;
const ET_DYN = 3;
const EM_RISCV = 243;
const PT_LOAD = 1;
const SHT_SYMTAB = 2;
const SHN_UNDEF = 0;
const STT_FUNC = 2;
const LONGEST_NAME = 512;

/** The file, and an error instead of a read past its end. */
class Bytes {
  readonly #view: DataView;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes `start..start+length`, which hold `what`. */
  slice(start: number, length: number, what: string): Uint8Array {
    if (start + length > this.bytes.length)
      throw new ImageError(
        `the ELF file is truncated: ${what} ends at byte ${start + length}, the file has ${this.bytes.length}; copy or build it again`,
      );
    return this.bytes.subarray(start, start + length);
  }

  u16(at: number): number {
    return this.#view.getUint16(at, true);
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  u64(at: number): bigint {
    return this.#view.getBigUint64(at, true);
  }

  /** A 64-bit field that has to be a size or a position; one beyond 2^53 is not, and is named `what` in the error. */
  position(at: number, what: string): number {
    const value = this.u64(at);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw new ImageError(`the ELF file is damaged: ${what} is ${hex(value)}; build it again`);
    return Number(value);
  }
}

/** Whether these bytes start as an ELF file does. */
export const isElf = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;

/**
 * Reads an executable ELF64 file for little-endian RISC-V: its loadable segments at their physical addresses, its entry
 * and its symbols.
 *
 * @throws ImageError when the file is not that, is truncated, or contradicts itself.
 */
export function readElf(bytes: Uint8Array): Image {
  const file = new Bytes(bytes);
  checkHeader(file);
  const segments = readSegments(file);
  return {
    kind: 'ELF',
    entry: physicalEntry(file, segments),
    segments: segments.map(({ address, bytes, size }) => ({ address, bytes, size })),
    symbols: readSymbols(file),
  };
}

function checkHeader(file: Bytes): void {
  if (!isElf(file.bytes)) throw new ImageError('not an ELF file: it does not start with 7f 45 4c 46');
  file.slice(0, FILE_HEADER, 'the file header');
  if (file.bytes[4] !== ELFCLASS64)
    throw new ImageError('the ELF file is 32-bit (RV32); build it for RV64, with -march=rv64imac -mabi=lp64');
  if (file.bytes[5] !== ELFDATA2LSB)
    throw new ImageError('the ELF file is big-endian; build it for little-endian RISC-V, without -mbig-endian');
  const machine = file.u16(18);
  if (machine !== EM_RISCV)
    throw new ImageError(`the ELF file is for machine ${machine}, not RISC-V (243); build it with a riscv64 compiler`);
  const type = file.u16(16);
  if (type !== ET_EXEC && type !== ET_DYN)
    throw new ImageError(`the ELF file is of type ${type}, not an executable; link it, with -static -nostdlib`);
}

/** A segment and where the linker believes it to be. */
interface LinkedSegment extends Segment {
  readonly virtual: bigint;
}

function readSegments(file: Bytes): LinkedSegment[] {
  const start = file.position(32, 'the position of the program headers');
  const each = file.u16(54);
  const count = file.u16(56);
  if (count > 0 && each < PROGRAM_HEADER)
    throw new ImageError(`the ELF file is damaged: a program header of ${each} bytes; build it again`);
  file.slice(start, each * count, 'the table of program headers');
  const segments: LinkedSegment[] = [];
  for (let index = 0; index < count; index++) {
    const at = start + index * each;
    const size = file.position(at + 40, `the memory size of segment ${index}`);
    if (file.u32(at) !== PT_LOAD || size === 0) continue;
    const name = `segment ${index}`;
    const fileSize = file.position(at + 32, `the file size of ${name}`);
    if (fileSize > size)
      throw new ImageError(
        `the ELF file is damaged: ${name} has ${fileSize} bytes in the file but ${size} in memory; build it again`,
      );
    const position = file.position(at + 8, `the position of ${name}`);
    const bytes = file.slice(position, fileSize, name);
    const skipped = position === 0 ? headersAndPadding(bytes, start + each * count) : 0;
    if (skipped === size) continue;
    segments.push({
      address: file.position(at + 24, `the physical address of ${name}`) + skipped,
      virtual: file.u64(at + 16) + BigInt(skipped),
      bytes: bytes.subarray(skipped),
      size: size - skipped,
    });
  }
  if (segments.length === 0)
    throw new ImageError('the ELF file has no loadable segment, so there is nothing to run; link it as an executable');
  checkOverlap(segments);
  return segments;
}

/**
 * The linker puts the file's own headers into the page before the first section, which with -Ttext=0x80000000 is not
 * even RAM. Nobody runs them, and the zeros after them are what RAM holds anyway: neither is loaded.
 */
function headersAndPadding(bytes: Uint8Array, headers: number): number {
  const first = bytes.subarray(headers).findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.length : headers + first;
}

function checkOverlap(segments: readonly LinkedSegment[]): void {
  const inOrder = segments.toSorted((a, b) => a.address - b.address);
  for (const [index, segment] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before && before.address + before.size > segment.address)
      throw new ImageError(
        `two segments of the ELF file overlap: ${segmentText(before)} and ${segmentText(segment)}; mend the linker script`,
      );
  }
}

const segmentText = ({ address, size }: Segment) => rangeText({ base: address, size });

/** The entry is a virtual address; the hart starts untranslated, so the segment that holds it says where it is. */
function physicalEntry(file: Bytes, segments: readonly LinkedSegment[]): number {
  const entry = file.u64(24);
  const home = segments.find(({ virtual, size }) => entry >= virtual && entry < virtual + BigInt(size));
  if (!home)
    throw new ImageError(`the entry ${hex(entry)} of the ELF file lies in no loadable segment; mend ENTRY or -e`);
  return home.address + Number(entry - home.virtual);
}

function readSymbols(file: Bytes): ImageSymbol[] {
  const start = file.position(40, 'the position of the section headers');
  const each = file.u16(58);
  const count = file.u16(60);
  if (count === 0) return [];
  if (each < SECTION_HEADER)
    throw new ImageError(`the ELF file is damaged: a section header of ${each} bytes; build it again`);
  file.slice(start, each * count, 'the table of section headers');
  for (let index = 0; index < count; index++) {
    const at = start + index * each;
    if (file.u32(at + 4) !== SHT_SYMTAB) continue;
    const link = file.u32(at + 40);
    if (link >= count) throw new ImageError(`the ELF file is damaged: it has no section ${link}; build it again`);
    const names = sectionBytes(file, start + link * each, 'the names of the symbols');
    return symbolTable(sectionBytes(file, at, 'the symbol table'), names);
  }
  return [];
}

const sectionBytes = (file: Bytes, header: number, what: string): Uint8Array =>
  file.slice(
    file.position(header + 24, `the position of ${what}`),
    file.position(header + 32, `the size of ${what}`),
    what,
  );

/** Labels, functions and objects; neither sections and files nor the `$x` marks that tell code from data. */
function symbolTable(table: Uint8Array, names: Uint8Array): ImageSymbol[] {
  const entries = new Bytes(table);
  const text = new TextDecoder();
  const symbols: ImageSymbol[] = [];
  for (let at = 0; at + SYMBOL <= table.length; at += SYMBOL) {
    const type = (table[at + 4] ?? 0) & 15;
    if (type > STT_FUNC || entries.u16(at + 6) === SHN_UNDEF) continue;
    const start = entries.u32(at);
    const longest = names.subarray(start, start + LONGEST_NAME);
    const end = longest.indexOf(0);
    const name = text.decode(end < 0 ? longest : longest.subarray(0, end));
    if (name !== '' && !name.startsWith('$'))
      symbols.push({ name, address: entries.u64(at + 8), size: entries.u64(at + 16) });
  }
  return symbols;
}
