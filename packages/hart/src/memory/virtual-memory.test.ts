import { describe, expect, test } from 'vitest';
import { bareHart, bareHarts, ramBase } from '../testing/bare-hart.ts';
import { hstatus, mstatus, mtinst, mtval, mtval2, pmpaddrs, pmpcfgs, vsstatus } from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import type { Privilege } from '../state/hart-state.ts';
import type { MachineMemory } from '../state/machine-memory.ts';
import { all, data, guest, guestRoot, pte, root, supervisor } from '../testing/page-tables.ts';

/** Encodings from `riscv64-linux-gnu-as`; addresses in a1, values in a0. */
const ld = 0x0005_b503; // ld a0, 0(a1)
const sd = 0x00a5_b023; // sd a0, 0(a1)
const lrD = 0x1005_b52f; // lr.d a0, (a1)
const lrW = 0x1005_a52f; // lr.w a0, (a1)
const scD = 0x18c5_b52f; // sc.d a0, a2, (a1)
const amoaddD = 0x00c5_b52f; // amoadd.d a0, a2, (a1)
const hlvD = 0x6c05_c573; // hlv.d a0, (a1)
const hlvxWu = 0x6835_c573; // hlvx.wu a0, (a1)
const hsvD = 0x6ea5_c073; // hsv.d a0, (a1)

const M = { privilege: 'M', V: false } as const;
const S = { privilege: 'S', V: false } as const;

interface Bench {
  readonly hart: Hart;
  readonly memory: MachineMemory;
}

/** Runs one instruction in this mode, from the start of RAM, which the mode must map to itself. */
function run(
  { hart, memory }: Bench,
  mode: { privilege: Privilege; V: boolean },
  word: number,
  address: bigint,
  { a0 = 0n, a2 = 0n } = {},
) {
  memory.write(ramBase, 4, BigInt(word));
  hart.pc = BigInt(ramBase);
  hart.enter(mode.privilege, mode.V);
  hart.setX(10, a0);
  hart.setX(11, address);
  hart.setX(12, a2);
  const { kind, cause } = hart.step();
  return { kind, cause, a0: hart.x(10), tval: hart.read(mtval) };
}

/** As `supervisor`, with the code's page mapped. */
function withCode() {
  const made = supervisor();
  made.tables.map(3, root, BigInt(ramBase), BigInt(ramBase), all);
  return made;
}
const page = BigInt(ramBase) + 0x2_0000n;

describe('misaligned loads and stores work in RAM', () => {
  test('within a page and across two pages that do not follow one another', () => {
    const bench = withCode();
    bench.tables.map(3, root, 0x1000n, data, all);
    bench.tables.map(3, root, 0x2000n, data + 0x5000n, all);
    for (const address of [0x1003n, 0x1ff9n, 0x1fffn]) {
      run(bench, S, sd, address, { a0: 0x1122_3344_5566_7788n });
      expect(run(bench, S, ld, address).a0).toBe(0x1122_3344_5566_7788n);
    }
    expect(bench.memory.read(Number(data) + 0xfff, 1)).toBe(0x88n);
    expect(bench.memory.read(Number(data) + 0x5000, 8)).toBe(0x11_2233_4455_6677n);
  });

  test('a fault in the second page reports its first byte, and nothing is stored', () => {
    const bench = withCode();
    bench.tables.map(3, root, 0x1000n, data, all);
    expect(run(bench, S, sd, 0x1ffdn, { a0: 0xffff_ffff_ffff_ffffn })).toMatchObject({ cause: 15n, tval: 0x2000n });
    expect(bench.memory.read(Number(data) + 0xff8, 8)).toBe(0n);
    // The transformed sd a0 has 3, the distance of the faulting address, in place of rs1.
    expect(bench.hart.read(mtinst)).toBe(0x00a1_b023n);
  });

  test('outside RAM they are access faults', () => {
    const bench = bareHart([], { bus: { read: () => 0n, write: () => true } });
    expect(run(bench, M, ld, 0x1000n).kind).toBe('retired');
    expect(run(bench, M, ld, 0x1001n).cause).toBe(5n);
    expect(run(bench, M, sd, BigInt(ramBase) - 4n).cause).toBe(7n);
    expect(run(bench, M, sd, BigInt(ramBase) - 3n).cause).toBe(7n);
    // The second page is the one that is not there.
    const end = BigInt(ramBase) + (1n << 20n);
    expect(run(bench, M, ld, end - 3n)).toMatchObject({ cause: 5n, tval: end });
  });
});

