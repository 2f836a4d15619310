import type { CsrName, Extension, Isa } from '@hartlab/isa';
import type { Mode } from './program.ts';
import { type Cell, type CsrTable, nameOfCsr } from './table.ts';

/** One cell in which two tables differ. */
export interface CsrDifference {
  /** Its name, or its address in hexadecimal. */
  readonly csr: string;
  readonly mode: Mode;
  readonly ours: Cell;
  readonly theirs: Cell;
}

/** Why some cells differ from a peer's, and may. */
export interface Explanation {
  readonly csrs: readonly (CsrName | `0x${string}`)[];
  /** From these modes; from all of them if absent. */
  readonly modes?: readonly Mode[];
  /** Only for harts without this extension; */
  readonly without?: Extension;
  /** or only for those with it. */
  readonly having?: Extension;
  /** The values differ in no other bits; */
  readonly bits?: bigint;
  /** or the accesses themselves end differently, in this way. */
  readonly access?: { readonly ours: Access; readonly theirs: Access };
  readonly why: string;
  /** `<document> "<section title>"`, or where else it is said. */
  readonly spec: string;
}

/** How accesses end, whatever the values. */
type Access = 'illegal' | 'virtual' | 'read-only' | 'read-write' | `${string}/${string}`;

const accessOf = (cell: Cell): Access => {
  if (cell === 'illegal' || cell === 'virtual') return cell;
  if (cell.includes('/')) return cell as Access;
  return cell.includes(':') ? 'read-write' : 'read-only';
};

/** The cells that differ, address by address. */
export function differences(ours: CsrTable, theirs: CsrTable, modes: readonly Mode[]): CsrDifference[] {
  const found: CsrDifference[] = [];
  for (const [address, cells] of [...ours].toSorted(([a], [b]) => a - b))
    for (const [column, cell] of cells.entries()) {
      const theirCell = theirs.get(address)?.[column] ?? 'not recorded';
      const mode = modes[column]!;
      if (cell !== theirCell) found.push({ csr: nameOfCsr(address), mode, ours: cell, theirs: theirCell });
    }
  return found;
}

/** Whether the explanation is about this difference, all of it, on a hart with this ISA. */
export function explains(explanation: Explanation, { csr, mode, ours, theirs }: CsrDifference, isa: Isa): boolean {
  const { csrs, modes, without, having, bits, access } = explanation;
  if (!csrs.some((name) => name === csr) || (modes && !modes.includes(mode))) return false;
  if ((without && isa.has(without)) || (having && !isa.has(having))) return false;
  if (access) return accessOf(ours) === access.ours && accessOf(theirs) === access.theirs;
  if (bits === undefined || accessOf(ours) !== accessOf(theirs)) return false;
  const their = values(theirs);
  return values(ours).every((value, index) => ((value ^ their[index]!) & ~bits) === 0n);
}

/** The values of a cell; those of traps are none. */
const values = (cell: Cell) => (/^[\da-f:]+$/.test(cell) ? cell.split(':').map((value) => BigInt(`0x${value}`)) : []);
