import { RAM_BASE } from './board.ts';
import { readRelocations } from './elf-relocations.ts';
import { readSegments } from './elf-segments.ts';
import type { LinkedSegment } from './elf-segments.ts';
import { elfStart } from './elf-start.ts';
import { readLines } from './elf-lines.ts';
import { readSymbols } from './elf-symbols.ts';
import { FileBytes } from './file-bytes.ts';
import { ImageError } from './image.ts';
import type { Image } from './image.ts';
import { roles } from './role.ts';
import type { Role } from './role.ts';

/* Source of every offset and value: the System V gABI, "ELF Header", and the RISC-V ELF psABI. */

const FILE_HEADER = 64;
const ELFCLASS32 = 1;
const ELFCLASS64 = 2;
const ELFDATA2LSB = 1;
const ELFDATA2MSB = 2;
/** An object file. */
export const ET_REL = 1;
const ET_EXEC = 2;
const ET_DYN = 3;
const EM_RISCV = 243;

/** Whether these bytes start as an ELF file does. */
export const isElf = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;

/**
 * Reads an ELF64 file for little-endian RISC-V: its loadable segments at their physical addresses, where it starts in its
 * role, and its symbols.
 *
 * @throws ImageError when the file is not that, or what would be loaded is not in it.
 */
export function readElf(bytes: Uint8Array, role: Role): Image {
  const file = new FileBytes(bytes);
  const type = checkHeader(file);
  if (type === ET_REL) throw new ImageError('the ELF file is an object file (type 1); link it, with -static -nostdlib');
  const linked = readSegments(file);
  const { load, moved } = settle(linked.load, type, role);
  const relocations = readRelocations(file, { ...linked, load }, moved);
  const { start, warnings } = elfStart(role, load, BigInt.asUintN(64, file.u64(24) + moved));
  const symbols = readSymbols(file, moved);
  const lines = readLines(file, moved);
  return {
    kind: 'ELF',
    entry: start,
    segments: load.map(({ address, bytes, size, ...segment }) => ({
      address,
      bytes,
      size,
      ...mayBeMissing(segment, bytes),
    })),
    ...(relocations.length > 0 && { relocations }),
    symbols: symbols.symbols,
    ...(lines && { lines }),
    warnings: [...typeWarning(type), ...linked.warnings, ...warnings, ...symbols.warnings],
  };
}

/** No program misses the file's own headers, or the notes behind them, where they lie outside RAM. */
const mayBeMissing = (
  { headerBytes, executable }: Pick<LinkedSegment, 'headerBytes' | 'executable'>,
  bytes: Uint8Array,
) =>
  headerBytes > 0 && (!executable || bytes.subarray(headerBytes).every((byte) => byte === 0))
    ? { mayBeMissing: true }
    : {};

/** Answers e_type. @throws ImageError when it is no file of ours to load. */
export function checkHeader(file: FileBytes): number {
  if (!isElf(file.bytes)) throw new ImageError('not an ELF file: it does not start with 7f 45 4c 46');
  file.slice(0, FILE_HEADER, 'the file header');
  const [, , , , elfClass, data] = file.bytes;
  if (elfClass === ELFCLASS32)
    throw new ImageError('the ELF file is 32-bit (RV32); build it for RV64, with -march=rv64imac -mabi=lp64');
  if (data === ELFDATA2MSB)
    throw new ImageError('the ELF file is big-endian; build it for little-endian RISC-V, without -mbig-endian');
  if (elfClass !== ELFCLASS64 || data !== ELFDATA2LSB)
    throw new ImageError(
      `the ELF file is damaged: its class is ${elfClass}, its data encoding ${data}; build it again`,
    );
  const machine = file.u16(18);
  if (machine !== EM_RISCV)
    throw new ImageError(`the ELF file is for machine ${machine}, not RISC-V (243); build it with a riscv64 compiler`);
  return file.u16(16);
}

const typeWarning = (type: number): string[] =>
  type === ET_EXEC || type === ET_DYN ? [] : [`it is of type ${type}, not an executable, and is loaded as one`];

/**
 * The segments where they will be, and how far that is from where they were linked, for virtual addresses. A
 * position-independent executable that was linked below RAM goes to the base of its role, as riscv-isa-sim adds the start
 * of RAM to all its addresses; one that was linked in RAM stays there, as QEMU has it. Where virtual and physical
 * addresses differ the program maps itself, and only the physical ones move. Such a one below RAM, of whatever type, says where
 * its parts lie from each other, and not where RAM is: Linux's vmlinux has physical addresses from 0 on (Linux,
 * arch/riscv/kernel/vmlinux.lds.S, LOAD_OFFSET).
 */
function settle(load: LinkedSegment[], type: number, role: Role): { load: LinkedSegment[]; moved: bigint } {
  const isBelow = load.every(({ address, size }) => address + size <= RAM_BASE);
  const mapsItself = load.every(({ address, virtual }) => virtual !== BigInt(address));
  if (!isBelow || (type !== ET_DYN && !mapsItself)) return { load: load.flatMap(splitAtRam), moved: 0n };
  const { base } = roles[role];
  const moved = load.every(({ address, virtual }) => virtual === BigInt(address)) ? BigInt(base) : 0n;
  const there = load.map((segment) => ({
    ...segment,
    address: segment.address + base,
    virtual: segment.virtual + moved,
  }));
  return { load: there, moved };
}

/**
 * A segment that reaches into RAM from below is two: with -Ttext=0x80000000 the linker puts the file's header into the
 * page before.
 */
function splitAtRam(segment: LinkedSegment): LinkedSegment[] {
  const below = RAM_BASE - segment.address;
  if (below <= 0 || segment.size <= below) return [segment];
  return [
    { ...segment, bytes: segment.bytes.subarray(0, below), size: below },
    {
      ...segment,
      address: RAM_BASE,
      virtual: segment.virtual + BigInt(below),
      bytes: segment.bytes.subarray(below),
      size: segment.size - below,
      headerBytes: 0,
    },
  ];
}
