import { describe, expect, test } from 'vitest';
import { henvcfg, menvcfg, mstatus, satp, vsatp, vsstatus } from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import type { Privilege } from '../state/hart-state.ts';
import { all, data, guest, guestRoot, pte, root } from '../testing/page-tables.ts';
import type { Access } from '../trap/trap.ts';

const { V, R, W, X, U, A, D } = pte;

const asVS = { privilege: 'S', V: true } as const;
const asVU = { privilege: 'U', V: true } as const;
const cause = (hart: Hart, address: bigint, access: Access, as: { privilege: Privilege; V: boolean }) => {
  const result = hart.translate(address, access, as);
  return 'trap' in result ? Number(result.trap.cause) : result.physical;
};

const pageFault = { fetch: 12, load: 13, store: 15 } as const;
const guestPageFault = { fetch: 20, load: 21, store: 23 } as const;
const accesses = ['fetch', 'load', 'store'] as const;

describe('priv "Two-Stage Address Translation"', () => {
  const address = 0x7f_1234_5678n & ((1n << 38n) - 1n);

  test.each([
    [3, 3],
    [4, 3],
    [3, 4],
    [5, 5],
  ])('%i levels over %i', (levels, guestLevels) => {
    const { hart, tables } = guest(levels, guestLevels);
    tables.map(levels, root, address, data, all);
    for (const access of accesses) expect(cause(hart, address, access, asVS)).toBe(Number(data) + 0x678);
    tables.map(levels, root, address, data, all | U);
    expect(cause(hart, address, 'load', asVU)).toBe(Number(data) + 0x678);
    expect(cause(hart, address, 'load', asVS)).toBe(13);
  });

  test.each(accesses)('%s: a fault of the first stage is a page fault with GVA', (access) => {
    const { hart } = guest();
    const trap = { cause: BigInt(pageFault[access]), tval: address, gva: true };
    expect(hart.translate(address, access, asVS)).toEqual({ trap });
  });

  test.each(accesses)('%s: a fault of the second stage tells the guest physical address', (access) => {
    const { hart, tables } = guest();
    const outside = 0x1_2345_6000n;
    tables.map(3, root, address, outside, all);
    const trap = {
      cause: BigInt(guestPageFault[access]),
      tval: address,
      tval2: (outside + 0x678n) >> 2n,
      gva: true,
    };
    expect(hart.translate(address, access, asVS)).toEqual({ trap });
  });

  test.each(accesses)('%s: a VS-stage table that the G-stage does not map', (access) => {
    const { hart, memory } = guest();
    const outside = 0x1_2345_6000n;
    const index = (address >> 30n) & 0x1ffn;
    memory.write(Number(root + 8n * index), 8, ((outside >> 12n) << 10n) | V);
    const entry = outside + 8n * ((address >> 21n) & 0x1ffn);
    expect(hart.translate(address, access, asVS)).toEqual({
      trap: {
        cause: BigInt(guestPageFault[access]),
        tval: address,
        tval2: entry >> 2n,
        tinst: 0x3000n,
        gva: true,
      },
    });
  });

  test('every G-stage access is a user access', () => {
    const { hart, tables } = guest();
    tables.map(3, root, address, data, all);
    tables.map(3, guestRoot, data, data, all);
    for (const access of accesses) expect(cause(hart, address, access, asVS)).toBe(guestPageFault[access]);
  });

  test.each([
    [3, 41n],
    [4, 50n],
    [5, 59n],
  ])('with %i levels, guest physical addresses have %i bits', (levels, bits) => {
    const { hart, tables } = guest(3, levels);
    hart.write(vsatp, 0n);
    tables.map(levels, guestRoot, (1n << bits) - 0x1000n, data, all | U);
    tables.map(levels, guestRoot, 0n, data, all | U);
    expect(cause(hart, (1n << bits) - 1n, 'load', asVS)).toBe(Number(data) + 0xfff);
    expect(hart.translate(1n << bits, 'load', asVS)).toEqual({
      trap: { cause: 21n, tval: 1n << bits, tval2: 1n << (bits - 2n), gva: true },
    });
  });

  test('vsstatus.SUM counts, mstatus.SUM does not', () => {
    const { hart, tables } = guest();
    tables.map(3, root, address, data, all | U);
    hart.set(mstatus.SUM, 1);
    expect(cause(hart, address, 'load', asVS)).toBe(13);
    hart.set(vsstatus.SUM, 1);
    expect(cause(hart, address, 'load', asVS)).toBe(Number(data) + 0x678);
  });

  test.each([
    { vs: X, g: all, mxr: 'none', expected: 13 },
    { vs: X, g: all, mxr: 'VS', expected: 'ok' },
    { vs: X, g: all, mxr: 'HS', expected: 'ok' },
    { vs: all, g: V | A | D | X, mxr: 'none', expected: 21 },
    { vs: all, g: V | A | D | X, mxr: 'VS', expected: 21 },
    { vs: all, g: V | A | D | X, mxr: 'HS', expected: 'ok' },
  ] as const)('MXR of $mxr, VS-stage $vs, G-stage $g: $expected', ({ vs, g, mxr, expected }) => {
    const { hart, tables } = guest();
    tables.map(3, root, address, data, vs | V | A | D);
    tables.map(3, guestRoot, data, data, g | U);
    if (mxr === 'VS') hart.set(vsstatus.MXR, 1);
    if (mxr === 'HS') hart.set(mstatus.MXR, 1);
    expect(cause(hart, address, 'load', asVS)).toBe(expected === 'ok' ? Number(data) + 0x678 : expected);
  });

  test('vsstatus.MXR means nothing with V = 0', () => {
    const { hart, tables } = guest();
    hart.write(satp, hart.read(vsatp));
    tables.map(3, root, address, data, V | A | D | X);
    hart.set(vsstatus.MXR, 1);
    expect(cause(hart, address, 'load', { privilege: 'S', V: false })).toBe(13);
  });

  test('MXR does not make a page table readable that is execute-only at the G-stage', () => {
    const { hart, tables } = guest();
    tables.map(3, root, address, data, all);
    tables.map(3, guestRoot, root, root, V | A | D | X | U);
    hart.set(mstatus.MXR, 1);
    expect(cause(hart, address, 'load', asVS)).toBe(21);
  });

  test('VS-stage updates need henvcfg.ADUE, and write permission at the G-stage', () => {
    const { hart, memory, tables } = guest();
    hart.set(menvcfg.ADUE, 1);
    const entry = tables.map(3, root, 0n, data, V | R | W);
    expect(cause(hart, 0n, 'load', asVS)).toBe(13);
    hart.set(henvcfg.ADUE, 1);
    expect(cause(hart, 0n, 'load', asVS)).toBe(Number(data));
    expect(memory.read(Number(entry), 8) & 0xffn).toBe(V | R | W | A);

    tables.map(3, guestRoot, entry, entry & ~0xfffn, (all | U) & ~W);
    hart.flushTranslations();
    expect(hart.translate(0n, 'store', asVS)).toEqual({
      trap: { cause: 23n, tval: 0n, tval2: entry >> 2n, tinst: 0x3020n, gva: true },
    });
  });
});
