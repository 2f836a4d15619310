import { assemble, decoder, type Insn, isaTables } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  csrs,
  henvcfg,
  menvcfg,
  mepc,
  mnstatus,
  mstatus,
  mtvec,
  pmpaddrs,
  pmpcfgs,
  satp,
  scounteren,
  senvcfg,
  ssp,
  vsatp,
  vsstatus,
} from '../csrs/csrs.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { Mirror } from '../testing/mirror.ts';
import { PageTables, pte, root } from '../testing/page-tables.ts';
import { CommitRecord } from './commit.ts';
import type { Privilege } from './hart-state.ts';

describe('a commit', () => {
  const at = BigInt(ramBase);
  const observed = (source: string) => {
    const { hart, memory } = bareHart([], { isa: 'max' });
    memory.writeBytes(ramBase, assemble(source, { origin: at }).bytes);
    hart.setX(10, at + 0x1000n);
    return { hart, memory };
  };

  test('is the same object each time, of the step and the mode before it', () => {
    const { hart } = observed('addi a1, a0, 1\n ecall');
    hart.write(mtvec, at + 0x100n);
    hart.enter('S', true);
    const commit = hart.observe();
    expect(commit).toMatchObject({
      kind: 'retired',
      pc: at,
      privilege: 'S',
      V: true,
      decoded: { length: 4 },
      tval: 0n,
    });
    expect(commit.registers).toEqual([{ kind: 'x', number: 11, value: at + 0x1001n }]);
    expect(hart.observe()).toBe(commit);
    expect(commit).toMatchObject({ kind: 'trap', cause: 10n, pc: at + 4n, privilege: 'S', V: true, accesses: [] });
    expect(commit.registers.find(({ number }) => number === mepc.address)?.value).toBe(at + 4n);
    expect(hart.privilege).toBe('M');
  });

  test('tells of the step only, and only when it is asked for', () => {
    const { hart } = observed('nop\n nop\n nop');
    hart.observe();
    hart.write(mtvec, at + 0x200n);
    hart.setX(5, 1n);
    expect(hart.observe().registers).toEqual([]);
    const { registers } = hart.observe();
    hart.step();
    hart.write(mtvec, 0n);
    expect(registers).toEqual([]);
  });

  test('has a register of each kind once, whatever their numbers', () => {
    const record = new CommitRecord();
    record.observe('S', false);
    for (const kind of ['x', 'f', 'csr', 'f', 'x'] as const) record.wrote(kind, 3);
    expect(record.registers.map(({ kind, number }) => [kind, number])).toEqual([
      ['x', 3],
      ['f', 3],
      ['csr', 3],
    ]);
  });

  test('tells what a trap tells', () => {
    const { hart } = observed('ld a1, 0(zero)');
    expect(hart.observe()).toMatchObject({ kind: 'trap', cause: 5n, tval: 0n });
    const misaligned = observed('lr.d a1, (a0)');
    misaligned.hart.setX(10, at + 0x1004n);
    expect(misaligned.hart.observe()).toMatchObject({ kind: 'trap', cause: 4n, tval: at + 0x1004n, accesses: [] });
  });

  test('has the accesses in their order, with what was loaded and stored', () => {
    const { hart, memory } = observed('amoadd.w a1, a0, (a0)\n sh a0, 6(a0)\n cbo.zero (a0)');
    memory.write(ramBase + 0x1000, 4, 5n);
    const access = { address: at + 0x1000n, physical: ramBase + 0x1000, nextPage: -1, width: 4 };
    expect(hart.observe().accesses).toMatchObject([
      { ...access, kind: 'load', value: 5n },
      { ...access, kind: 'store', value: 0x8000_1005n },
    ]);
    expect(hart.observe().accesses).toMatchObject([
      { ...access, kind: 'store', address: at + 0x1006n, physical: ramBase + 0x1006, width: 2, value: 0x1000n },
    ]);
    expect(hart.observe().accesses).toMatchObject([{ ...access, kind: 'store', width: 64, value: 0n }]);
  });

  test('has one access with bytes in two pages, and the walks that it brought about', () => {
    const { hart, memory } = observed('sd a1, 0(a0)');
    const tables = new PageTables(memory, at + 0x1_0000n);
    const rwx = pte.V | pte.R | pte.W | pte.X;
    tables.map(3, root, at, at, rwx | pte.A);
    const [first, second] = [0x8_0000n, 0x6_0000n].map((to, page) =>
      tables.map(3, root, 0x5000n + 0x1000n * BigInt(page), at + to, rwx | (page === 0 ? pte.A : 0n)),
    );
    hart.write(menvcfg, menvcfg.ADUE.mask);
    hart.write(satp, (8n << 60n) | (root >> 12n));
    hart.enter('S', false);
    hart.setX(10, 0x5ffcn);
    hart.setX(11, 0x1122_3344_5566_7788n);
    const walk = (entry: bigint, to: bigint) => ({
      kind: 'walk',
      address: entry,
      physical: Number(entry),
      width: 4,
      value: ((to >> 2n) | rwx | pte.A | pte.D) & 0xffff_ffffn,
    });
    expect(hart.observe().accesses).toMatchObject([
      walk(first!, at + 0x8_0000n),
      walk(second!, at + 0x6_0000n),
      {
        kind: 'store',
        address: 0x5ffcn,
        physical: ramBase + 0x8_0ffc,
        nextPage: ramBase + 0x6_0000,
        width: 8,
        value: 0x1122_3344_5566_7788n,
      },
    ]);
  });
});

