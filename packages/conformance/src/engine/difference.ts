import { isDeepStrictEqual } from 'node:util';
import { stateFields } from '@hartlab/hart';
import type { Machine, MachineState } from '@hartlab/machine';

/** The first thing in which two machines differ, in one line; undefined when their whole state is the same. */
export function differenceBetween(machine: Machine, expected: Machine): string | undefined {
  const [is, wanted] = [machine.save(), expected.save()];
  if (isDeepStrictEqual(is, wanted) && sameBytes(machine.memory.dirty, expected.memory.dirty)) return undefined;
  return (
    inHarts(is.state, wanted.state) ??
    inMembers({ ...is.state }, { ...wanted.state }) ??
    inPages(machine.memory.ram, expected.memory.ram) ??
    (sameBytes(machine.memory.dirty, expected.memory.dirty) ? 'something' : 'the dirty map')
  );
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const wordsOf = (block: Uint8Array) => new BigUint64Array(block.slice().buffer);
const hex = (value: bigint | undefined) => `0x${(value ?? 0n).toString(16)}`;

function inHarts(is: MachineState, wanted: MachineState): string | undefined {
  for (const [hart, block] of is.harts.entries()) {
    const [a, b] = [wordsOf(block), wordsOf(wanted.harts[hart]!)];
    const fields = stateFields.filter(({ cell, mask }) => ((a[cell]! ^ b[cell]!) & mask) !== 0n);
    if (fields.length > 0)
      return fields
        .slice(0, 6)
        .map(({ name, cell }) => `hart ${hart}: ${name} ${hex(a[cell])}, not ${hex(b[cell])}`)
        .join('; ');
    const cell = a.findIndex((value, index) => value !== b[index]);
    if (cell >= 0) return `hart ${hart}: cell ${cell} ${hex(a[cell])}, not ${hex(b[cell])}`;
  }
  return undefined;
}

function inMembers(is: Record<string, unknown>, wanted: Record<string, unknown>): string | undefined {
  const different = Object.keys(wanted).filter(
    (name) => name !== 'harts' && !isDeepStrictEqual(is[name], wanted[name]),
  );
  return different.length === 0
    ? undefined
    : different.map((name) => `${name} ${show(is[name])}, not ${show(wanted[name])}`).join('; ');
}

const show = (data: unknown): string =>
  JSON.stringify(data, (_key, value: unknown) => (typeof value === 'bigint' ? hex(value) : value)) ?? 'nothing';

function inPages(is: Uint8Array, wanted: Uint8Array): string | undefined {
  if (sameBytes(is, wanted)) return undefined;
  const at = is.findIndex((byte, index) => byte !== wanted[index]);
  return `RAM at offset 0x${at.toString(16)}: ${is[at]}, not ${wanted[at]}`;
}
