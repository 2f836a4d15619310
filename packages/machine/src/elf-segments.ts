import { hex } from '@hartlab/isa';
import type { FileBytes } from './file-bytes.ts';
import { ImageError } from './image.ts';
import type { Segment } from './image.ts';

/* Source of every offset and value: the System V gABI, "Program Header". */

const PROGRAM_HEADER = 56;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PF_X = 1;
/** e_phnum when there are more: section 0 has the number then. */
const PN_XNUM = 0xffff;
const SECTION_HEADER_SH_INFO = 44;

/** A segment, and where the linker believes it to be. */
export interface LinkedSegment extends Segment {
  readonly virtual: bigint;
  readonly executable: boolean;
  /** Bytes of the file's own headers with which it begins, none of them an instruction; mostly 0. */
  readonly headerBytes: number;
}

/** What the program headers say. */
export interface Segments {
  /** In the order of the file: where two overlap, the later one is loaded over the earlier one. */
  readonly load: LinkedSegment[];
  /** Where the dynamic section is in the file. */
  readonly dynamic?: { readonly position: number; readonly size: number };
  readonly warnings: readonly string[];
}

/**
 * Reads the program headers.
 *
 * @throws ImageError when they or a segment's bytes are not in the file, or there is nothing to load.
 */
export function readSegments(file: FileBytes): Segments {
  const { start, each, count } = programHeaders(file);
  const load: LinkedSegment[] = [];
  const warnings: string[] = [];
  let dynamic: Segments['dynamic'];
  for (let index = 0; index < count; index++) {
    const at = start + index * each;
    const name = `segment ${index}`;
    const type = file.u32(at);
    if (type === PT_DYNAMIC) dynamic = { position: Number(file.u64(at + 8)), size: Number(file.u64(at + 32)) };
    if (type !== PT_LOAD) continue;
    const size = file.position(at + 40, `the memory size of ${name}`);
    if (size === 0) continue;
    const address = file.u64(at + 24);
    if (address > BigInt(Number.MAX_SAFE_INTEGER)) {
      warnings.push(`${name} is not loaded: its physical address ${hex(address)} is in no memory`);
      continue;
    }
    const fileSize = file.position(at + 32, `the file size of ${name}`);
    if (fileSize > size)
      warnings.push(`${name} has ${fileSize} bytes in the file but only ${size} in memory; all of them are loaded`);
    const position = file.position(at + 8, `the position of ${name}`);
    load.push({
      address: Number(address),
      virtual: file.u64(at + 16),
      bytes: file.slice(position, fileSize, name),
      size: Math.max(size, fileSize),
      executable: (file.u32(at + 4) & PF_X) !== 0,
      headerBytes: position === 0 ? Math.min(fileSize, start + each * count) : 0,
    });
  }
  if (load.length === 0) {
    const why = warnings[0] ?? 'the ELF file has no segment to load, so there is nothing to run';
    throw new ImageError(`${why}; link it as an executable, with physical addresses in RAM`);
  }
  return { load, warnings, ...(dynamic && { dynamic }) };
}

function programHeaders(file: FileBytes): { start: number; each: number; count: number } {
  const start = file.position(32, 'the position of the program headers');
  // QEMU and riscv-isa-sim do not look at this size: one that cannot be right is no reason to refuse the file.
  const each = Math.max(file.u16(54), PROGRAM_HEADER);
  let count = file.u16(56);
  if (count === PN_XNUM) {
    const sections = file.position(40, 'the position of the section headers');
    file.slice(sections, SECTION_HEADER_SH_INFO + 4, 'section header 0');
    count = file.u32(sections + SECTION_HEADER_SH_INFO);
  }
  file.slice(start, each * count, 'the table of program headers');
  return { start, each, count };
}