describe('what commits tell makes the state before a step the state after it', () => {
  const rows = isaTables.flatMap((table) => table.rows);
  test.each(rows)('of a random $name', { timeout: 60_000 }, (row) => {
    let retired = 0;
    fc.assert(
      fc.property(situation, (at) => {
        if (!prepare(row, at)) return;
        mirror.follow();
        const commit = hart.observe();
        if (commit.kind === 'retired') retired++;
        expect(mirror.replay(commit)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(retired > 0).toBe(row.name !== 'ecall' && row.name !== 'ebreak');
  });
});

/* A hart in front of a random instruction, and in a state in which it is likely to do something. */
const { hart, memory } = bareHart([], { isa: 'max_smrnmi' });
const decode = decoder(hart.isa);
const mirror = new Mirror(memory);
const base = BigInt(ramBase);
const everything = pte.V | pte.R | pte.W | pte.X;
/** The code's page, for supervisors and for users. */
const [supervisorCode, userCode] = [0x4000_0000n, 0x4000_1000n];
/** Eight pages of data, where each second one is a shadow stack. The hart marks them Accessed and Dirty. */
const data = base + 0x8_0000n;
const dataPages = Array.from({ length: 8 }, (_, page) => data + 0x1000n * BigInt(page));
const shadowStack = dataPages[3]! + 0x800n;

const situation = fc.record({
  filling: fc.nat({ max: 0xffff_ffff }),
  csr: fc.constantFrom(...csrs.map(({ address }) => address)),
  mode: fc.constantFrom<readonly [Privilege, boolean]>(['M', false], ['S', false], ['U', false], ['S', true]),
  registers: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.nat({ max: 0x7ff }).map((index) => data + 16n * BigInt(index)) },
      { weight: 2, arbitrary: fc.nat({ max: 0x7ff0 }).map((offset) => data + BigInt(offset)) },
      { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }) },
    ),
    { minLength: 32, maxLength: 32 },
  ),
  flag: fc.boolean(),
});
type Situation = typeof situation extends fc.Arbitrary<infer Value> ? Value : never;

/** False when these bits are no instruction of the row. */
function prepare(row: Insn, { filling, csr, mode: [privilege, V], registers, flag }: Situation): boolean {
  const bits = row.does.some(({ k }) => k === 'csr') ? (filling & 0xf_ffff) | (csr << 20) : filling;
  const word = (row.match | (bits & ~row.mask)) >>> 0;
  if (decode(word)?.insn !== row) return false;
  hart.reset(base);
  const tables = new PageTables(memory, base + 0x1_0000n);
  tables.map(3, root, supervisorCode, base, everything);
  tables.map(3, root, userCode, base, everything | pte.U);
  for (const [index, page] of dataPages.entries())
    tables.map(3, root, page, page, (index % 2 === 1 ? pte.V | pte.W : everything) | pte.U);
  for (const configuration of [menvcfg, henvcfg, senvcfg, scounteren]) hart.write(configuration, (1n << 64n) - 1n);
  for (const status of [mstatus, vsstatus]) hart.write(status, status.SUM.mask | (1n << BigInt(status.FS.low)));
  hart.write(mnstatus, mnstatus.NMIE.mask);
  hart.write(pmpaddrs[0]!, (1n << 54n) - 1n);
  hart.write(pmpcfgs[0]!, 0x1fn);
  for (const atp of [satp, vsatp]) hart.write(atp, (8n << 60n) | (root >> 12n));
  hart.write(mtvec, base + 0x100n);
  hart.enter(privilege, V);
  hart.pc = privilege === 'M' ? base : privilege === 'S' ? supervisorCode : userCode;
  memory.write(ramBase, 4, BigInt(word));
  for (let n = 1; n < 32; n++) hart.setX(n, registers[n]!);
  for (let n = 0; n < 32; n++) hart.setF(n, registers[31 - n]!);
  // What SSPOPCHK expects, and what LPAD and SC want to find.
  hart.setX(5, hart.x(1));
  hart.write(ssp, shadowStack);
  memory.write(Number(shadowStack), 8, hart.x(1));
  if (flag && row.name === 'amocas.q') expectPair((word >>> 7) & 31, hart.x((word >>> 15) & 31));
  hart.state.ELP = flag && row.name === 'lpad';
  if (flag) hart.state.reservation = hart.x((word >>> 15) & 31) & ~63n;
  return true;
}

/** Makes a pair of registers what AMOCAS.Q finds at this address. */
function expectPair(first: number, address: bigint): void {
  if (first === 0 || address % 16n !== 0n || !memory.contains(Number(address), 16)) return;
  hart.setX(first, memory.read(Number(address), 8));
  hart.setX(first + 1, memory.read(Number(address) + 8, 8));
}
