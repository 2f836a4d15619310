/** What an ELF file for one block of memory says. */
export interface ElfContents {
  /** Where the bytes go, and where execution begins. */
  readonly address: bigint;
  readonly bytes: Uint8Array;
  readonly symbols: Readonly<Record<string, bigint>>;
}

const EM_RISCV = 243;
const HEADER = 64;
const PROGRAM_HEADER = 56;
const SECTION_HEADER = 64;
const SYMBOL = 24;
/** Spike finds the sections by their names. */
const SYMBOLS = '.symtab';
const NAMES = '.strtab';

/** Writes a 64-bit RISC-V executable that every simulator loads (Source: the ELF-64 Object File Format). */
export function elfFile({ address, bytes, symbols }: ElfContents): Uint8Array {
  const strings = ['', SYMBOLS, NAMES, ...Object.keys(symbols)];
  const names = new TextEncoder().encode(`${strings.join('\0')}\0`);
  const bytesAt = HEADER + PROGRAM_HEADER;
  const symbolsAt = bytesAt + Math.ceil(bytes.length / 8) * 8;
  const symbolsSize = SYMBOL * (Object.keys(symbols).length + 1);
  const namesAt = symbolsAt + symbolsSize;
  const sectionsAt = Math.ceil((namesAt + names.length) / 8) * 8;
  const file = new Uint8Array(sectionsAt + 3 * SECTION_HEADER);
  const view = new DataView(file.buffer);

  // 64-bit, little-endian, version 1; an executable.
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, EM_RISCV, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, address, true);
  view.setBigUint64(32, BigInt(HEADER), true);
  view.setBigUint64(40, BigInt(sectionsAt), true);
  const sizes = [HEADER, PROGRAM_HEADER, 1, SECTION_HEADER, 3, 2];
  for (const [index, size] of sizes.entries()) view.setUint16(52 + 2 * index, size, true);

  // One loadable segment, which may be read, written and executed.
  view.setUint32(HEADER, 1, true);
  view.setUint32(HEADER + 4, 7, true);
  const segment = [BigInt(bytesAt), address, address, BigInt(bytes.length), BigInt(bytes.length), 8n];
  for (const [index, value] of segment.entries()) view.setBigUint64(HEADER + 8 + 8 * index, value, true);
  file.set(bytes, bytesAt);

  let nameAt = 1 + SYMBOLS.length + 1 + NAMES.length + 1;
  for (const [index, [name, value]] of Object.entries(symbols).entries()) {
    const at = symbolsAt + SYMBOL * (index + 1);
    view.setUint32(at, nameAt, true);
    // A global symbol with an absolute value.
    file[at + 4] = 0x10;
    view.setUint16(at + 6, 0xfff1, true);
    view.setBigUint64(at + 8, value, true);
    nameAt += name.length + 1;
  }
  file.set(names, namesAt);

  const SHT_SYMTAB = 2;
  const SHT_STRTAB = 3;
  const table = { name: 1, type: SHT_SYMTAB, at: symbolsAt, size: symbolsSize, link: 2, entry: SYMBOL };
  section(view, sectionsAt + SECTION_HEADER, table);
  const namesOf = {
    name: 1 + SYMBOLS.length + 1,
    type: SHT_STRTAB,
    at: namesAt,
    size: names.length,
    link: 0,
    entry: 0,
  };
  section(view, sectionsAt + 2 * SECTION_HEADER, namesOf);
  return file;
}

interface Section {
  /** Where its name begins among the names. */
  readonly name: number;
  readonly type: number;
  readonly at: number;
  readonly size: number;
  readonly link: number;
  readonly entry: number;
}

function section(view: DataView, header: number, { name, type, at, size, link, entry }: Section): void {
  view.setUint32(header, name, true);
  view.setUint32(header + 4, type, true);
  view.setBigUint64(header + 24, BigInt(at), true);
  view.setBigUint64(header + 32, BigInt(size), true);
  view.setUint32(header + 40, link, true);
  // Symbol 0 is the only local one, so that the first global one is 1.
  view.setUint32(header + 44, 1, true);
  view.setBigUint64(header + 56, BigInt(entry), true);
}
