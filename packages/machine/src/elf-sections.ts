import type { FileBytes } from './file-bytes.ts';

/* Source of every offset and value: the System V gABI, "ELF Header" and "Sections". */

const SECTION_HEADER = 64;
/** e_shstrndx when it is larger than it can say: section 0 has it then. */
const SHN_XINDEX = 0xffff;
const LONGEST_NAME = 64;

/** A section, as its header describes it. Its fields are read when they are asked for. */
export class Section {
  readonly #file: FileBytes;
  readonly #header: number;
  readonly #names: () => Uint8Array;

  constructor(file: FileBytes, header: number, names: () => Uint8Array) {
    this.#file = file;
    this.#header = header;
    this.#names = names;
  }

  get type(): number {
    return this.#file.u32(this.#header + 4);
  }

  /** The flags of its low half, which has all that are defined for every processor. */
  get flags(): number {
    return this.#file.u32(this.#header + 8);
  }

  /** Where it is in memory, as linked: a virtual address, 64 bits. */
  get address(): bigint {
    return this.#file.u64(this.#header + 16);
  }

  /** The index of another section, whose meaning depends on the type. */
  get link(): number {
    return this.#file.u32(this.#header + 40);
  }

  /** Bytes in memory, whether they are in the file or not. @throws ImageError when it cannot be a size. */
  size(what: string): number {
    return this.#file.position(this.#header + 32, `the size of ${what}`);
  }

  /** Its bytes in the file, a view. @throws ImageError, which calls it `what`, when they are not all there. */
  bytes(what: string): Uint8Array {
    const position = this.#file.position(this.#header + 24, `the position of ${what}`);
    return this.#file.slice(position, this.size(what), what);
  }

  /** Its name; cut off if it is longer than any that matters. @throws ImageError when there are no names. */
  get name(): string {
    const at = this.#file.u32(this.#header);
    const bytes = this.#names().subarray(at, at + LONGEST_NAME);
    const end = bytes.indexOf(0);
    return String.fromCharCode(...(end < 0 ? bytes : bytes.subarray(0, end)));
  }
}

/** The sections of a file, by their index. */
export interface Sections extends Iterable<Section> {
  readonly count: number;
  /** @param index less than `count` */
  readonly at: (index: number) => Section;
}

/**
 * Reads where the section headers are; a file without any has no sections.
 *
 * @throws ImageError when they are not in the file
 */
export function readSections(file: FileBytes): Sections {
  const start = file.position(40, 'the position of the section headers');
  if (start === 0) return sections(0, () => new Section(file, 0, () => new Uint8Array()));
  // As for program headers: a size that cannot be right is the usual one.
  const each = Math.max(file.u16(58), SECTION_HEADER);
  file.slice(start, each, 'section header 0');
  // More sections than e_shnum can say are counted in section 0.
  const count = file.u16(60) || file.position(start + 32, 'the number of sections');
  file.slice(start, each * count, 'the table of section headers');
  let names: Uint8Array | undefined;
  const readNames = (): Uint8Array => {
    const index = file.u16(62);
    const holder = index === SHN_XINDEX ? at(0).link : index;
    return holder < count ? at(holder).bytes("the table of the sections' names") : new Uint8Array();
  };
  const at = (index: number): Section => new Section(file, start + index * each, () => (names ??= readNames()));
  return sections(count, at);
}

const sections = (count: number, at: Sections['at']): Sections => ({
  count,
  at,
  *[Symbol.iterator]() {
    for (let index = 0; index < count; index++) yield at(index);
  },
});
