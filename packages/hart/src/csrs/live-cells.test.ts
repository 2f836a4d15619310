import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Affected, isView } from '../csr/csr.ts';
import { rows, rowOf } from '../state/cells.ts';
import { hartLayout } from '../state/layout.ts';
import { MachineMemory } from '../state/machine-memory.ts';
import { csrs, interruptFileRegisters } from './csrs.ts';
import { liveCells, LiveCells, LiveCopy } from './live-cells.ts';

const blockCells = hartLayout.size / 8;

function create() {
  const memory = new MachineMemory({ harts: 2, ramBase: 0, ramSize: 4096 });
  const { buffer, byteOffset } = memory.hartBlock(1);
  const told = new Set<Affected>();
  const live = new LiveCells(memory.hartBlock(1), (affected) => told.add(affected));
  return { cells: new BigUint64Array(buffer, byteOffset, blockCells), live, told };
}

const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const writes = fc.array(fc.tuple(fc.constantFrom(...liveCells), bits), { maxLength: 20 });

// The rows and the declarations of the CSRs say what a hart has: a register without fields is 0.
test('every cell is live that a row or a register of its own is in, and no other', () => {
  const ofRows = rows
    .filter(({ is }) => is !== 'csr' && is !== 'hidden' && is !== 'reserved')
    .flatMap(({ first, cells }) => Array.from({ length: cells }, (_, n) => first + n));
  const registers = csrs.filter((csr) => !isView(csr) && csr.fields.length > 0);
  const ofRegisters = registers.map(({ address }) => rowOf.csrs.first + address);
  expect(new Set(liveCells)).toEqual(new Set([...ofRows, ...ofRegisters]));
  expect(liveCells).toEqual(liveCells.toSorted((a, b) => a - b));
});

test('what was kept comes back, whatever has been written since, and only what is live is touched', () => {
  fc.assert(
    fc.property(writes, writes, bits, (earlier, later, elsewhere) => {
      const { cells, live } = create();
      for (const [cell, value] of earlier) cells[cell] = value;
      live.keep();
      const kept = cells.slice();
      for (const [cell, value] of later) cells[cell] = value;
      cells[rowOf.reserved.first] = elsewhere;
      live.goBack();
      kept[rowOf.reserved.first] = elsewhere;
      expect(cells).toEqual(kept);
    }),
  );
});

// The interrupt files come after all else.
test('a hart without an IMSIC has all of them but its interrupt files', () => {
  const memory = new MachineMemory({ harts: 1, ramBase: 0, ramSize: 4096 });
  const { buffer, byteOffset } = memory.hartBlock(0);
  const live = new LiveCells(memory.hartBlock(0), () => {}, false);
  const cells = new BigUint64Array(buffer, byteOffset, blockCells);
  live.keep();
  for (const cell of liveCells) cells[cell] = 1n;
  live.goBack();
  const left = liveCells.filter((cell) => cells[cell] === 1n);
  expect(left).toEqual(liveCells.filter((cell) => cell >= rowOf.machineFile.first));
  expect(left).toHaveLength(interruptFileRegisters.length);
});

test('a bit that differs is seen where the masks have it, in every cell', () => {
  const { cells, live } = create();
  const copy = new LiveCopy();
  const masks = new Int32Array(copy.words.length);
  for (const [index, cell] of liveCells.entries())
    for (const bit of [0, 31, 32, 63]) {
      cells[cell] = 1n << BigInt(bit);
      expect(live.differ(copy, masks)).toBe(false);
      const half = 2 * index + (bit >> 5);
      masks[half] = ~(1 << (bit & 31));
      expect(live.differ(copy, masks)).toBe(false);
      masks[half] = 1 << (bit & 31);
      expect(live.differ(copy, masks)).toBe(true);
      live.copyTo(copy);
      expect(live.differ(copy, masks)).toBe(false);
      cells[cell] = 0n;
      masks[half] = copy.words[half] = 0;
    }
});

test('a bit that differs is seen behind others that do not count', () => {
  const { cells, live } = create();
  const masks = new Int32Array(2 * liveCells.length);
  for (const cell of liveCells) cells[cell] = 1n;
  expect(live.differ(new LiveCopy(), masks)).toBe(false);
  masks[masks.length - 2] = 1;
  expect(live.differ(new LiveCopy(), masks)).toBe(true);
});

describe('whoever caches something of what is brought back is told', () => {
  const { cells, live, told } = create();

  /** Who is told when one bit of a cell is brought back. */
  const toldOf = (cell: number, bit: number): readonly Affected[] => {
    told.clear();
    live.keep();
    cells[cell]! ^= 1n << BigInt(bit);
    live.goBack();
    return [...told].toSorted();
  };

  test('as the declarations of the CSRs say', () => {
    for (const csr of csrs) {
      if (isView(csr) || csr.fields.length === 0) continue;
      for (const bit of [0, 1, 3, 11, 18, 31, 32, 33, 62, 63]) {
        const mask = 1 << (bit & 31);
        const affected = csr.effects.filter(
          ({ lowMask, highMask, always }) => always || ((bit < 32 ? lowMask : highMask) & mask) !== 0,
        );
        const names = new Set(affected.map((effect) => effect.affected));
        expect([csr.name, bit, toldOf(rowOf.csrs.first + csr.address, bit)]).toEqual([
          csr.name,
          bit,
          [...names].toSorted(),
        ]);
      }
    }
  });

  test.each([
    ['privilege', ['interrupts', 'translation']],
    ['V', ['interrupts', 'translation']],
    ['interruptLines', ['interrupts']],
    ['nonMaskableInterrupt', ['interrupts']],
    ['breakpoint', ['triggers']],
    ['pc', []],
    ['waiting', []],
  ] as const)('of %s', (name, affected) => {
    expect(toldOf(rowOf[name].first, 0)).toEqual(affected);
  });

  test('and nobody when nothing is different', () => {
    told.clear();
    live.keep();
    live.goBack();
    expect([...told]).toEqual([]);
  });
});
