import { describe, expect, test } from 'vitest';
import { pmpaddrs, pmpcfgs } from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import type { MachineMemory } from '../state/machine-memory.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { all, data, guest, pte, root, supervisor } from '../testing/page-tables.ts';
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

test('a page is found until another takes its slot or all are forgotten', () => {
  const cache = new TranslationCache();
  expect(cache.lookup(5)).toBe(-1);
  cache.insert(5, 0x8000_0000);
  cache.insert(2 ** 51 + 6, 0x8000_1000);
  expect([cache.lookup(5), cache.lookup(2 ** 51 + 6), cache.lookup(6)]).toEqual([0x8000_0000, 0x8000_1000, -1]);
  cache.insert(5 + 256, 0x8000_2000);
  expect([cache.lookup(5), cache.lookup(5 + 256)]).toEqual([-1, 0x8000_2000]);
  cache.flush();
  expect([cache.lookup(5 + 256), cache.lookup(2 ** 51 + 6)]).toEqual([-1, -1]);
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
