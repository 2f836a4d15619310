import { hgatp, pmpaddrs, pmpcfgs, satp, vsatp, type Hart } from '@hartlab/hart';
import { expect, test } from 'vitest';
import { protect } from './protection.ts';
import { Board, clint, firmwareEnd, payload, ramBase } from './testing/board.ts';

/*
 * Expected values: OpenSBI 1.9 on QEMU 11.1's virt prints for its domain that firmware memory and 0x2000000 to 0x200ffff
 * are S/U: (), and S-mode's loads and stores there end with causes 5 and 7 (priv "Physical Memory Protection": access
 * faults, for page-table accesses too).
 */
const HSM = 0x48534d;
const entry = BigInt(payload + 0x1000);
const first = BigInt(clint.base);
const last = BigInt(clint.base + clint.size - 1);
const closed = [first, first + 0x4000n, first + 0xbff8n, last, BigInt(ramBase), BigInt(firmwareEnd - 1)];

const causes = { load: 5n, store: 7n, fetch: 1n } as const;
const accesses = ['load', 'store', 'fetch'] as const;

/** Expects that S-mode and U-mode, guests included, reach none of the addresses that are closed, and what lies around. */
function expectClosed(hart: Hart): void {
  for (const privilege of ['S', 'U'] as const)
    for (const V of hart.isa.has('H') ? [false, true] : [false]) {
      const as = { privilege, V };
      for (const access of accesses) {
        for (const address of closed)
          expect(hart.translate(address, access, as), `${privilege} ${access} ${address.toString(16)}`).toMatchObject({
            trap: { cause: causes[access] },
          });
        for (const address of [first - 1n, last + 1n, BigInt(ramBase - 1), BigInt(firmwareEnd)])
          expect(hart.translate(address, access, as)).toEqual({ physical: Number(address) });
      }
    }
}

test.each(['rv64imac_zicntr', 'rv64imach_zicntr_sstc', 'max'])('%s: closed on the hart that boots', (isa) => {
  expectClosed(new Board({ isa }).harts[0]!);
});

test('closed on every hart that HSM starts, on one that is started again, and on one that resumes', () => {
  const board = new Board({ harts: 3 });
  for (const index of [1, 2]) {
    board.call(HSM, 0, [BigInt(index), entry, 0n]);
    board.step(index);
    expectClosed(board.harts[index]!);
  }
  board.call(HSM, 1, [], 1);
  board.call(HSM, 0, [1n, entry, 0n]);
  board.step(1);
  expectClosed(board.harts[1]!);
  board.call(HSM, 3, [0x8000_0000n, entry, 0n], 2);
  board.sendIpi(2n);
  board.step(2);
  expect(board.harts[2]).toMatchObject({ pc: entry, privilege: 'S' });
  expectClosed(board.harts[2]!);
});

/** Bits of a leaf that permits everything to U-mode, and so to a guest's accesses in the G-stage. */
const leaf = 0xdfn;
const leafForS = 0xcfn;
const Sv39 = 8n << 60n;
const table = BigInt(payload + 0x8000);

/** A hart whose first gigabyte is mapped to itself by a table of one entry. */
function mapped(flags: bigint): Hart {
  const { harts, memory } = new Board();
  memory.write(Number(table), 8, flags);
  return harts[0]!;
}

test("a guest's two stages lead to an access fault", () => {
  const hart = mapped(leaf);
  hart.write(hgatp, Sv39 | (table >> 12n));
  for (const access of accesses)
    expect(hart.translate(first, access, { privilege: 'S', V: true })).toMatchObject({
      trap: { cause: causes[access], tval: first },
    });
  // What is open can be reached in the same way.
  expect(hart.translate(last + 1n, 'load', { privilege: 'S', V: true })).toEqual({ physical: clint.base + clint.size });
});

test("the supervisor's own mapping leads to an access fault", () => {
  const hart = mapped(leafForS);
  hart.write(satp, Sv39 | (table >> 12n));
  for (const access of accesses)
    expect(hart.translate(first, access, { privilege: 'S', V: false })).toMatchObject({
      trap: { cause: causes[access] },
    });
  expect(hart.translate(last + 1n, 'load', { privilege: 'S', V: false })).toEqual({
    physical: clint.base + clint.size,
  });
});

test.each([
  ['satp', satp, false],
  ['vsatp', vsatp, true],
  ['hgatp', hgatp, true],
] as const)('a page table that %s puts there is not read', (_, atp, V) => {
  const hart = mapped(0n);
  hart.write(atp, Sv39 | (first >> 12n));
  expect(hart.translate(0n, 'load', { privilege: 'S', V })).toMatchObject({ trap: { cause: 5n } });
});

// QEMU's MTIMER begins in the middle of what a naturally aligned entry could cover; the IMSICs of three harts end there.
test.each([
  [0x200_4000, 0x8000],
  [0x2400_0000, 0x3000],
])('a region from %i that is no aligned power of two is closed, and nothing around it', (base, size) => {
  const [hart] = new Board().harts;
  protect(hart!, [{ base, size }]);
  const reach = (address: number) =>
    'physical' in hart!.translate(BigInt(address), 'load', { privilege: 'S', V: false });
  const inside = [0, 8, 0x1000, 0x2000, 0x2ff8, size - 8].map((offset) => base + offset);
  expect([base - 8, ...inside, base + size].map(reach)).toEqual([true, ...inside.map(() => false), true]);
});

test('three entries do it, and the others are off', () => {
  const [hart] = new Board().harts;
  // priv "Address Matching": NAPOT is 3 in bits 4:3; 2^(n+3) bytes have n ones at the end of pmpaddr.
  expect(pmpcfgs.map((csr) => hart!.read(csr))).toEqual([0x1f_18_18n, 0n, 0n, 0n, 0n, 0n, 0n, 0n]);
  expect(pmpaddrs.slice(0, 3).map((csr) => hart!.read(csr))).toEqual([
    (0x8000_0000n >> 2n) | 0xffffn,
    (0x200_0000n >> 2n) | 0x1fffn,
    (1n << 54n) - 1n,
  ]);
});
