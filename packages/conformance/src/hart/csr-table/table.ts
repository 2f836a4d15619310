import { csrAddresses, hex } from '@hartlab/isa';
import { fieldsOfResult, type Mode, noTrap } from './program.ts';

/**
 * What accesses to one address from one mode did, in words: `illegal` or `virtual` when reads and writes raise that
 * exception, `virtual/illegal` when reads raise the one and writes the other, otherwise the value in hexadecimal: as
 * found, and, when writes are allowed too, after writing all ones and after writing all zeros: `0:ffff:0`.
 */
export type Cell = string;

/** The cells of each address, in the order of the modes. */
export type CsrTable = ReadonlyMap<number, readonly Cell[]>;

const causes: ReadonlyMap<bigint, string> = new Map([
  [2n, 'illegal'],
  [22n, 'virtual'],
]);

const time = csrAddresses.time;

/**
 * Reads what the program left.
 *
 * @throws RangeError when an access raised what no CSR access can raise.
 */
export function readResults(
  bytes: Uint8Array,
  addresses: readonly number[],
  modes: readonly Mode[],
): Map<number, Cell[]> {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = new Map<number, Cell[]>(addresses.map((address) => [address, []]));
  let at = 0;
  for (const mode of modes.toReversed())
    for (const address of addresses) {
      const [readTrap, writeTrap, ...values] = fieldsOfResult.map((_, index) =>
        words.getBigUint64(at + 8 * index, true),
      );
      at += 8 * fieldsOfResult.length;
      const where = `${hex(address)} from ${mode}`;
      const read = outcome(readTrap!, where);
      const write = outcome(writeTrap!, where);
      const shown = values.map((value) => (address === time ? 'time' : value.toString(16)));
      table.get(address)!.unshift(cell(read, write, shown));
    }
  return table;
}

function outcome(trap: bigint, where: string): string | undefined {
  if (trap === noTrap) return undefined;
  return causes.get(trap) ?? raise(`${where}: cause ${trap}`);
}

function raise(message: string): never {
  throw new RangeError(message);
}

function cell(read: string | undefined, write: string | undefined, values: readonly string[]): Cell {
  if (read !== undefined) return read === write ? read : `${read}/${write ?? values.slice(1).join(':')}`;
  if (write === 'illegal') return values[0]!;
  return write === undefined ? values.join(':') : `${values[0]}/${write}`;
}

const nameOf: ReadonlyMap<number, string> = new Map(
  Object.entries(csrAddresses).map(([name, address]) => [address, name]),
);

/** The address with its name, where it has one. */
export const nameOfCsr = (address: number): string => nameOf.get(address) ?? hex(address);

const digits = (address: number) => address.toString(16).padStart(3, '0');

/** One line for each run of addresses with the same cells. What is illegal everywhere stays without names. */
export function printTable(table: CsrTable): string {
  const runs: { first: number; last: number; cells: string }[] = [];
  for (const [address, columns] of [...table].toSorted(([a], [b]) => a - b)) {
    const cells = columns.join(' ');
    const latest = runs.at(-1);
    if (latest?.cells === cells && latest.last === address - 1) latest.last = address;
    else runs.push({ first: address, last: address, cells });
  }
  return runs.map(({ first, last, cells }) => `${range(first, last, cells)} ${cells}\n`).join('');
}

function range(first: number, last: number, cells: string): string {
  const nowhere = cells.split(' ').every((one) => one === 'illegal');
  const addresses = first === last ? digits(first) : `${digits(first)}-${digits(last)}`;
  if (nowhere) return `${addresses} -`;
  const names = [nameOfCsr(first), nameOfCsr(last)];
  return `${addresses} ${first === last ? names[0] : names.join('..')}`;
}

/** Reads what `printTable` printed. */
export function parseTable(text: string): CsrTable {
  const table = new Map<number, readonly Cell[]>();
  for (const line of text.split('\n').filter(Boolean)) {
    const [addresses, , ...cells] = line.split(' ');
    const [first, last = first] = addresses!.split('-').map((address) => Number.parseInt(address, 16));
    for (let address = first!; address <= last!; address++) table.set(address, cells);
  }
  return table;
}
