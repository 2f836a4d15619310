import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CellName, type CellValues, encodings, isValue, noReservation, rows } from './cells.ts';
import { isView } from '../csr/csr.ts';
import { hidden } from '../csr/csr-declaration.ts';
import { csrs } from '../csrs/csrs.ts';
import { HartState } from './hart-state.ts';
import { hartLayout } from './layout.ts';
import { MachineMemory } from './machine-memory.ts';

const allBits = (1n << 64n) - 1n;
const blockCells = hartLayout.size / 8;

function blank() {
  const memory = new MachineMemory({ harts: 2, ramBase: 0, ramSize: 4096 });
  const { buffer, byteOffset } = memory.hartBlock(1);
  const cells = new BigUint64Array(buffer, byteOffset, blockCells);
  cells.fill(0n);
  return { memory, cells, state: new HartState(memory, 1) };
}

test('every cell of the block is of one row', () => {
  const owners = Array.from({ length: blockCells }, (): CellName[] => []);
  for (const { name, first, cells } of rows)
    for (let cell = first; cell < first + cells; cell++) (owners[cell] ??= []).push(name);
  expect(owners).toHaveLength(blockCells);
  expect(owners.filter((of) => of.length !== 1)).toEqual([]);
  for (const { name, first } of rows) expect(hartLayout[name]).toBe(8 * first);
});

test('every register has a cell of its own, in the row for its kind', () => {
  const registers = csrs.filter((csr) => !isView(csr));
  expect(new Set(registers.map(({ address }) => address)).size).toBe(registers.length);
  for (const { name, address } of registers) {
    const cell = hartLayout.csrs / 8 + address;
    const row = rows.find(({ first, cells }) => first <= cell && cell < first + cells);
    expect([name, row?.is]).toEqual([name, address < 4096 ? 'csr' : 'hidden']);
  }
});

test('a register for which a row has no cell left is refused', () => {
  const declaration = { spec: '', fields: { value: { bits: [63, 0] } } } as const;
  const { cells } = rows.find(({ name }) => name === 'triggers')!;
  expect(hidden('last', 'triggers', cells - 1, declaration).address).toBe(4096 + cells - 1);
  expect(() => hidden('tooMany', 'triggers', cells, declaration)).toThrow('tooMany: triggers has no cell 44');
  expect(() => hidden('second', 'sieHeld', 1, declaration)).toThrow('second: sieHeld has no cell 1');
});

describe('the values of the hart', () => {
  /** What can be written to a row's one cell, and what it then holds. */
  const valuesOf = ({ holds }: (typeof rows)[number]): fc.Arbitrary<readonly [value: unknown, held: bigint]> => {
    if (holds === undefined) return fc.bigInt({ min: 0n, max: allBits }).map((value) => [value, value]);
    if (holds === 'flag') return fc.boolean().map((value) => [value, BigInt(value)]);
    return fc.constantFrom(...Object.entries(holds).map(([name, value]) => [name, BigInt(value)] as const));
  };
  const written = fc
    .constantFrom(...rows.filter(isValue))
    .chain((row) => valuesOf(row).map(([value, held]) => ({ row, value, held })));

  test('each is in its cell and nowhere else, and is read there', () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 20 }), (writes) => {
        const { memory, cells, state } = blank();
        const values = state as unknown as Record<string, unknown>;
        const expected = new BigUint64Array(blockCells);
        for (const { row, value, held } of writes) {
          values[row.name] = value;
          expected[row.first] = held;
          expect(values[row.name]).toBe(value);
        }
        expect(cells).toEqual(expected);
        const same = new HartState(memory, 1) as unknown as Record<string, unknown>;
        for (const { row } of writes) expect(same[row.name]).toBe(values[row.name]);
      }),
    );
  });

  test('there is one for each row with one cell that is no register behind a CSR', () => {
    const names: readonly (keyof CellValues)[] = [
      'pc',
      'privilege',
      'V',
      'waiting',
      'stopped',
      'reservation',
      'interruptLines',
      'ELP',
      'nonMaskableInterrupt',
      'criticalError',
      'breakpoint',
      'breakpointAddress',
    ];
    expect(rows.filter(isValue).map(({ name }) => name)).toEqual(names);
    for (const name of names) expect(blank().state[name]).toBeDefined();
  });

  test('a cell that holds none of its values reads as the first', () => {
    const { cells, state } = blank();
    cells[hartLayout.privilege / 8] = 2n;
    cells[hartLayout.breakpoint / 8] = allBits;
    expect([state.privilege, state.breakpoint]).toEqual(['U', 'none']);
  });

  // priv "Privilege Levels"
  test('privilege modes have the encodings of the specification', () => {
    expect(encodings).toEqual({ U: 0, S: 1, M: 3 });
  });
});

// priv "Reset"; what happens to the lines is not the hart's to say.
test('reset leaves nothing but what devices drive, and no reservation', () => {
  const { cells, state } = blank();
  cells.fill(allBits);
  state.reset();
  const lines = [hartLayout.interruptLines, hartLayout.nonMaskableInterrupt].map((offset) => offset / 8);
  for (const [index, cell] of cells.entries())
    if (index * 8 === hartLayout.reservation) expect(cell).toBe(noReservation);
    else expect([index, cell]).toEqual([index, lines.includes(index) ? allBits : 0n]);
});
