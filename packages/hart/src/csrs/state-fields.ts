import { csrAddresses } from '@hartlab/isa';
import { encodings, lookedAt, type PlacedRow, rowOf, rows } from '../state/cells.ts';
import { type AnyField, isView, type Register } from '../csr/csr.ts';
import { lowestPrivilege } from './csr-address.ts';
import { csrs } from './csrs.ts';

/** A part of a hart's state with a name: some bits of one 64-bit cell of its block. */
export interface StateField {
  /** Such as `x10`, `pc`, `sepc` or `hstatus.SPV`. */
  readonly name: string;
  /** The cell's index in the block. */
  readonly cell: number;
  /** The position of its lowest bit. */
  readonly low: number;
  /** Its bits, in place. */
  readonly mask: bigint;
  /** Whether two states that differ in it are different. */
  readonly compared: boolean;
  /** Whether a debugger shows it. */
  readonly debugger: boolean;
  /** Whether nothing shows it to software below M-mode. */
  readonly onlyM: boolean;
}

const allBits = 2n ** 64n - 1n;

/**
 * The fields of a row that no CSR describes: each cell whole, whatever it holds. It has the row's name and, where there are
 * several, a number.
 */
const fieldsOfRow = (row: PlacedRow): StateField[] =>
  Array.from({ length: row.cells }, (_, index) => ({
    name: row.cells === 1 ? row.name : `${row.name}${index}`,
    cell: row.first + index,
    low: 0,
    mask: allBits,
    ...lookedAt(row.is),
    onlyM: row.onlyM === true,
  }));

/** Whether nothing below M-mode can access a CSR. */
const isForM = (address: number): boolean => lowestPrivilege(address) === encodings.M;

/** Fields of M-level CSRs that others show below M-mode: mstatus.SIE, for example. */
const shownBelowM = new Set<AnyField>(
  csrs.filter(isView).flatMap(({ address, fields }) => (isForM(address) ? [] : fields)),
);

function fieldsOfRegister(register: Register): StateField[] {
  const cell = rowOf.csrs.first + register.address;
  const row = rows.findLast(({ first }) => first <= cell) ?? rowOf.csrs;
  const isOfM = isForM(row.through === undefined ? register.address : csrAddresses[row.through]);
  return register.fields.map((field) => ({
    name: field.mask === allBits ? register.name : `${register.name}.${field.name}`,
    cell,
    low: field.low,
    mask: field.mask,
    ...lookedAt(row.is),
    onlyM: isOfM && !shownBelowM.has(field),
  }));
}

/** All that a hart is, field by field, in the order of the table of cells and then of the list of CSRs. */
export const stateFields: readonly StateField[] = [
  ...rows.filter(({ is }) => is !== 'csr' && is !== 'hidden' && is !== 'reserved').flatMap(fieldsOfRow),
  ...csrs.flatMap((csr) => (isView(csr) ? [] : fieldsOfRegister(csr))),
];
