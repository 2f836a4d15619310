import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { menvcfg, mstatus, pmpaddrs, pmpcfgs, satp } from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import type { Privilege } from '../state/hart-state.ts';
import type { MachineMemory } from '../state/machine-memory.ts';
import { all, data, pte, root, supervisor } from '../testing/page-tables.ts';
import type { Access } from '../trap/trap.ts';

const { V, R, W, X, U, G, A, D } = pte;
const base = BigInt(ramBase);

const asS = { privilege: 'S', V: false } as const;
const asU = { privilege: 'U', V: false } as const;
const cause = (hart: Hart, address: bigint, access: Access, as: { privilege: Privilege; V: boolean } = asS) => {
  const result = hart.translate(address, access, as);
  return 'trap' in result ? Number(result.trap.cause) : result.physical;
};

const pageFault = { fetch: 12, load: 13, store: 15 } as const;
const accessFault = { fetch: 1, load: 5, store: 7 } as const;
const accesses = ['fetch', 'load', 'store'] as const;

describe('priv "Virtual Address Translation Process"', () => {
  const address = 0x12_3456_7abcn & ((1n << 38n) - 1n);
  const { hart, tables } = supervisor();
  const answer = (flags: bigint, access: Access, as: { privilege: Privilege; V: boolean } = asS, depth = 0) => {
    const place = depth === 0 ? data : 0n;
    tables.map(3, root, address, place, flags, depth);
    return cause(hart, address, access, as) === Number(place + (address & ((1n << BigInt(12 + 9 * depth)) - 1n)))
      ? 'ok'
      : cause(hart, address, access, as);
  };

  test.each(accesses)('%s: what every leaf entry needs', (access) => {
    const fault = pageFault[access];
    expect(answer(all, access)).toBe('ok');
    expect(answer(all | G, access)).toBe('ok');
    expect(answer(all & ~V, access)).toBe(fault);
    expect(answer(all & ~R, access)).toBe(fault);
    expect(answer(all & ~A, access)).toBe(fault);
    expect(answer(V, access)).toBe(fault);
    for (let bit = 54n; bit < 64n; bit++) expect(answer(all | (1n << bit), access)).toBe(fault);
    expect(answer(all & ~D, access)).toBe(access === 'store' ? fault : 'ok');
  });

  test.each([
    ['fetch', X, R],
    ['load', R, X],
    ['store', R | W, R | X],
  ] as const)('%s needs its permission', (access, enough, others) => {
    expect(answer(V | A | D | enough, access)).toBe('ok');
    expect(answer(V | A | D | others, access)).toBe(pageFault[access]);
  });

  test('the U bit, with SUM', () => {
    for (const access of accesses) {
      expect(answer(all | U, access, asU)).toBe('ok');
      expect(answer(all, access, asU)).toBe(pageFault[access]);
      expect(answer(all | U, access, asS)).toBe(pageFault[access]);
    }
    hart.set(mstatus.SUM, 1);
    expect(answer(all | U, 'load')).toBe('ok');
    expect(answer(all | U, 'store')).toBe('ok');
    expect(answer(all | U, 'fetch')).toBe(12);
    hart.set(mstatus.SUM, 0);
  });

  test('MXR lets loads, and loads only, read executable pages', () => {
    hart.set(mstatus.MXR, 1);
    expect(answer(V | A | D | X, 'load')).toBe('ok');
    expect(answer(V | A | D | X, 'store')).toBe(15);
    hart.set(mstatus.MXR, 0);
    expect(answer(V | A | D | X, 'load')).toBe(13);
  });

  test('a pointer with U, A or D, or at the last level', () => {
    const other = 0x8000_0000n;
    for (const bit of [U, A, D]) {
      tables.map(3, root, other, data, V | bit, 2);
      expect(cause(hart, other, 'load')).toBe(13);
    }
    tables.map(3, root, 0xc000_0000n, data, V);
    expect(cause(hart, 0xc000_0000n, 'load')).toBe(13);
  });

  test.each([1, 2])('a superpage at level %i is aligned to its size', (level) => {
    const { hart: other, tables: theirs } = supervisor();
    const size = 1n << BigInt(12 + 9 * level);
    theirs.map(3, root, 0n, base & ~(size - 1n), all, level);
    expect(cause(other, 0x123n, 'store')).toBe(Number((base & ~(size - 1n)) | 0x123n));
    theirs.map(3, root, 0n, (base & ~(size - 1n)) | 0x1000n, all, level);
    other.flushTranslations();
    expect(cause(other, 0x123n, 'store')).toBe(15);
  });
});

test.each([3, 4, 5])('%i levels: bits above the address are copies of its highest', (levels) => {
  const { hart, tables } = supervisor(levels);
  const bits = BigInt(12 + 9 * levels);
  const top = BigInt.asUintN(64, -0x1000n);
  tables.map(levels, root, top, data, all);
  tables.map(levels, root, (1n << (bits - 1n)) - 0x1000n, data, all);
  expect(cause(hart, top | 0xf00n, 'load')).toBe(Number(data) + 0xf00);
  expect(cause(hart, (1n << (bits - 1n)) - 0x1000n, 'load')).toBe(Number(data));
  for (const wrong of [(1n << bits) - 0x1000n, 1n << (bits - 1n), 1n << 63n])
    for (const access of accesses) expect(cause(hart, wrong, access)).toBe(pageFault[access]);
});

test('Bare: addresses are physical, and those that no number names are access faults', () => {
  const { hart } = bareHart();
  hart.enter('S', false);
  expect(cause(hart, base + 5n, 'load')).toBe(ramBase + 5);
  expect(cause(hart, 1n << 55n, 'load')).toBe(5);
  expect(cause(hart, (1n << 64n) - 1n, 'store')).toBe(7);
});

