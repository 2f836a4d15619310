import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HartState } from './hart-state.ts';
import { noReservation } from './cells.ts';
import { hartLayout } from './layout.ts';
import { MachineMemory } from './machine-memory.ts';
import { manyPages } from './table-pages.ts';

const ramBase = 0x8000_0000;
const memoryOf = (harts = 2) => new MachineMemory({ harts, ramBase, ramSize: 0x4000 });

describe('sizes', () => {
  test.each([
    [{ harts: 0, ramBase, ramSize: 4096 }, 'at least one hart'],
    [{ harts: 1, ramBase, ramSize: 4097 }, 'multiple of 4096'],
    [{ harts: 1, ramBase, ramSize: 4 * 1024 ** 3 }, 'at most 3 GiB'],
    [{ harts: 1, ramBase: 5, ramSize: 4096 }, 'multiple of 4096'],
  ])('%o is refused', (options, message) => {
    expect(() => new MachineMemory(options)).toThrow(message);
  });
});

test('what is written is read, at any width and alignment, and the pages become dirty', () => {
  const memory = memoryOf();
  fc.assert(
    fc.property(
      fc.nat({ max: 0x4000 - 8 }),
      fc.constantFrom(1, 2, 4, 8),
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      (offset, width, value) => {
        memory.ram.fill(0xee);
        memory.dirty.fill(0);
        memory.write(ramBase + offset, width, value);
        const bytes = Array.from({ length: width }, (_, byte) => Number((value >> BigInt(8 * byte)) & 0xffn));
        expect([...memory.ram.subarray(offset, offset + width)]).toEqual(bytes);
        expect([memory.ram[offset - 1] ?? 0xee, memory.ram[offset + width] ?? 0xee]).toEqual([0xee, 0xee]);
        expect(memory.read(ramBase + offset, width)).toBe(BigInt.asUintN(8 * width, value));
        const dirty = [...memory.dirty].flatMap((mark, page) => (mark ? [page] : []));
        expect(dirty).toEqual([...new Set([offset >> 12, (offset + width - 1) >> 12])]);
      },
    ),
  );
});

test('every byte of an access must be RAM', () => {
  const memory = memoryOf();
  expect(memory.contains(ramBase, 0x4000)).toBe(true);
  expect(memory.contains(ramBase - 1, 2)).toBe(false);
  expect(memory.contains(ramBase + 0x3ffc, 8)).toBe(false);
  expect(memory.contains(2 ** 60, 1)).toBe(false);
  expect(() => memory.read(ramBase + 0x3ffc, 8)).toThrow('not in RAM');
  expect(() => memory.writeBytes(ramBase + 0x3fff, new Uint8Array(2))).toThrow('not in RAM');
});

describe('reservations (unpriv "Zalrsc Extension for Load-Reserved/Store-Conditional Instructions")', () => {
  test.each([
    { store: 0x1000, width: 8, lost: true },
    { store: 0x103f, width: 1, lost: true },
    { store: 0x1040, width: 1, lost: false },
    { store: 0xfff, width: 1, lost: false },
    { store: 0xffe, width: 4, lost: true },
  ] as const)('a store of $width bytes at $store to the line at 0x1000', ({ store, width, lost }) => {
    const memory = memoryOf();
    const state = new HartState(memory, 1);
    state.reservation = BigInt(ramBase + 0x1000);
    memory.write(ramBase + store, width, 0n, 0);
    expect(state.reservation === noReservation).toBe(lost);
  });

  test("a hart's own store keeps its reservation, one by no hart ends all of them", () => {
    const memory = memoryOf();
    const [first, second] = [new HartState(memory, 0), new HartState(memory, 1)];
    first.reservation = second.reservation = BigInt(ramBase);
    memory.write(ramBase, 8, 1n, 0);
    expect([first.reservation, second.reservation]).toEqual([BigInt(ramBase), noReservation]);
    memory.writeBytes(ramBase, new Uint8Array(1));
    expect(first.reservation).toBe(noReservation);
  });
});

const neverCalled = () => {
  throw new Error('not one page');
};

