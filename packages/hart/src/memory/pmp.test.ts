import { describe, expect, test } from 'vitest';
import { HartState } from '../state/hart-state.ts';
import { MachineMemory } from '../state/machine-memory.ts';
import { Pmp } from './pmp.ts';

const R = 1;
const W = 2;
const X = 4;
const TOR = 1 << 3;
const NA4 = 2 << 3;
const NAPOT = 3 << 3;
const L = 0x80;

/** Entries as [pmpcfg byte, pmpaddr]. */
function pmpWith(...entries: [number, bigint][]): Pmp {
  return secured(0n, ...entries);
}

/** The same with this mseccfg. */
function secured(mseccfg: bigint, ...entries: [number, bigint][]): Pmp {
  const state = new HartState(new MachineMemory({ harts: 1, ramBase: 0x8000_0000, ramSize: 4096 }), 0);
  entries.forEach(([configuration, address], entry) => {
    state.setCell(0x3a0, state.cell(0x3a0) | (BigInt(configuration) << BigInt(8 * entry)));
    state.setCell(0x3b0 + entry, address);
  });
  state.setCell(0x747, mseccfg);
  return new Pmp(state);
}

describe('priv "Address Matching"', () => {
  test.each([
    { mode: 'NA4', entry: [NA4 | R, 0x2000_0000n], from: 0x8000_0000, to: 0x8000_0004 },
    { mode: 'NAPOT of 8 bytes', entry: [NAPOT | R, 0x2000_0000n], from: 0x8000_0000, to: 0x8000_0008 },
    { mode: 'NAPOT of 16 bytes', entry: [NAPOT | R, 0x2000_0001n], from: 0x8000_0000, to: 0x8000_0010 },
    { mode: 'NAPOT of 2 MiB', entry: [NAPOT | R, 0x2003_ffffn], from: 0x8000_0000, to: 0x8020_0000 },
    { mode: 'TOR from zero', entry: [TOR | R, 0x400n], from: 0, to: 0x1000 },
  ] as const)('$mode', ({ entry, from, to }) => {
    const pmp = pmpWith([...entry]);
    expect(pmp.allows(from, 1, 'load', 'S')).toBe(true);
    expect(pmp.allows(to - 1, 1, 'load', 'S')).toBe(true);
    expect(pmp.allows(to, 1, 'load', 'S')).toBe(false);
    if (from > 0) expect(pmp.allows(from - 1, 1, 'load', 'S')).toBe(false);
  });

  test('all ones is all of memory', () => {
    const pmp = pmpWith([NAPOT | R, (1n << 54n) - 1n]);
    expect(pmp.allows(0, 8, 'load', 'U')).toBe(true);
    expect(pmp.allows(Number.MAX_SAFE_INTEGER - 8, 8, 'load', 'U')).toBe(true);
  });

  test('TOR begins where the entry before has its address, whatever that entry matches', () => {
    const pmp = pmpWith([0, 0x400n], [TOR | R, 0x800n]);
    expect(pmp.allows(0xfff, 1, 'load', 'S')).toBe(false);
    expect(pmp.allows(0x1000, 4, 'load', 'S')).toBe(true);
  });

  test('TOR with its end before its begin matches nothing', () => {
    const pmp = pmpWith([0, 0x800n], [TOR | R, 0x400n]);
    expect(pmp.allows(0x1000, 1, 'load', 'S')).toBe(false);
  });
});

