import { expect, test } from 'vitest';
import { type AnyField, isView, isWide } from '../csr/csr.ts';
import { csrs, menvcfg, mnstatus, mstatus, vsatp } from '../csrs/csrs.ts';
import { exists } from '../csr/extensions.ts';
import type { Hart } from '../hart.ts';
import { decodePrivilege } from '../state/hart-state.ts';
import { placesOf, TableBench } from '../testing/table-bench.ts';
import { pte } from '../testing/page-tables.ts';

const { V, R, W, X, U, A, D } = pte;
/** Pages of every kind that a CSR can make a difference to. */
const kinds = [
  V | R | W | X | A | D,
  V | R | W | X | U | A | D,
  V | X | A | D,
  V | X | U | A | D,
  V | R | W | X | D,
  V | R | W | X | U | A,
  V | W | A | D,
  V | R | W | X | A | D | (1n << 61n),
];
const addresses = kinds.map((_, index) => BigInt(index) << 12n);

/**
 * A hart whose own tables map these pages to page 1, and its guest's to page 2; the G-stage maps both to page 3. So it makes a
 * difference which tables are used, and whether there is a second stage.
 */
function prepared(): TableBench {
  const bench = new TableBench().prepare();
  const put = (table: number, index: number, value: bigint) => bench.memory.write(table * 4096 + 8 * index, 8, value);
  for (const [index, kind] of kinds.entries()) {
    put(22, index, (1n << 10n) | kind);
    put(23, index, (2n << 10n) | kind);
  }
  // A root for the guest whose first entry leads to the other table.
  put(17, 0, (20n << 10n) | V);
  for (const page of [1, 2]) put(24, page, (3n << 10n) | V | R | W | X | U | A | D);
  bench.harts[0]!.write(vsatp, (8n << 60n) | 17n);
  return bench;
}

/** Where the hart's accesses go, and the same without anything that is remembered: nothing is of accesses in the name of another. */
const answers = (hart: Hart): string => placesOf(hart, addresses);
const walked = (hart: Hart): string => {
  const { privilege, V } = hart;
  const MPP = decodePrivilege(hart.get(mstatus.MPP));
  // priv "Memory Privilege in `mstatus` Register", and priv "RNMI CSRs" for NMIE.
  const modified = hart.get(mstatus.MPRV) === 1 && hart.get(mnstatus.NMIE) === 1;
  const as = modified ? { privilege: MPP, V: MPP !== 'M' && hart.get(mstatus.MPV) === 1 } : { privilege, V };
  return placesOf(hart, addresses, (access) => (access === 'fetch' ? { privilege, V } : as));
};

const modes: readonly ((hart: Hart) => void)[] = [
  (hart) => hart.enter('S', false),
  (hart) => hart.enter('U', false),
  (hart) => {
    // Else henvcfg could not grant anything.
    hart.write(menvcfg, menvcfg.ADUE.mask | menvcfg.PBMTE.mask | menvcfg.SSE.mask);
    hart.enter('S', true);
  },
  (hart) => hart.enter('U', true),
  (hart) => accessAs(hart, 1, 0),
  (hart) => accessAs(hart, 0, 1),
];

/** M-mode, from which data is accessed as from another. */
function accessAs(hart: Hart, MPP: number, MPV: number): void {
  hart.enter('M', false);
  hart.set(mstatus.MPRV, 1);
  hart.set(mstatus.MPP, MPP);
  hart.set(mstatus.MPV, MPV);
}

/** The fields that make a difference in one mode or another. */
const influences = [
  ...['MXR', 'SUM', 'MPP', 'MPRV', 'MPV'].map((name) => `mstatus.${name}`),
  ...['ADUE', 'PBMTE', 'SSE'].flatMap((name) => [`menvcfg.${name}`, `henvcfg.${name}`]),
  ...['satp', 'vsatp', 'hgatp'].flatMap((csr) => [`${csr}.MODE`, `${csr}.PPN`]),
  'vsstatus.MXR',
  'vsstatus.SUM',
  'mnstatus.NMIE',
  'mseccfg.MML',
  'pmpcfg0.pmp1cfg',
  'pmpaddr1.physical_address',
];

/** A field with one more of its bits the other way round, by the rules for its register or without any. */
function* changed(hart: Hart, field: AnyField): Generator<() => void, void, void> {
  const old = hart.cell(field.csr.address);
  for (let bit = field.mask; bit !== 0n; bit &= bit - 1n) {
    const value = old ^ (bit & -bit);
    if (isWide(field)) yield () => hart.write(field.csr, value);
    else yield () => hart.set(field, Number((value & field.mask) >> BigInt(field.low)));
  }
}

/** Of all registers but those that have many like them. */
const fields = csrs.flatMap((csr) => (isView(csr) || /^mhpm|^pmpaddr\d\d/u.test(csr.name) ? [] : csr.fields));

test('what a hart remembers holds for the CSRs as they are: each bit of each is changed, and changed back', () => {
  const differing = new Set<string>();
  for (const enter of modes) {
    const bench = prepared();
    const hart = bench.harts[0]!;
    enter(hart);
    const before = walked(hart);
    const ram = bench.memory.ram.slice();
    for (const field of fields) {
      if (!exists(field.csr, hart.isa)) continue;
      const name = `${field.csr.name}.${field.name}`;
      const old = hart.cell(field.csr.address);
      for (const change of changed(hart, field)) {
        expect(answers(hart)).toBe(before);
        change();
        const remembered = answers(hart);
        const wanted = walked(hart);
        expect(remembered, name).toBe(wanted);
        if (wanted !== before) differing.add(name);
        hart.store(field.csr, Number(old & 0xffff_ffffn), Number(old >> 32n));
        // Hardware may have set A and D.
        if (Buffer.compare(bench.memory.ram, ram) !== 0) bench.memory.writeBytes(0, ram);
      }
    }
  }
  expect([...differing].toSorted()).toEqual(influences.toSorted());
}, 60_000);

test('the one that is there the longest makes room, and its place knows nothing', () => {
  const bench = prepared();
  const hart = bench.harts[0]!;
  for (let round = 0; round < 30; round++) {
    hart.enter(round % 3 === 0 ? 'U' : 'S', round % 2 === 0);
    hart.set(mstatus.SUM, round % 5 === 0 ? 1 : 0);
    hart.set(mstatus.MXR, round % 7 < 3 ? 1 : 0);
    expect(answers(hart)).toBe(walked(hart));
  }
});
