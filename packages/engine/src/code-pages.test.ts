import { pageBytes } from '@hartlab/hart';
import { parseIsa, type Width } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacity, CodePages, codeBytes } from './code-pages.ts';
import { operationsOf } from './interpreter/operations.ts';
import { recordBytes } from './interpreter/record.ts';
import { MachineMemory } from '@hartlab/hart';

const ramBase = 0x8000_0000;
const isa = parseIsa('max');
const operations = operationsOf(isa);

function codeIn(ramSize: number) {
  const memory = new MachineMemory({ harts: 1, ramBase, ramSize, engineBytes: codeBytes(ramSize) });
  return { memory, code: new CodePages(memory, isa, operations) };
}

/** The records of a page, after a look at each of its instructions. */
function recordsOf({ memory, code }: ReturnType<typeof codeIn>, page: number): Uint8Array {
  for (let offset = 0; offset < pageBytes; offset += 2) code.know(page, offset);
  return new Uint8Array(memory.memory.buffer, code.recordsOf(page), (pageBytes / 2) * recordBytes).slice();
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

test('an instruction of 32 bits that goes on in the next page is left to the reference', () => {
  const { memory, code } = codeIn(2 * pageBytes);
  memory.write(ramBase + pageBytes - 2, 4, 0x13n);
  expect(code.know(0, pageBytes - 2)).toBe(false);
  memory.write(ramBase + pageBytes - 2, 2, 0x0001n);
  expect(code.know(0, pageBytes - 2)).toBe(true);
});

test('where there is no room, the page that came first gives way', () => {
  const { memory, code } = codeIn((capacity + 2) * pageBytes);
  const flagged = () => Array.from({ length: capacity + 2 }, (_, page) => memory.flags.has(page, 'code'));
  for (let page = 0; page < capacity + 2; page++) expect(code.know(page, 0)).toBe(false);
  expect(
    flagged()
      .map(Number)
      .reduce((a, b) => a + b),
  ).toBe(capacity);
  expect(flagged().slice(0, 3)).toEqual([false, false, true]);
  const last = code.recordsOf(capacity + 1);
  expect(code.recordsOf(capacity + 1)).toBe(last);
  code.forget();
  expect(flagged().some(Boolean)).toBe(false);
});