describe('priv "Priority and Matching Logic"', () => {
  test('the lowest-numbered entry that matches any byte decides', () => {
    const pmp = pmpWith([NAPOT | R, 0x2000_0001n], [NAPOT | R | W | X, (1n << 54n) - 1n]);
    expect(pmp.allows(0x8000_0008, 8, 'load', 'S')).toBe(true);
    expect(pmp.allows(0x8000_0008, 8, 'store', 'S')).toBe(false);
    expect(pmp.allows(0x8000_0010, 8, 'store', 'S')).toBe(true);
  });

  test('an access that an entry matches in part fails, whatever the permissions', () => {
    const pmp = pmpWith([NAPOT | R | W, 0x2000_0001n], [NAPOT | R | W | X, (1n << 54n) - 1n]);
    expect(pmp.allows(0x8000_000c, 8, 'load', 'S')).toBe(false);
    expect(pmp.allows(0x8000_000c, 8, 'load', 'M')).toBe(false);
  });

  test('without a match only M-mode succeeds', () => {
    const pmp = pmpWith();
    expect([pmp.allows(0, 1, 'load', 'M'), pmp.allows(0, 1, 'load', 'S'), pmp.allows(0, 1, 'load', 'U')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('permissions bind M-mode only when the entry is locked', () => {
    const open = pmpWith([NAPOT | R, 0x2000_0001n]);
    const locked = pmpWith([NAPOT | R | L, 0x2000_0001n]);
    expect(open.allows(0x8000_0000, 4, 'store', 'M')).toBe(true);
    expect(locked.allows(0x8000_0000, 4, 'store', 'M')).toBe(false);
    expect(locked.allows(0x8000_0000, 4, 'load', 'M')).toBe(true);
  });

  test.each([
    ['load', R],
    ['store', R | W],
    ['fetch', X],
  ] as const)('%s needs its own permission', (access, permission) => {
    const others = (R | W | X) & ~(access === 'store' ? W : permission);
    expect(pmpWith([NAPOT | permission, 0x2000_0001n]).allows(0x8000_0000, 4, access, 'S')).toBe(true);
    expect(pmpWith([NAPOT | others, 0x2000_0001n]).allows(0x8000_0000, 4, access, 'S')).toBe(false);
  });
});

test('a page is uniform when no region begins or ends inside it', () => {
  const pmp = pmpWith([NAPOT | R, 0x2000_0001n], [NAPOT | R, 0x2000_0dffn]);
  expect(pmp.uniform(0x8000_0000)).toBe(false);
  expect(pmp.uniform(0x8000_1000)).toBe(true);
  expect(pmp.uniform(0x8000_3000)).toBe(true);
});

describe('Smepmp (priv "Machine Security Configuration (mseccfg) Register")', () => {
  const MML = 1n;
  const MMWP = 2n;
  const anywhere = (1n << 54n) - 1n;

  /** The paragraphs about MML, one after another; the truth table of priv "Smepmp Physical Memory Protection Rules" says the same. */
  function allowed(bits: number, access: 'load' | 'store' | 'fetch', machine: boolean): boolean {
    const [read, write, execute, locked] = [R, W, X, L].map((bit) => (bits & bit) !== 0);
    if (locked && read && write && execute) return access === 'load';
    const isShared = !read && write;
    if (!isShared) return locked === machine && { load: read!, store: write!, fetch: execute! }[access];
    if (locked) return access === 'fetch' || (access === 'load' && machine && execute!);
    if (access === 'fetch') return false;
    return access === 'load' || machine || execute!;
  }

  const combinations = Array.from({ length: 16 }, (_, n) => (n & 7) | ((n & 8) << 4));
  test.each(combinations)('with MML, pmpcfg %#x', (bits) => {
    const pmp = secured(MML, [NAPOT | bits, anywhere]);
    for (const access of ['load', 'store', 'fetch'] as const) {
      expect(pmp.allows(0x8000_0000, 4, access, 'M')).toBe(allowed(bits, access, true));
      for (const privilege of ['S', 'U'] as const)
        expect(pmp.allows(0x8000_0000, 4, access, privilege)).toBe(allowed(bits, access, false));
    }
  });

  test.each([
    [0n, { load: true, store: true, fetch: true }],
    [MML, { load: true, store: true, fetch: false }],
    [MMWP, { load: false, store: false, fetch: false }],
    [MML | MMWP, { load: false, store: false, fetch: false }],
  ])('what M-mode may do without a matching entry, mseccfg %i', (mseccfg, expected) => {
    const pmp = secured(mseccfg, [NA4 | R | W | X, 0n]);
    for (const access of ['load', 'store', 'fetch'] as const) {
      expect(pmp.allows(0x8000_0000, 4, access, 'M')).toBe(expected[access]);
      expect(pmp.allows(0x8000_0000, 4, access, 'S')).toBe(false);
    }
  });
});
