import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { all, data, guest, guestRoot, pte, root, supervisor } from '../testing/page-tables.ts';
import type { AccessMode } from './address-space.ts';
import { mstatus } from '../csrs/csrs.ts';
import { type Action, action, addresses, make, placesOf, pokeInto, TableBench } from '../testing/table-bench.ts';

/* Without a fence "an implementation may use any translation for an address that was valid at any time since the most
recent SFENCE.VMA" (priv "Supervisor Memory-Management Fence Instruction"). Here it is always that of the tables as they
are: what a hart that has cached translations does is what a hart does that has none. */

/** Everything that a guest could see of a bench. */
const state = ({ memory }: TableBench) => [memory.ram, ...[0, 1].map((hart) => memory.hartBlock(hart))];

function expectSame(one: TableBench, other: TableBench): void {
  const others = state(other);
  for (const [index, bytes] of state(one).entries()) expect(Buffer.compare(bytes, others[index]!)).toBe(0);
}

const prepared = new TableBench().prepare();
const bench = new TableBench();
const fresh = new TableBench();

const modes: readonly AccessMode[] = [
  { privilege: 'S', V: false },
  { privilege: 'U', V: false },
  { privilege: 'S', V: true },
  { privilege: 'U', V: true },
];

/** Each hart's accesses go, from each mode, where those go that somebody else makes in that mode, which nothing remembers. */
function look({ harts }: TableBench): void {
  for (const hart of harts) {
    const { privilege, V } = hart;
    hart.set(mstatus.MPRV, 0);
    for (const mode of modes) {
      hart.enter(mode.privilege, mode.V);
      expect(placesOf(hart, addresses)).toBe(placesOf(hart, addresses, () => mode));
    }
    hart.enter(privilege, V);
  }
}

/** Lets all of it happen on a bench; each attempt is also made on one that knows nothing but the state. The attempts that succeeded. */
function run(actions: readonly Action[]): number {
  bench.become(prepared);
  let saved: { readonly ram: Uint8Array; readonly blocks: readonly Uint8Array[] } | undefined;
  let retired = 0;
  for (const each of actions) {
    look(bench);
    switch (each.is) {
      case 'poke':
        pokeInto(bench, each);
        break;
      case 'attempt': {
        const expected = make(fresh.become(bench), each);
        const actual = make(bench, each);
        expect(actual).toEqual(expected);
        expectSame(bench, fresh);
        if (actual.kind === 'retired') retired++;
        break;
      }
      case 'context': {
        const hart = bench.harts[each.hart]!;
        for (const change of each.changes) change(hart);
        hart.enter(...each.mode);
        break;
      }
      case 'save':
        saved = {
          ram: bench.memory.ram.slice(),
          blocks: bench.harts.map(({ index }) => bench.memory.hartBlock(index).slice()),
        };
        break;
      case 'restore':
        if (saved) goBack(bench, saved);
    }
  }
  return retired;
}

/** As a machine does: only the pages that differ are written. */
function goBack({ memory, harts }: TableBench, { ram, blocks }: { ram: Uint8Array; blocks: readonly Uint8Array[] }) {
  for (let at = 0; at < ram.length; at += 4096) {
    const page = ram.subarray(at, at + 4096);
    if (Buffer.compare(page, memory.ram.subarray(at, at + 4096)) !== 0) memory.writeBytes(at, page);
  }
  for (const [index, hart] of harts.entries()) {
    memory.hartBlock(index).set(blocks[index]!);
    hart.flushTranslations();
  }
}

test('whatever is stored to page tables without a fence, every access goes where a walk leads that nobody has made before', () => {
  let retired = 0;
  let attempts = 0;
  fc.assert(
    fc.property(fc.array(action, { minLength: 20, maxLength: 60 }), (actions) => {
      retired += run(actions);
      attempts += actions.filter(({ is }) => is === 'attempt').length;
    }),
    { numRuns: 60 },
  );
  // It is not all faults.
  expect(retired).toBeGreaterThan(attempts / 8);
}, 60_000);

describe('with one stage, what is stored without a fence counts at once, to an entry of each level', () => {
  const address = 0x12_3456_7000n;

  test.each([0, 1, 2])('%d', (level) => {
    const { hart, memory, tables } = supervisor();
    tables.map(3, root, address, data, all);
    for (const access of ['fetch', 'load', 'store'] as const)
      expect(hart.translate(address, access)).toEqual({ physical: Number(data) });
    let table = root;
    const entryAt = (depth: number) => Number(table + 8n * ((address >> BigInt(12 + 9 * depth)) & 0x1ffn));
    for (let depth = 2; depth > level; depth--) table = (memory.read(entryAt(depth), 8) >> 10n) << 12n;
    memory.write(entryAt(level), 8, 0n);
    for (const access of ['fetch', 'load', 'store'] as const)
      expect(hart.translate(address, access)).toMatchObject({ trap: {} });
    tables.map(3, root, address, data + 0x2000n, all);
    for (const access of ['fetch', 'load', 'store'] as const)
      expect(hart.translate(address, access)).toEqual({ physical: Number(data) + 0x2000 });
  });
});

/* priv "Hypervisor Memory-Management Fence Instructions": an implementation may always see the tables as they are. */
describe('with two stages, what is stored without a fence counts at once', () => {
  const address = 0x12_3456_7000n;
  const entry = (to: bigint, flags: bigint) => ((to >> 12n) << 10n) | flags;
  const stores: Record<string, (bench: ReturnType<typeof guest>, leaf: bigint) => void> = {
    'to a leaf of the first stage': ({ memory }, leaf) => memory.write(Number(leaf), 8, entry(data + 0x2000n, all)),
    'to a root of the first stage': ({ memory, tables }) => {
      const at = Number(root + 8n * (address >> 30n));
      memory.write(at, 8, 0n);
      tables.map(3, root, address, data + 0x2000n, all);
    },
    'to a leaf of the second stage': ({ tables }) => void tables.map(3, guestRoot, data, data + 0x2000n, all | pte.U),
    'to the leaf that maps a table of the first stage': ({ memory, tables }, leaf) => {
      const table = leaf & ~0xfffn;
      const other = data + 0x5000n;
      memory.writeBytes(Number(other), memory.readBytes(Number(table), 4096));
      memory.write(Number(other + (leaf & 0xfffn)), 8, entry(data + 0x2000n, all));
      tables.map(3, guestRoot, table, other, all | pte.U);
    },
  };

  test.each(Object.entries(stores))('%s', (_name, store) => {
    const bench = guest();
    const leaf = bench.tables.map(3, root, address, data, all);
    for (const access of ['fetch', 'load', 'store'] as const)
      expect(bench.hart.translate(address, access)).toEqual({ physical: Number(data) });
    store(bench, leaf);
    for (const access of ['fetch', 'load', 'store'] as const)
      expect(bench.hart.translate(address, access)).toEqual({ physical: Number(data) + 0x2000 });
  });
});
