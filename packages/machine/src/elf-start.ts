import { hex } from '@hartlab/isa';
import { RAM_BASE } from './board.ts';
import type { LinkedSegment } from './elf-segments.ts';
import { roles } from './role.ts';
import type { Role } from './role.ts';

/** Where an executable starts, and what is worth saying about that. */
interface Start {
  readonly start: number;
  readonly warnings: readonly string[];
}

/**
 * Where an executable starts: where QEMU's virt starts it. That need not be its entry: with a supervisor's own lowest
 * address a file can have one entry for SBI and another for other loaders (FreeBSD's kernel does). Where QEMU would run
 * into nothing, into the file's own header or into data, the entry is better, which riscv-isa-sim uses always.
 *
 * @param e_entry as in the file: a virtual address, or, in files made by hand, the physical one
 */
export function elfStart(role: Role, load: readonly LinkedSegment[], e_entry: bigint): Start {
  const lowest = lowestInRam(load);
  const entry = physicalEntry(load, e_entry);
  const { base, start } = roles[role];
  if (!entry) {
    const address = lowest?.address ?? base;
    const warning = `its entry ${hex(e_entry)} is in no segment; it starts at its lowest address ${hex(address)}`;
    return { start: address, warnings: [warning] };
  }
  if (start === 'entry' || !lowest) return { start: entry.address, warnings: [] };
  const qemu = start === 'lowest' ? lowest.address : base;
  if (qemu === entry.address) return { start: qemu, warnings: [] };
  const isData = lowest.headerBytes > 0 || isNote(lowest.bytes);
  const isCode = !isData && (lowest.executable || !entry.home.executable);
  if (isCode && qemu === lowest.address)
    return {
      start: qemu,
      warnings: [`it starts at ${hex(qemu)}, as under QEMU, not at its entry ${hex(entry.address)}`],
    };
  const warning = `it starts at its entry ${hex(entry.address)}; QEMU would start at ${hex(qemu)}, where it has no code`;
  return { start: entry.address, warnings: [warning] };
}

/** A note of GNU's, such as the build's id: ld puts it before the code where it is told only where the code goes (gABI, "Note Section"). */
function isNote(bytes: Uint8Array): boolean {
  const [namesz] = bytes;
  return namesz === 4 && [0x47, 0x4e, 0x55, 0].every((byte, index) => bytes[12 + index] === byte);
}

function lowestInRam(load: readonly LinkedSegment[]): LinkedSegment | undefined {
  let lowest: LinkedSegment | undefined;
  for (const segment of load)
    if (segment.address >= RAM_BASE && segment.bytes.length > 0 && segment.address < (lowest?.address ?? Infinity))
      lowest = segment;
  return lowest;
}

/** The hart starts untranslated, so the segment that holds the entry says where it is. */
function physicalEntry(load: readonly LinkedSegment[], e_entry: bigint) {
  const holds = ({ virtual, size }: LinkedSegment) => e_entry >= virtual && e_entry < virtual + BigInt(size);
  const linked = load.find((segment) => segment.executable && holds(segment)) ?? load.find(holds);
  if (linked) return { address: linked.address + Number(e_entry - linked.virtual), home: linked };
  const physical = Number(e_entry);
  const home = load.find(({ address, size }) => physical >= address && physical < address + size);
  return home && { address: physical, home };
}
