/** A segment of a test's ELF file. */
export interface FixtureSegment {
  readonly address: bigint;
  readonly virtual?: bigint;
  readonly bytes: Uint8Array;
  readonly memorySize?: bigint;
  /** p_flags; 7, readable, writable and executable, if absent. */
  readonly flags?: number;
  /** p_type; PT_LOAD if absent. */
  readonly type?: number;
}

/** A section of a test's ELF file, beside those of its symbols. */
export interface FixtureSection {
  readonly name: string;
  /** sh_type. */
  readonly type: number;
  /** sh_flags; 0 if absent. */
  readonly flags?: number;
  /** sh_addr; 0 if absent. */
  readonly address?: bigint;
  readonly bytes: Uint8Array;
}

/** A symbol that is more than its address in a section. */
export interface FixtureSymbol {
  readonly value: bigint;
  /** The symbol's type, STT_NOTYPE if absent. */
  readonly type?: number;
  /** Its section, 1 if absent. */
  readonly section?: number;
  readonly size?: bigint;
}

/**
 * Builds ELF files for the tests, field by field from the ELF-64 Object File Format, so that the reader is not tested
 * against itself.
 */
export function elfFile(options: {
  entry: bigint;
  segments: readonly FixtureSegment[];
  symbols?: Readonly<Record<string, bigint | FixtureSymbol>>;
  machine?: number;
  class?: number;
  data?: number;
  type?: number;
  sections?: readonly FixtureSection[];
}): Uint8Array {
  const { entry, segments, symbols = {}, machine = 243, sections = [] } = options;
  const headers = 64 + 56 * segments.length;
  const contents = segments.map(({ bytes }) => bytes);
  const names = new TextEncoder().encode(`\0${Object.keys(symbols).join('\0')}\0`);
  const table = new Uint8Array(24 * (Object.keys(symbols).length + 1));
  const tableView = new DataView(table.buffer);
  let nameAt = 1;
  for (const [index, [name, symbol]] of Object.entries(symbols).entries()) {
    const at = 24 * (index + 1);
    const { value, type = 0, section = 1, size = 0n } = typeof symbol === 'bigint' ? { value: symbol } : symbol;
    tableView.setUint32(at, nameAt, true);
    tableView.setUint8(at + 4, type);
    tableView.setUint16(at + 6, section, true);
    tableView.setBigUint64(at + 8, value, true);
    tableView.setBigUint64(at + 16, size, true);
    nameAt += new TextEncoder().encode(name).length + 1;
  }
  const dataSize = contents.reduce((size, bytes) => size + bytes.length, 0);
  const tableAt = headers + dataSize;
  const namesAt = tableAt + table.length;
  const sectionNames = new TextEncoder().encode(`\0${sections.map(({ name }) => name).join('\0')}\0`);
  const more = [...sections, { name: '', type: 3, bytes: sectionNames }];
  let moreAt = namesAt + names.length;
  const sectionsAt = more.reduce((size, { bytes }) => size + bytes.length, moreAt);
  const count = sections.length > 0 ? 3 + more.length : 3;
  const file = new Uint8Array(sectionsAt + count * 64);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, options.class ?? 2, options.data ?? 1, 1]);
  view.setUint16(16, options.type ?? 2, true);
  view.setUint16(18, machine, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, entry, true);
  view.setBigUint64(32, 64n, true);
  view.setBigUint64(40, BigInt(sectionsAt), true);
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, segments.length, true);
  view.setUint16(58, 64, true);
  view.setUint16(60, count, true);
  view.setUint16(62, count === 3 ? 0 : count - 1, true);
  let at = headers;
  for (const [index, segment] of segments.entries()) {
    const { address, virtual = address, bytes, memorySize = BigInt(bytes.length), flags = 7, type = 1 } = segment;
    const header = 64 + 56 * index;
    view.setUint32(header, type, true);
    view.setUint32(header + 4, flags, true);
    view.setBigUint64(header + 8, BigInt(at), true);
    view.setBigUint64(header + 16, virtual, true);
    view.setBigUint64(header + 24, address, true);
    view.setBigUint64(header + 32, BigInt(bytes.length), true);
    view.setBigUint64(header + 40, memorySize, true);
    file.set(bytes, at);
    at += bytes.length;
  }
  file.set(table, tableAt);
  file.set(names, namesAt);
  section(view, sectionsAt + 64, { type: 2, at: tableAt, size: table.length, link: 2 });
  section(view, sectionsAt + 128, { type: 3, at: namesAt, size: names.length, link: 0 });
  let named = 1;
  for (const [index, { name, bytes, ...each }] of more.slice(0, count - 3).entries()) {
    const header = sectionsAt + (3 + index) * 64;
    file.set(bytes, moreAt);
    view.setUint32(header, named, true);
    section(view, header, { link: 0, ...each, at: moreAt, size: bytes.length });
    moreAt += bytes.length;
    named += name.length + 1;
  }
  return file;
}

interface Header {
  readonly type: number;
  readonly flags?: number;
  readonly address?: bigint;
  readonly at: number;
  readonly size: number;
  readonly link: number;
}

function section(view: DataView, header: number, s: Header): void {
  view.setUint32(header + 4, s.type, true);
  view.setBigUint64(header + 8, BigInt(s.flags ?? 0), true);
  view.setBigUint64(header + 16, s.address ?? 0n, true);
  view.setBigUint64(header + 24, BigInt(s.at), true);
  view.setBigUint64(header + 32, BigInt(s.size), true);
  view.setUint32(header + 40, s.link, true);
}
