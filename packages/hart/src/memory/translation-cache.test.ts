import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pmpaddrs, pmpcfgs } from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import type { MachineMemory } from '../state/machine-memory.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { all, data, guest, pte, root, supervisor } from '../testing/page-tables.ts';
import { translationLayout } from '../state/layout.ts';
import { TranslationCache } from './translation-cache.ts';

/** Encodings from `riscv64-linux-gnu-as`. */
const ldA0 = 0x0005_b503; // ld a0, 0(a1)
const ldA2 = 0x0006_b603; // ld a2, 0(a3)
const hlvA0 = 0x6c05_c573; // hlv.d a0, (a1)
const sfence = 0x1200_0073; // sfence.vma
const nop = 0x0000_0013;
const page = BigInt(ramBase) + 0x2_0000n;

/** Lets the hart run these instructions next, from the start of RAM, with these addresses in a1 and a3. */
function prepare({ hart, memory }: { hart: Hart; memory: MachineMemory }, words: number[], a1: bigint, a3 = a1) {
  words.forEach((word, index) => memory.write(ramBase + 4 * index, 4, BigInt(word)));
  hart.setX(11, a1);
  hart.setX(13, a3);
  hart.pc = BigInt(ramBase);
}

/** As `supervisor`, with the code's page mapped. */
function withCode() {
  const made = supervisor();
  made.tables.map(3, root, BigInt(ramBase), BigInt(ramBase), all);
  return made;
}

describe('a cache', () => {
  const { memory, layout } = bareHart().memory;
  const cache = new TranslationCache(memory.buffer, layout.translations, ramBase - layout.ram);
  const page = (n: number) => ramBase + 0x1000 * n;

  test('knows a page until another takes its slot or all are forgotten', () => {
    expect(cache.lookup(0x5000, 0)).toBe(-1);
    cache.insert(0x5ff8, 0, page(1) + 0xff8);
    cache.insert(0x6000, 0x8000_0000, page(2));
    expect([cache.lookup(0x5123, 0), cache.lookup(0x6456, 0x8000_0000), cache.lookup(0x6000, 0)]).toEqual([
      page(1) + 0x123,
      page(2) + 0x456,
      -1,
    ]);
    const other = 0x5000 + 0x1000 * translationLayout.entries;
    cache.insert(other, 0, page(3));
    expect([cache.lookup(0x5000, 0), cache.lookup(other, 0)]).toEqual([-1, page(3)]);
    cache.flush();
    expect([cache.lookup(other, 0), cache.lookup(0x6000, 0x8000_0000)]).toEqual([-1, -1]);
  });

  test('knows no page at first, whatever its address is', () => {
    for (const low of [0, 0xfff, 0x1000, 0xffff_ffff])
      for (const high of [0, 0xfff, 0xffff_ffff]) expect(cache.lookup(low, high)).toBe(-1);
  });

  test('has addresses of all 64 bits, and pages of all of RAM', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (low, high) => {
        cache.insert(low, high, page(255) + (low & 0xfff));
        expect(cache.lookup(low, high)).toBe(page(255) + (low & 0xfff));
        expect(cache.lookup(low, high ^ 1)).toBe(-1);
      }),
    );
  });
});

describe('what is cached holds for the access at hand', () => {
  test('an access that leaves the page goes on in the next one', () => {
    const bench = withCode();
    bench.tables.map(3, root, 0x1000n, data, all);
    bench.tables.map(3, root, 0x2000n, data + 0x5000n, all);
    bench.memory.write(Number(data) + 0xffc, 4, 0x1111_1111n);
    bench.memory.write(Number(data) + 0x5000, 4, 0x2222_2222n);
    prepare(bench, [ldA0, ldA2], 0x1000n, 0x1ffcn);
    bench.hart.step();
    bench.hart.step();
    expect(bench.hart.x(12)).toBe(0x2222_2222_1111_1111n);
  });

  test('PMP may divide a page', () => {
    const bench = bareHart();
    bench.hart.write(pmpaddrs[0]!, (page >> 2n) | 0xffn); // the first 2 KiB
    bench.hart.write(pmpaddrs[1]!, ((page + 0x800n) >> 2n) | 0xffn);
    bench.hart.write(pmpaddrs[2]!, (1n << 54n) - 1n);
    bench.hart.write(pmpcfgs[0]!, 0x1f_181fn);
    bench.hart.enter('U', false);
    prepare(bench, [ldA0, ldA2], page, page + 0x800n);
    expect([bench.hart.step().kind, bench.hart.step().cause]).toEqual(['retired', 5n]);
  });

  test("HLV: the guest's pages are not the hypervisor's", () => {
    const bench = guest();
    bench.tables.map(3, root, 0x1000n, data, all | pte.U);
    bench.hart.enter('S', false);
    prepare(bench, [hlvA0, ldA2], 0x1000n);
    expect([bench.hart.step().kind, bench.hart.step().cause]).toEqual(['retired', 5n]);
  });
});

describe('what is cached does not outlive its cause', () => {
  test('PMP: a page closed after use', () => {
    const bench = bareHart();
    bench.hart.enter('U', false);
    prepare(bench, [ldA0, ldA2], page);
    expect(bench.hart.step().kind).toBe('retired');
    bench.hart.write(pmpcfgs[0]!, 0x1cn);
    expect(bench.hart.step().cause).toBe(5n);
    bench.hart.write(pmpaddrs[0]!, 0n);
    bench.hart.enter('U', false);
    prepare(bench, [ldA0], page);
    expect(bench.hart.step().cause).toBe(1n);
  });

  test('the mode: set from outside', () => {
    const bench = withCode();
    bench.hart.enter('S', false);
    prepare(bench, [0x13, 0x13], 0n);
    expect(bench.hart.step().kind).toBe('retired');
    bench.hart.privilege = 'U';
    expect(bench.hart.step().cause).toBe(12n);
  });

  test.each([
    ['with a fence', sfence],
    ['without one', nop],
  ])('a mapping changed after use, %s', (_name, fence) => {
    const bench = withCode();
    bench.tables.map(3, root, 0x1000n, data, all);
    bench.memory.write(Number(data), 8, 1n);
    bench.memory.write(Number(data) + 0x1000, 8, 2n);
    prepare(bench, [ldA0, fence, ldA2], 0x1000n);
    bench.hart.step();
    bench.tables.map(3, root, 0x1000n, data + 0x1000n, all);
    bench.hart.step();
    bench.hart.step();
    expect([bench.hart.x(10), bench.hart.x(12)]).toEqual([1n, 2n]);
  });
});
