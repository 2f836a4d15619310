import { parseIsa, type Width } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacity, CodePages, codeBytes } from './code-pages.ts';
import { operationsOf, special } from './interpreter/operations.ts';
import { pageRecordsBytes, record, recordOffset } from './interpreter/record.ts';
import { MachineMemory, pageBytes } from '@hartlab/hart';

const ramBase = 0x8000_0000;
const isa = parseIsa('max');
const operations = operationsOf(isa);

function codeIn(ramSize: number) {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize, engineBytes: codeBytes(ramSize) });
  return { memory, code: new CodePages(memory, isa, operations) };
}

const nextOf = ({ ramSize }: MachineMemory, page: number) =>
  (page + 1) * pageBytes < ramSize ? (page + 1) * pageBytes : -1;
const nowhere = () => -1;

/** The records of a page, after a look at each of its instructions. The next page in RAM follows it. */
function recordsOf({ memory, code }: ReturnType<typeof codeIn>, page: number): Uint8Array {
  for (let offset = 0; offset < pageBytes; offset += 2) code.know(page, offset, () => nextOf(memory, page));
  const records = new Uint8Array(memory.memory.buffer, code.recordsOf(page), pageRecordsBytes).slice();
  // What is behind the page counts only for an instruction that goes on there.
  if (records[recordOffset(pageBytes - 2)] !== special.straddling) records.fill(0, recordOffset(pageBytes));
  return records;
}

const halfwords = fc.uint8Array({ minLength: 64, maxLength: 64 });

