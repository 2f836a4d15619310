import { describe, expect, test } from 'vitest';
import { henvcfg, menvcfg } from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import { all, data, guest, guestRoot, pte, root, supervisor } from '../testing/page-tables.ts';

const N = 1n << 63n;
const PBMT = (type: bigint) => type << 61n;
const asVS = { privilege: 'S', V: true } as const;
const answer = (hart: Hart, address: bigint, as?: typeof asVS) => {
  hart.flushTranslations();
  const result = hart.translate(address, 'load', as);
  return 'trap' in result ? result.trap.cause : BigInt(result.physical);
};
const loadPageFault = 13n;
const loadGuestPageFault = 21n;

/** 64 KiB of virtual memory, and where it is to lie: the encoding of the size is in PPN[3:0]. */
const virtual = 0x123_0000n;
const region = data & ~0xffffn;
const encoded = region | 0x8000n;

describe('priv "Svnapot Extension for NAPOT Translation Contiguity"', () => {
  test('each of the sixteen pages lies at its place in the region', () => {
    const { hart, tables } = supervisor();
    for (let page = 0n; page < 16n; page++) {
      tables.map(3, root, virtual + (page << 12n), encoded, all | N);
      expect(answer(hart, virtual + (page << 12n) + 0xabcn)).toBe(region + (page << 12n) + 0xabcn);
    }
  });

  test('any other size is reserved, and every superpage', () => {
    const { hart, tables } = supervisor();
    for (let bits = 0n; bits < 16n; bits++) {
      tables.map(3, root, virtual, region | (bits << 12n), all | N);
      expect(answer(hart, virtual)).toBe(bits === 8n ? region : loadPageFault);
    }
    const other = supervisor();
    other.tables.map(3, root, 0n, 0x8000n, all | N, 1);
    expect(answer(other.hart, 0n)).toBe(loadPageFault);
  });

  test('a pointer with N is reserved', () => {
    const { hart, memory, tables } = supervisor();
    tables.map(3, root, 0n, data, all);
    expect(answer(hart, 0n)).toBe(data);
    memory.write(Number(root), 8, memory.read(Number(root), 8) | N);
    expect(answer(hart, 0n)).toBe(loadPageFault);
  });

  test('A and D are set in the entry as it stands in memory', () => {
    const { hart, memory, tables } = supervisor();
    hart.set(menvcfg.ADUE, 1);
    const entry = Number(tables.map(3, root, virtual + 0x3000n, encoded, pte.V | pte.R | N));
    expect(answer(hart, virtual + 0x3000n)).toBe(region + 0x3000n);
    expect(memory.read(entry, 8)).toBe(((encoded >> 12n) << 10n) | pte.V | pte.R | pte.A | N);
  });

  test('in the G-stage', () => {
    const { hart, tables } = guest();
    tables.map(3, root, 0n, data, all);
    tables.map(3, guestRoot, data, encoded, all | pte.U | N);
    expect(answer(hart, 0n, asVS)).toBe(region | (data & 0xffffn));
    tables.map(3, guestRoot, data, region, all | pte.U | N);
    expect(answer(hart, 0n, asVS)).toBe(loadGuestPageFault);
  });

  test('without the extension N is reserved', () => {
    const { hart, tables } = supervisor(3, 'rv64imac');
    tables.map(3, root, virtual, encoded, all | N);
    expect(answer(hart, virtual)).toBe(loadPageFault);
  });
});

describe('priv "Svpbmt Extension for Page-Based Memory Types"', () => {
  /** Whether a leaf with each value of PBMT works. */
  const works = (hart: Hart, write: (type: bigint) => void, as?: typeof asVS) =>
    [0n, 1n, 2n, 3n].map((type) => {
      write(type);
      return answer(hart, 0n, as) === data;
    });

  test.each([
    [1n, [true, true, true, false]],
    [0n, [true, false, false, false]],
  ])('with menvcfg.PBMTE %i', (PBMTE, expected) => {
    const { hart, tables } = supervisor();
    hart.write(menvcfg, PBMTE << 62n);
    expect(works(hart, (type) => tables.map(3, root, 0n, data, all | PBMT(type)))).toEqual(expected);
  });

  test('a pointer with PBMT is reserved, whatever PBMTE', () => {
    const { hart, memory, tables } = supervisor();
    hart.write(menvcfg, menvcfg.PBMTE.mask);
    tables.map(3, root, 0n, data, all);
    memory.write(Number(root), 8, memory.read(Number(root), 8) | PBMT(1n));
    expect(answer(hart, 0n)).toBe(loadPageFault);
  });

  // priv "Machine Environment Configuration (menvcfg) Register" and its hypervisor namesake.
  test.each([
    { m: 0n, h: 1n, vsStage: false, gStage: false },
    { m: 1n, h: 0n, vsStage: false, gStage: true },
    { m: 1n, h: 1n, vsStage: true, gStage: true },
  ])('the stages of a guest with menvcfg.PBMTE $m, henvcfg.PBMTE $h', ({ m, h, vsStage, gStage }) => {
    const { hart, tables } = guest();
    hart.write(menvcfg, menvcfg.PBMTE.mask);
    hart.write(henvcfg, h << 62n);
    hart.write(menvcfg, m << 62n);
    expect(works(hart, (type) => tables.map(3, root, 0n, data, all | PBMT(type)), asVS)).toEqual([
      true,
      vsStage,
      vsStage,
      false,
    ]);
    tables.map(3, root, 0n, data, all);
    const inGuestStage = (type: bigint) => tables.map(3, guestRoot, data, data, all | pte.U | PBMT(type));
    expect(works(hart, inGuestStage, asVS)).toEqual([true, gStage, gStage, false]);
  });

  test('without the extension PBMTE is read-only zero', () => {
    const { hart, tables } = supervisor(3, 'rv64imach');
    hart.write(menvcfg, menvcfg.PBMTE.mask);
    hart.write(henvcfg, henvcfg.PBMTE.mask);
    expect([hart.get(menvcfg.PBMTE), hart.get(henvcfg.PBMTE)]).toEqual([0, 0]);
    tables.map(3, root, 0n, data, all | PBMT(1n));
    expect(answer(hart, 0n)).toBe(loadPageFault);
  });
});

/** priv "Machine Environment Configuration (menvcfg) Register" and its hypervisor namesake, ADUE. */
describe('Svadu in both stages', () => {
  const unmarked = pte.V | pte.R;
  const run = (m: bigint, h: bigint) => {
    const { hart, memory, tables } = guest();
    hart.write(menvcfg, menvcfg.ADUE.mask);
    hart.write(henvcfg, h << 61n);
    hart.write(menvcfg, m << 61n);
    const outer = Number(tables.map(3, guestRoot, data, data, unmarked | pte.U));
    tables.map(3, root, 0n, data, all);
    const gStage = answer(hart, 0n, asVS) === data && (memory.read(outer, 8) & pte.A) !== 0n;
    tables.map(3, guestRoot, data, data, all | pte.U);
    const inner = Number(tables.map(3, root, 0n, data, unmarked));
    const vsStage = answer(hart, 0n, asVS) === data && (memory.read(inner, 8) & pte.A) !== 0n;
    return { gStage, vsStage };
  };
  test('menvcfg.ADUE is for the G-stage, henvcfg.ADUE as well for the VS-stage', () => {
    expect(run(0n, 1n)).toEqual({ gStage: false, vsStage: false });
    expect(run(1n, 0n)).toEqual({ gStage: true, vsStage: false });
    expect(run(1n, 1n)).toEqual({ gStage: true, vsStage: true });
  });
});