/* "V" is bit 0 of an entry (priv "Sv39: Page-Based 39-bit Virtual-Memory System"); what is not valid leads nowhere. */
describe('a store makes every cache forget its translations', () => {
  /** The second page is a table; its first entry is valid, the next is not. What happens, and how often all forget. */
  const forgotten = (happens: (memory: MachineMemory, table: number) => void): number => {
    const memory = memoryOf();
    const table = ramBase + 0x1000;
    memory.write(table, 8, 0x2000_0001n);
    memory.write(table + 0xff8, 8, 0x2000_0001n);
    memory.willCache(table + 0x10, manyPages);
    const forgot = [0, 0];
    for (const index of [0, 1]) memory.tables.add({ forget: () => forgot[index]!++, forgetPage: neverCalled });
    happens(memory, table);
    expect(forgot[0]).toBe(forgot[1]);
    return forgot[0]!;
  };

  test.each([
    { at: 0, width: 8, by: 0, times: 1 },
    { at: 0, width: 8, by: -1, times: 1 },
    { at: 7, width: 1, by: 1, times: 1 },
    { at: 4, width: 2, by: 1, times: 1 },
    { at: -1, width: 2, by: 0, times: 1 },
    { at: -4, width: 8, by: 0, times: 1 },
    { at: 0xffe, width: 4, by: 0, times: 1 },
    { at: 8, width: 8, by: 0, times: 0 },
    { at: 9, width: 4, by: 0, times: 0 },
    { at: -8, width: 8, by: 0, times: 0 },
    { at: 0x1000, width: 8, by: 0, times: 0 },
  ] as const)('of $width bytes at $at, by $by: $times times', ({ at, width, by, times }) => {
    expect(forgotten((memory, table) => memory.write(table + at, width, 0n, by))).toBe(times);
  });

  test('of bytes to any part of the page', () => {
    expect(forgotten((memory, table) => memory.writeBytes(table + 0xfff, new Uint8Array(1)))).toBe(1);
    expect(forgotten((memory, table) => memory.writeBytes(table - 0x1000, new Uint8Array(0x1001)))).toBe(1);
    expect(forgotten((memory, table) => memory.writeBytes(table - 0x1000, new Uint8Array(0x3000)))).toBe(1);
    expect(forgotten((memory, table) => memory.writeBytes(table - 0x1000, new Uint8Array(0x1000)))).toBe(0);
    expect(forgotten((memory, table) => memory.writeBytes(table, new Uint8Array(0)))).toBe(0);
  });

  test('once, until the page is read again', () => {
    const entry = 0x2000_0001n;
    expect(
      forgotten((memory, table) => {
        memory.write(table, 8, entry);
        memory.write(table, 8, entry);
      }),
    ).toBe(1);
    expect(
      forgotten((memory, table) => {
        memory.write(table, 8, entry);
        memory.willCache(table + 0x20, manyPages);
        memory.write(table, 8, entry);
      }),
    ).toBe(2);
  });

  test('but not the A and D bits that a walk sets, which are stores in all else', () => {
    const marked = memoryOf();
    const state = new HartState(marked, 1);
    state.reservation = BigInt(ramBase + 0x1000);
    marked.markEntry(ramBase + 0x1008, 0x2000_00c1, 0);
    expect([state.reservation, marked.dirty[1], marked.read(ramBase + 0x1008, 8)]).toEqual([
      noReservation,
      1,
      0x2000_00c1n,
    ]);
    expect(forgotten((memory, table) => memory.markEntry(table, 0x2000_00c1, 0))).toBe(0);
  });
});

test('a block holds one hart and nothing of another', () => {
  const memory = memoryOf();
  const state = new HartState(memory, 1);
  const other = memory.hartBlock(0).slice();
  state.x[31] = (1n << 64n) - 1n;
  state.pc = 0xffff_fffen;
  state.advance(4);
  state.setCell(0xfff, 7n);
  state.privilege = 'M';
  state.V = true;
  expect(memory.hartBlock(0)).toEqual(other);
  expect(memory.hartBlock(1)).toHaveLength(hartLayout.size);
  const copy = memory.hartBlock(1).slice();
  state.reset();
  memory.hartBlock(1).set(copy);
  expect([state.x[31], state.pc, state.cell(0xfff), state.privilege, state.V]).toEqual([
    (1n << 64n) - 1n,
    0x1_0000_0002n,
    7n,
    'M',
    true,
  ]);
});