describe('records are never older than the code', () => {
  const kept = codeIn(3 * pageBytes);
  const edges = [pageBytes - 8, 2 * pageBytes - 8, pageBytes + 100];
  const store = fc.record({
    at: fc.constantFrom(...edges).chain((edge) => fc.integer({ min: edge, max: edge + 15 })),
    width: fc.constantFrom<Width>(1, 2, 4, 8),
    value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    by: fc.constantFrom(-1, 0),
  });

  test('after stores of every width and alignment, at the edges of pages too', () => {
    fc.assert(
      fc.property(halfwords, fc.array(store, { maxLength: 6 }), (bytes, stores) => {
        for (const edge of edges) kept.memory.writeBytes(ramBase + edge - 24, bytes);
        for (const page of [0, 1, 2]) recordsOf(kept, page);
        for (const { at, width, value, by } of stores) kept.memory.write(ramBase + at, width, value, by);
        const fresh = codeIn(3 * pageBytes);
        fresh.memory.writeBytes(ramBase, kept.memory.readBytes(ramBase, 3 * pageBytes));
        for (const page of [0, 1, 2]) expect(Buffer.compare(recordsOf(kept, page), recordsOf(fresh, page))).toBe(0);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  test('after bytes over several pages, as from a device or a restore', () => {
    const before = recordsOf(kept, 1);
    kept.memory.writeBytes(ramBase + pageBytes - 3, new Uint8Array(pageBytes + 6).fill(0x13));
    const fresh = codeIn(3 * pageBytes);
    fresh.memory.writeBytes(ramBase, kept.memory.readBytes(ramBase, 3 * pageBytes));
    for (const page of [0, 1, 2]) expect(recordsOf(kept, page)).toEqual(recordsOf(fresh, page));
    expect(recordsOf(kept, 1)).not.toEqual(before);
  });
});

test('an instruction of 32 bits that goes on in the next page is of both, if the hart may fetch from that', () => {
  const { memory, code } = codeIn(3 * pageBytes);
  const last = pageBytes - 2;
  const words = (offset: number) => new Uint16Array(memory.memory.buffer, code.recordsOf(0) + recordOffset(offset), 8);
  memory.write(ramBase + last, 4, 0x0010_0093n);
  expect(code.know(0, last, nowhere)).toBe(false);
  expect(code.know(0, last, () => pageBytes)).toBe(true);
  expect(words(last)[record.operation / 2]).toBe(special.straddling);
  expect(words(pageBytes)[record.straddlingHalf / 2]).toBe(0x0010);
  // Another page may follow it.
  memory.write(ramBase + 2 * pageBytes, 2, 0x0020n);
  expect(code.know(0, last, () => 2 * pageBytes)).toBe(true);
  expect(words(pageBytes)[record.straddlingHalf / 2]).toBe(0x0020);
  memory.write(ramBase + last, 2, 0x0001n);
  expect(code.know(0, last, nowhere)).toBe(true);
});

test('an instruction at a breakpoint is left to the reference, as long as there is one', () => {
  const { memory, code } = codeIn(2 * pageBytes);
  const nop = Uint8Array.of(0x13, 0, 0, 0);
  for (const offset of [0, 8, pageBytes]) memory.writeBytes(ramBase + offset, nop);
  expect(code.know(0, 8, nowhere)).toBe(true);
  memory.breakpoints.add(8);
  memory.breakpoints.add(pageBytes);
  expect([code.know(0, 0, nowhere), code.know(0, 8, nowhere), code.know(1, 0, nowhere)]).toEqual([true, false, false]);
  expect(code.knownAt(0, 8)).toBeUndefined();
  memory.breakpoints.clear();
  expect([code.know(0, 8, nowhere), code.know(1, 0, nowhere)]).toEqual([true, true]);
});

test('where there is no room, the page that came first gives way', () => {
  const { memory, code } = codeIn((capacity + 2) * pageBytes);
  const told: unknown[] = [];
  code.serve({ changed: (...range) => told.push(range), uses: () => false });
  const flagged = () => Array.from({ length: capacity + 2 }, (_, page) => memory.flags.has(page, 'code'));
  for (let page = 0; page < capacity + 2; page++) expect(code.know(page, 0, nowhere)).toBe(false);
  expect(
    flagged()
      .map(Number)
      .reduce((a, b) => a + b),
  ).toBe(capacity);
  expect(flagged().slice(0, 3)).toEqual([false, false, true]);
  // What was made of their code would not hear of stores to it any more.
  expect(told).toEqual([
    [0, 0, pageBytes],
    [1, 0, pageBytes],
  ]);
  const last = code.recordsOf(capacity + 1);
  expect(code.recordsOf(capacity + 1)).toBe(last);
  code.forget();
  expect(flagged().some(Boolean)).toBe(false);
  expect(told.length).toBe(capacity + 2);
});

test('of a page that is filled nothing is kept, and its place is the next one that is taken', () => {
  const { memory, code } = codeIn((capacity + 2) * pageBytes);
  const told: unknown[] = [];
  code.serve({ changed: (...range) => told.push(range), uses: () => false });
  for (const page of [0, 1, 2]) code.know(page, 4000, nowhere);
  const place = code.recordsOf(1);
  memory.writeBytes(ramBase + pageBytes, new Uint8Array(255).fill(0x13));
  expect(memory.flags.has(1, 'code')).toBe(true);
  memory.write(ramBase + pageBytes + 255, 1, 0n);
  expect([0, 1, 2].map((page) => memory.flags.has(page, 'code'))).toEqual([true, false, true]);
  expect(told.at(-1)).toEqual([1, 0, pageBytes]);
  expect(code.knownAt(1, 4000)).toBeUndefined();
  // Nothing of what the place held is there for another page.
  expect(code.recordsOf(7)).toBe(place);
  expect(code.placeOf(place)).toEqual({ page: 7, offset: 0 });
  expect(new Uint8Array(memory.memory.buffer, place, recordOffset(pageBytes)).every((byte) => byte === 0)).toBe(true);
  // As many as there are places are kept all the same.
  for (let page = 8; page < 8 + capacity - 3; page++) code.recordsOf(page);
  expect([0, 2, 7].map((page) => memory.flags.has(page, 'code'))).toEqual([true, true, true]);
  code.forget();
  code.recordsOf(3);
  expect(memory.flags.has(3, 'code')).toBe(true);
});