describe('fetch', () => {
  test('an instruction across a page boundary faults at the boundary', () => {
    const { hart, memory, tables } = supervisor();
    tables.map(3, root, 0x1000n, data, all);
    memory.write(Number(data) + 0xffe, 2, 0x0013n);
    hart.pc = 0x1ffen;
    expect(hart.step()).toMatchObject({ kind: 'trap', pc: 0x1ffen, word: 0, cause: 12n });
    expect(hart.read(mtval)).toBe(0x2000n);
    tables.map(3, root, 0x2000n, data + 0x3000n, all);
    hart.enter('S', false);
    hart.pc = 0x1ffen;
    expect(hart.step()).toMatchObject({ kind: 'retired', word: 0x13 });
    expect(hart.pc).toBe(0x2002n);
  });

  test('across two pages that do not follow one another, both used before', () => {
    const { hart, memory, tables } = supervisor();
    tables.map(3, root, 0x1000n, data, all);
    tables.map(3, root, 0x2000n, data + 0x3000n, all);
    memory.write(Number(data) + 0xff8, 4, 0x13n);
    memory.write(Number(data) + 0xffc, 4, 0x0513_0001n);
    memory.write(Number(data) + 0x3000, 4, 0x0001_00a0n); // li a0, 10, begun at the end of the page before
    for (const pc of [0x2002n, 0x1ff8n]) {
      hart.pc = pc;
      hart.step();
    }
    hart.step();
    expect(hart.step()).toMatchObject({ kind: 'retired', pc: 0x1ffen, word: 0x00a0_0513 });
    expect(hart.x(10)).toBe(10n);
  });

  test('a compressed instruction at the end of a page needs no second one', () => {
    const { hart, memory, tables } = supervisor();
    tables.map(3, root, 0x1000n, data, all);
    memory.write(Number(data) + 0xffe, 2, 1n);
    hart.pc = 0x1ffen;
    expect(hart.step()).toMatchObject({ kind: 'retired', word: 1 });
  });

  test('from nowhere is an access fault, and the host is unharmed', () => {
    const { hart } = bareHart();
    for (const pc of [0n, 0x7fff_fffen, (1n << 54n) + 2n, (1n << 64n) - 2n]) {
      hart.pc = pc;
      expect(hart.step().cause).toBe(1n);
      expect(hart.read(mtval)).toBe(pc);
    }
  });
});

describe('mstatus.MPRV (priv "Memory Privilege in `mstatus` Register")', () => {
  test('loads and stores, not fetches, are made as MPP and MPV', () => {
    const bench = supervisor();
    const { hart } = bench;
    bench.tables.map(3, root, 0x1000n, data, all);
    hart.set(mstatus.MPRV, 1);
    hart.set(mstatus.MPP, 1);
    expect(run(bench, M, sd, 0x1008n, { a0: 7n }).kind).toBe('retired');
    expect(run(bench, M, ld, 0x1008n).a0).toBe(7n);
    hart.set(mstatus.MPP, 3);
    expect(run(bench, M, ld, data + 8n).a0).toBe(7n);
    hart.set(mstatus.MPP, 0);
    expect(run(bench, M, ld, 0x1008n).cause).toBe(13n);
  });

  test('a fault made as VS-mode sets GVA', () => {
    const bench = guest();
    const { hart } = bench;
    hart.set(mstatus.MPRV, 1);
    hart.set(mstatus.MPP, 1);
    hart.set(mstatus.MPV, 1);
    expect(run(bench, M, ld, 0x1000n).cause).toBe(13n);
    expect([hart.get(mstatus.GVA), hart.get(mstatus.MPV)]).toEqual([1, 0]);
  });

  test('with MPP = M, MPV counts for nothing', () => {
    const bench = guest();
    const { hart } = bench;
    hart.set(mstatus.MPRV, 1);
    hart.set(mstatus.MPP, 3);
    hart.set(mstatus.MPV, 1);
    expect(run(bench, M, ld, 0x1000n).cause).toBe(5n);
    expect(hart.get(mstatus.GVA)).toBe(0);
  });
});