describe('page tables out of reach', () => {
  test.each(accesses)('%s: an entry outside RAM is an access fault of the original type', (access) => {
    const { hart, memory } = supervisor();
    memory.write(Number(root), 8, (0x1000n << 10n) | V);
    expect(cause(hart, 0n, access)).toBe(accessFault[access]);
  });

  test.each(accesses)('%s: so is one that PMP hides from S-mode', (access) => {
    const { hart, tables } = supervisor();
    tables.map(3, root, 0n, data, all);
    hart.write(pmpaddrs[0]!, (root >> 2n) | 0x1ffn);
    hart.write(pmpaddrs[1]!, (1n << 54n) - 1n);
    hart.write(pmpcfgs[0]!, 0x1f18n);
    expect(cause(hart, 0n, access)).toBe(accessFault[access]);
  });
});

describe('priv "Svadu Extension for Hardware Updating of A/D Bits"', () => {
  test('with menvcfg.ADUE the walker sets A, and D for stores', () => {
    const { hart, memory, tables } = supervisor();
    hart.set(menvcfg.ADUE, 1);
    const entry = Number(tables.map(3, root, 0n, data, V | R | W));
    expect(cause(hart, 0n, 'load')).toBe(Number(data));
    expect(memory.read(entry, 8) & 0xffn).toBe(V | R | W | A);
    expect(cause(hart, 0n, 'store')).toBe(Number(data));
    expect(memory.read(entry, 8) & 0xffn).toBe(V | R | W | A | D);
  });

  test('a fault sets nothing', () => {
    const { hart, memory, tables } = supervisor();
    hart.set(menvcfg.ADUE, 1);
    const entry = Number(tables.map(3, root, 0n, data, V | R));
    expect(cause(hart, 0n, 'store')).toBe(15);
    expect(memory.read(entry, 8) & 0xffn).toBe(V | R);
  });
});

/**
 * An independent model of one stage with random entries: the answer is read off the textbook definition, from the
 * entry of each level down, without loops over state.
 */
function model(memory: MachineMemory, levels: number, address: bigint, access: Access, as: Privilege, sum: boolean) {
  const bits = 12 + 9 * levels;
  if (BigInt.asUintN(64, BigInt.asIntN(bits, address)) !== address) return 'fault';
  const descend = (table: number, level: number): number | 'fault' | 'no memory' => {
    if (!memory.contains(table, 4096)) return 'no memory';
    const index = Number((address >> BigInt(12 + 9 * level)) & 511n);
    const word = memory.read(table + 8 * index, 8);
    const has = (bit: number) => ((word >> BigInt(bit)) & 1n) === 1n;
    const frame = Number((word >> 10n) & ((1n << 44n) - 1n));
    const leaf = has(1) || has(3);
    if (!has(0) || (has(2) && !has(1)) || word >> 54n) return 'fault';
    if (!leaf) return level === 0 || has(4) || has(6) || has(7) ? 'fault' : descend(frame * 4096, level - 1);
    if (frame % 512 ** level) return 'fault';
    if (!{ fetch: has(3), load: has(1), store: has(2) }[access]) return 'fault';
    if (as === 'U' ? !has(4) : has(4) && (access === 'fetch' || !sum)) return 'fault';
    if (!has(6) || (access === 'store' && !has(7))) return 'fault';
    const offset = Number(address & (2n ** BigInt(12 + 9 * level) - 1n));
    return frame * 4096 + offset;
  };
  return descend(Number(root), levels - 1);
}

test('translation equals an independent model on random tables', () => {
  const flags = fc.constantFrom(all, all | U, V, V | R | A, V | X | A, V | W | A, V | R | W | A, all & ~A, 0n, V | U);
  const { hart, memory } = supervisor();
  fc.assert(
    fc.property(
      fc.constantFrom(3, 4, 5),
      fc.array(fc.tuple(flags, flags, fc.nat({ max: 4 })), { minLength: 5, maxLength: 5 }),
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      fc.boolean(),
      fc.constantFrom(...accesses),
      fc.constantFrom<Privilege>('S', 'U'),
      fc.boolean(),
      (levels, tablesOf, raw, canonical, access, privilege, sum) => {
        hart.write(satp, (BigInt(levels + 5) << 60n) | (root >> 12n));
        memory.ram.fill(0, 0x1000, 0x6000);
        const address = canonical ? BigInt.asUintN(64, BigInt.asIntN(12 + 9 * levels, raw)) : raw;
        hart.set(mstatus.SUM, sum ? 1 : 0);
        tablesOf.forEach(([, leaf, skew], level) => {
          // The table of this level is page `level`; its entry for the address points to the table below, or is a leaf.
          const table = root + BigInt(0x1000 * (levels - 1 - level));
          const index = (address >> BigInt(12 + 9 * level)) & 511n;
          const pointer = level > 0 && skew < 3;
          const target = pointer ? table + 0x1000n : skew === 4 ? data : 0n;
          if (level < levels)
            memory.write(Number(table + 8n * index), 8, ((target >> 12n) << 10n) | (pointer ? V : leaf));
        });
        const expected = model(memory, levels, address, access, privilege, sum);
        const actual = hart.translate(address, access, { privilege, V: false });
        if (expected === 'fault') expect(actual).toMatchObject({ trap: { cause: BigInt(pageFault[access]) } });
        else if (expected === 'no memory')
          expect(actual).toMatchObject({ trap: { cause: BigInt(accessFault[access]) } });
        else expect(actual).toEqual({ physical: expected });
      },
    ),
    { numRuns: 400 },
  );
});