describe('a store to a last table', () => {
  /** The second page is a table of which walks have read these first addresses: what is forgotten of a store to its third entry. */
  const forgotten = (firsts: readonly number[], happens: (memory: MachineMemory, entry: number) => void) => {
    const memory = memoryOf();
    const entry = ramBase + 0x1010;
    const found: string[] = [];
    memory.write(entry, 8, 0x2000_0001n);
    for (const first of firsts) memory.willCache(ramBase + 0x1000, first);
    memory.tables.add({
      forget: () => found.push('all'),
      forgetPage: (low, high) => found.push(`${high.toString(16)}:${low.toString(16)}`),
    });
    happens(memory, entry);
    return found;
  };
  const store = (memory: MachineMemory, entry: number) => memory.write(entry, 8, 0x2000_0001n);
  const kernel = -(2 ** 38);

  test('concerns the page to which its entry leads', () => {
    expect(forgotten([0x20_0000], store)).toEqual(['0:202000']);
    expect(forgotten([kernel, kernel], store)).toEqual(['ffffffc0:2000']);
    expect(forgotten([kernel], (memory, entry) => memory.write(entry + 7, 1, 0n))).toEqual(['ffffffc0:2000']);
  });

  test('concerns all where the table is found at several addresses, or is another one as well', () => {
    expect(forgotten([0x20_0000, 0x40_0000], store)).toEqual(['all']);
    expect(forgotten([0x20_0000, manyPages], store)).toEqual(['all']);
    expect(forgotten([manyPages, 0x20_0000], store)).toEqual(['all']);
    expect(forgotten([manyPages], store)).toEqual(['all']);
  });

  test('concerns all where it is of two entries, or of a whole range', () => {
    expect(forgotten([0x20_0000], (memory, entry) => memory.write(entry + 4, 8, 0n))).toEqual(['all']);
    expect(forgotten([0x20_0000], (memory, entry) => memory.writeBytes(entry, new Uint8Array(8)))).toEqual(['all']);
  });

  test('concerns all while something is cached by another address', () => {
    const blurred = (memory: MachineMemory, entry: number) => {
      memory.tables.blur();
      store(memory, entry);
      memory.willCache(entry, 0x20_0000);
      store(memory, entry);
    };
    expect(forgotten([0x20_0000], blurred)).toEqual(['all', '0:202000']);
  });
});

describe('zeros are stored', () => {
  const block = ramBase + 0x1040;

  test('as any store: the page is dirty, and what other hart has reserved a part is told', () => {
    const memory = memoryOf();
    const states = [0, 1].map((index) => new HartState(memory, index));
    for (const state of states) state.reservation = BigInt(block);
    memory.writeBytes(block - 8, new Uint8Array(80).fill(0xff));
    memory.dirty.fill(0);
    for (const state of states) state.reservation = BigInt(block);
    memory.zero(block, 64, 0);
    expect([...memory.readBytes(block - 8, 80)]).toEqual([
      ...Array.from({ length: 8 }, () => 0xff),
      ...Array.from({ length: 64 }, () => 0),
      ...Array.from({ length: 8 }, () => 0xff),
    ]);
    expect([...memory.dirty].indexOf(1)).toBe(1);
    expect(states.map(({ reservation }) => reservation)).toEqual([BigInt(block), noReservation]);
  });

  test('to a table entry by entry', () => {
    const memory = memoryOf();
    memory.write(block + 16, 8, 0x2000_0001n);
    memory.willCache(block, 0x20_0000);
    const found: number[] = [];
    memory.tables.add({ forget: neverCalled, forgetPage: (low) => found.push(low) });
    memory.zero(block, 64, 0);
    expect(found).toEqual([0x20_0000 + 0xa_000]);
    expect(memory.read(block + 16, 8)).toBe(0n);
  });
});
