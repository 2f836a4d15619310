import type { LinkedSegment, Segments } from './elf-segments.ts';
import { FileBytes } from './file-bytes.ts';
import type { Relocation } from './image.ts';

/* Source: the System V gABI, "Dynamic Section" and "Relocation", and the RISC-V ELF psABI, "Relocations". */

const DYNAMIC_ENTRY = 16;
const DT_RELA = 7n;
const DT_RELASZ = 8n;
const RELA = 24;
const R_RISCV_RELATIVE = 3n;
const TARGET = 8;

/**
 * The R_RISCV_RELATIVE relocations of a position-independent executable that is `moved` bytes from where it was linked.
 * Their addends are in the table (RELA), so that code which relocates itself, as OpenSBI's does, stores the same values
 * again. GNU ld calls such a file ET_EXEC when it is linked elsewhere than at 0, so its type does not matter. The packed form (RELR) has them in memory and must not be applied twice: it is left to the program.
 */
export function readRelocations(file: FileBytes, { load, dynamic }: Segments, moved: bigint): Relocation[] {
  if (!dynamic) return [];
  const { DT_RELA: table, DT_RELASZ: size } = dynamicTags(
    file.bytes.subarray(dynamic.position, dynamic.position + dynamic.size),
  );
  const holder = segmentFinder(load);
  const home = table === undefined ? undefined : holder(table + moved, 0);
  if (table === undefined || size === undefined || !home) return [];
  const start = Number(table + moved - home.virtual);
  const entries = new FileBytes(home.bytes.subarray(start, start + Number(size)));
  const relocations: Relocation[] = [];
  for (let at = 0; at + RELA <= entries.bytes.length; at += RELA) {
    if (entries.u64(at + 8) !== R_RISCV_RELATIVE) continue;
    const where = entries.u64(at) + moved;
    const target = holder(where, TARGET);
    const value = BigInt.asUintN(64, entries.u64(at + 16) + moved);
    if (target) relocations.push({ address: target.address + Number(where - target.virtual), value });
  }
  return relocations;
}

function dynamicTags(bytes: Uint8Array): { DT_RELA?: bigint; DT_RELASZ?: bigint } {
  const entries = new FileBytes(bytes);
  const tags: { DT_RELA?: bigint; DT_RELASZ?: bigint } = {};
  for (let at = 0; at + DYNAMIC_ENTRY <= bytes.length; at += DYNAMIC_ENTRY) {
    const tag = entries.u64(at);
    if (tag === DT_RELA) tags.DT_RELA = entries.u64(at + 8);
    if (tag === DT_RELASZ) tags.DT_RELASZ = entries.u64(at + 8);
  }
  return tags;
}

/** Finds the segment that holds `length` bytes at a virtual address. */
function segmentFinder(load: readonly LinkedSegment[]): (address: bigint, length: number) => LinkedSegment | undefined {
  const inOrder = load.toSorted((a, b) => Number(a.virtual - b.virtual));
  return (address, length) => {
    let from = 0;
    let to = inOrder.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((inOrder[middle]?.virtual ?? 0n) <= address) from = middle + 1;
      else to = middle;
    }
    const segment = inOrder[from - 1];
    return segment && address + BigInt(length) <= segment.virtual + BigInt(segment.size) ? segment : undefined;
  };
}