describe('priv "Hypervisor Virtual-Machine Load and Store Instructions"', () => {
  test('translate as the guest does, with the privilege of SPVP', () => {
    const bench = guest();
    const { hart, memory } = bench;
    bench.tables.map(3, root, 0x1000n, data, all | pte.U);
    memory.write(Number(data), 8, 0x8877_6655_4433_2211n);
    expect(run(bench, S, hlvD, 0x1000n).a0).toBe(0x8877_6655_4433_2211n);
    hart.set(hstatus.SPVP, 1);
    hart.set(mstatus.SUM, 1);
    expect(run(bench, S, hlvD, 0x1000n).cause).toBe(13n);
    expect([hart.get(mstatus.GVA), hart.get(mstatus.MPV)]).toEqual([1, 0]);
    hart.set(vsstatus.SUM, 1);
    expect(run(bench, S, hsvD, 0x1000n, { a0: 99n }).kind).toBe('retired');
    expect(memory.read(Number(data), 8)).toBe(99n);
  });

  test('mstatus.MPRV does not change them', () => {
    const bench = guest();
    bench.tables.map(3, root, 0x1000n, data, all | pte.U);
    bench.hart.set(mstatus.MPRV, 1);
    bench.hart.set(mstatus.MPP, 3);
    expect(run(bench, M, hlvD, 0x1000n).kind).toBe('retired');
  });

  test('HLVX needs execute permission in both stages, and reports a load', () => {
    const bench = guest();
    const { hart, memory, tables } = bench;
    tables.map(3, root, 0x1000n, data, pte.V | pte.X | pte.A | pte.U);
    memory.write(Number(data), 8, 0xffff_ffff_8765_4321n);
    expect(run(bench, S, hlvxWu, 0x1000n).a0).toBe(0x8765_4321n);
    expect(run(bench, S, hlvD, 0x1000n).cause).toBe(13n);
    tables.map(3, root, 0x1000n, data, pte.V | pte.R | pte.A | pte.U);
    expect(run(bench, S, hlvxWu, 0x1000n).cause).toBe(13n);
    tables.map(3, root, 0x1000n, data, all | pte.U);
    tables.map(3, guestRoot, data, data, (all | pte.U) & ~pte.X);
    expect(run(bench, S, hlvxWu, 0x1004n).cause).toBe(21n);
    expect(hart.read(mtval2)).toBe((data + 4n) >> 2n);
    expect(hart.read(mtinst)).toBe(BigInt(hlvxWu & ~0xf_8000));
  });

  test('HLVX needs execute and read permission of PMP too', () => {
    const bench = bareHart();
    const permissions = [4n, 1n, 5n].map((XWR) => {
      bench.hart.write(pmpaddrs[1]!, (1n << 54n) - 1n);
      bench.hart.write(pmpaddrs[0]!, (page >> 2n) | 0x1ffn);
      bench.hart.write(pmpcfgs[0]!, 0x1f18n | XWR);
      return run(bench, S, hlvxWu, page).kind;
    });
    expect(permissions).toEqual(['trap', 'trap', 'retired']);
  });

  test('with vsatp and hgatp Bare they reach physical memory', () => {
    const bench = bareHart();
    bench.memory.write(Number(page), 8, 5n);
    expect(run(bench, S, hlvD, page).a0).toBe(5n);
  });
});

describe('unpriv "Zalrsc Extension for Load-Reserved/Store-Conditional Instructions"', () => {
  test('a pair without interference succeeds, a second SC fails', () => {
    const bench = bareHart();
    bench.memory.write(Number(page), 8, 5n);
    expect(run(bench, M, lrD, page).a0).toBe(5n);
    expect(run(bench, M, scD, page, { a2: 6n }).a0).toBe(0n);
    expect(run(bench, M, scD, page, { a2: 7n }).a0).toBe(1n);
    expect(bench.memory.read(Number(page), 8)).toBe(6n);
  });

  test.each([
    { what: 'another line', other: 64n, lost: true },
    { what: 'the same line', other: 8n, lost: false },
  ])('an SC to $what', ({ other, lost }) => {
    const bench = bareHart();
    run(bench, M, lrD, page);
    expect(run(bench, M, scD, page + other, { a2: 6n }).a0).toBe(lost ? 1n : 0n);
  });

  test('an SC that fails ends the reservation', () => {
    const bench = bareHart();
    run(bench, M, lrD, page);
    expect(run(bench, M, scD, page + 64n, { a2: 6n }).a0).toBe(1n);
    expect(run(bench, M, scD, page, { a2: 6n }).a0).toBe(1n);
  });

  test('lr.w sign-extends', () => {
    const bench = bareHart();
    bench.memory.write(Number(page), 8, 0x8000_0000n);
    expect(run(bench, M, lrW, page).a0).toBe(0xffff_ffff_8000_0000n);
  });

  test("another hart's store ends the reservation, its load and its reservation do not", () => {
    const { memory, harts } = bareHarts({ harts: 2 });
    const [first, second] = harts.map((hart) => ({ hart, memory })) as [Bench, Bench];
    run(first, M, lrD, page);
    run(second, M, ld, page);
    run(second, M, lrD, page);
    expect(run(first, M, scD, page, { a2: 6n }).a0).toBe(0n);
    expect(run(second, M, scD, page, { a2: 7n }).a0).toBe(1n);
    run(first, M, lrD, page);
    run(second, M, sd, page + 56n, { a0: 1n });
    expect(run(first, M, scD, page, { a2: 8n }).a0).toBe(1n);
    expect(memory.read(Number(page), 8)).toBe(6n);
  });

  test('an SC that fails still faults as a store', () => {
    const bench = withCode();
    bench.tables.map(3, root, 0x1000n, data, all & ~pte.W);
    expect(run(bench, S, scD, 0x1000n).cause).toBe(15n);
  });
});

describe('atomics', () => {
  test.each([
    ['lr.d', lrD, 4n, 4n],
    ['lr.w', lrW, 2n, 4n],
    ['sc.d', scD, 4n, 6n],
    ['amoadd.d', amoaddD, 4n, 6n],
  ])('%s at a misaligned address traps', (_, word, offset, cause) => {
    const bench = bareHart();
    expect(run(bench, M, word, page + offset)).toMatchObject({ cause, tval: page + offset });
    expect(bench.hart.read(mtinst)).toBe(BigInt(word & ~0xf_8000));
  });

  test('outside RAM they are access faults', () => {
    const bench = bareHart([], { bus: { read: () => 0n, write: () => true } });
    expect(run(bench, M, lrD, 0x1000n).cause).toBe(5n);
    expect(run(bench, M, amoaddD, 0x1000n).cause).toBe(7n);
  });
});
