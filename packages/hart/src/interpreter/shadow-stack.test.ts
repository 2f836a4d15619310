import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import {
  henvcfg,
  mcause,
  menvcfg,
  mstatus,
  mtval,
  mtvec,
  pmpaddrs,
  pmpcfgs,
  satp,
  senvcfg,
  ssp,
} from '../csrs/csrs.ts';
import type { Bus } from '../memory/bus.ts';
import type { Hart } from '../hart.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { all, data, guest, guestRoot, PageTables, pte, root, supervisor } from '../testing/page-tables.ts';
import { exception } from '../csrs/causes.ts';

const code = 0x4000_0000n;
const stack = 0x4000_1000n;
const page = BigInt(ramBase) + 0x8_0000n;
const handler = BigInt(ramBase) + 0x800n;
const shadow = pte.V | pte.W | pte.A | pte.D;
const ordinary = 0xfeed_f00dn;

/** A hart in S-mode with shadow stacks, in front of `source`; the shadow stack's page has these flags. */
function prepared(source: string, flags: bigint = shadow) {
  const { hart, memory, tables } = supervisor();
  return { memory, ...ready(hart, memory, tables, source, flags) };
}
function ready(
  hart: Hart,
  memory: ReturnType<typeof supervisor>['memory'],
  tables: ReturnType<typeof supervisor>['tables'],
  source: string,
  flags: bigint,
) {
  tables.map(3, root, code, data, all);
  const entry = tables.map(3, root, stack, page, flags);
  memory.writeBytes(Number(data), assemble(source, { origin: code }).bytes);
  memory.write(Number(page) + 0x38, 8, ordinary);
  memory.write(Number(page) + 0x40, 8, ordinary);
  hart.write(menvcfg, menvcfg.SSE.mask);
  hart.write(mtvec, handler);
  hart.write(ssp, stack + 0x40n);
  hart.pc = code;
  hart.setX(1, ordinary);
  hart.setX(10, stack + 0x40n);
  return { hart, entry };
}
const outcome = (hart: Hart) => (hart.privilege === 'M' ? hart.read(mcause) : 'ok');

describe('sspush and sspopchk', () => {
  test.each([
    ['sspush ra', 1],
    ['sspush t0', 5],
    ['c.sspush.x1', 1],
  ])('%s stores below ssp, and moves it', (source, register) => {
    const { hart, memory } = prepared(source);
    hart.setX(register, 0x1234_5678_9abc_def0n);
    hart.step();
    expect(hart.read(ssp)).toBe(stack + 0x38n);
    expect(memory.read(Number(page) + 0x38, 8)).toBe(0x1234_5678_9abc_def0n);
  });

  test.each([
    ['sspopchk ra', 1],
    ['sspopchk t0', 5],
    ['c.sspopchk.x5', 5],
  ])('%s compares, and moves ssp only when the register is what was pushed', (source, register) => {
    const { hart } = prepared(`${source}\n${source.startsWith('c.') ? 'c.nop\n' : ''}${source}`);
    hart.setX(register, ordinary);
    hart.step();
    expect(hart.read(ssp)).toBe(stack + 0x48n);
    hart.write(ssp, stack + 0x40n);
    hart.setX(register, ordinary + 1n);
    while (hart.privilege !== 'M') hart.step();
    expect([hart.read(mcause), hart.read(mtval), hart.read(ssp)]).toEqual([exception.softwareCheck, 3n, stack + 0x40n]);
  });

  test('a push that faults moves nothing', () => {
    const { hart } = prepared('sspush ra', 0n);
    hart.step();
    expect([outcome(hart), hart.read(mtval), hart.read(ssp)]).toEqual([
      exception.storePageFault,
      stack + 0x38n,
      stack + 0x40n,
    ]);
  });

  test('ssrdp reads ssp', () => {
    const { hart } = prepared('ssrdp a1');
    hart.step();
    expect(hart.x(11)).toBe(stack + 0x40n);
  });

  // priv "Shadow-Stack-Enabled (SSE) State"; unpriv "Zimop Extension for May-Be-Operations".
  test('where they are not active they write 0 to rd and nothing else', () => {
    for (const mode of ['M', 'U', 'S'] as const) {
      const { hart, memory } = prepared('sspush ra\nsspopchk ra\nssrdp a1\nc.sspush.x1\nc.sspopchk.x5');
      if (mode === 'S') hart.write(menvcfg, 0n);
      hart.write(satp, 0n);
      hart.enter(mode, false);
      hart.pc = data;
      hart.setX(11, 5n);
      for (let step = 0; step < 5; step++) hart.step();
      expect([hart.pc, hart.x(11), hart.cell(ssp.address)]).toEqual([data + 16n, 0n, stack + 0x40n]);
      expect(memory.read(Number(page) + 0x38, 8)).toBe(ordinary);
    }
  });
});

// priv "Shadow Stack Memory Protection". The rows are the page's R, W and X.
describe('what may be done with which page', () => {
  const { loadPageFault, storePageFault, storeAccessFault, instructionPageFault, instructionAccessFault } = exception;
  const accesses = [
    'sspush ra',
    'sspopchk ra',
    'ssamoswap.d a1, ra, (a0)',
    'ld a1, 0(a0)',
    'sd ra, 0(a0)',
    'jalr t1, 0(a0)',
  ];
  test.each<[flags: string, bits: bigint, ...expected: (bigint | 'ok')[]]>([
    ['-w-', pte.W, 'ok', 'ok', 'ok', 'ok', storeAccessFault, instructionAccessFault],
    ['r--', pte.R, storePageFault, storePageFault, storePageFault, 'ok', storePageFault, instructionPageFault],
    ['rw-', pte.R | pte.W, storeAccessFault, storeAccessFault, storeAccessFault, 'ok', 'ok', instructionPageFault],
    ['--x', pte.X, storeAccessFault, storeAccessFault, storeAccessFault, loadPageFault, storePageFault, 'ok'],
    [
      '-wx',
      pte.W | pte.X,
      storePageFault,
      storePageFault,
      storePageFault,
      loadPageFault,
      storePageFault,
      instructionPageFault,
    ],
    ['r-x', pte.R | pte.X, storeAccessFault, storeAccessFault, storeAccessFault, 'ok', storePageFault, 'ok'],
    ['rwx', pte.R | pte.W | pte.X, storeAccessFault, storeAccessFault, storeAccessFault, 'ok', 'ok', 'ok'],
    // U and SUM are as for any page.
    [
      '-w-, user',
      pte.W | pte.U,
      storePageFault,
      storePageFault,
      storePageFault,
      loadPageFault,
      storePageFault,
      instructionPageFault,
    ],
  ])('%s', (_flags, bits, ...expected) => {
    const outcomes = accesses.map((source) => {
      const { hart } = prepared(source, bits | pte.V | pte.A | pte.D);
      hart.step();
      if (source.startsWith('jalr')) hart.step();
      return outcome(hart);
    });
    expect(outcomes).toEqual(expected);
  });

  test.each(['cbo.clean (a0)', 'cbo.flush (a0)', 'cbo.inval (a0)', 'cbo.zero (a0)'])(
    'on a shadow-stack page, no cache-block operation: %s',
    (source) => {
      const { hart } = prepared(source);
      hart.write(menvcfg, menvcfg.SSE.mask | menvcfg.CBIE.mask | menvcfg.CBCFE.mask | menvcfg.CBZE.mask);
      hart.step();
      expect([outcome(hart), hart.read(mtval)]).toEqual([storeAccessFault, stack + 0x40n]);
    },
  );

  test('without menvcfg.SSE the encoding is reserved', () => {
    for (const source of ['ld a1, 0(a0)', 'sd a1, 0(a0)']) {
      const { hart } = prepared(source);
      hart.write(menvcfg, 0n);
      hart.step();
      expect(outcome(hart)).toBe(source.startsWith('ld') ? loadPageFault : storePageFault);
    }
  });

  test('MXR changes nothing', () => {
    const { hart } = prepared('sspush ra', pte.V | pte.X | pte.A | pte.D);
    hart.set(mstatus.MXR, 1);
    hart.step();
    expect(outcome(hart)).toBe(storeAccessFault);
  });

  // priv "Virtual Address Translation Process": D is for what stores, and sspopchk only loads. Spike asks for it too.
  test.each([
    ['sspopchk ra', pte.A, 'ok'],
    ['sspopchk ra', 0n, storePageFault],
    ['sspush ra', pte.A, storePageFault],
    ['ssamoswap.d a1, ra, (a0)', pte.A, storePageFault],
  ] as const)('%s with A and D as in %x', (source, marks, expected) => {
    const { hart } = prepared(source, pte.V | pte.W | marks);
    hart.step();
    expect(outcome(hart)).toBe(expected);
  });
});

describe('where there are no shadow-stack pages', () => {
  // A device's memory is not idempotent.
  test.each(['sspush ra', 'sspopchk ra', 'ssamoswap.d a1, ra, (a0)'])('%s to a device is an access fault', (source) => {
    const touched: number[] = [];
    const device: Bus = {
      read: (address) => (touched.push(address), 0n),
      write: (address) => touched.push(address) > 0,
    };
    const { hart, memory } = bareHart([], { bus: device });
    const tables = new PageTables(memory, BigInt(ramBase) + 0x1_0000n);
    hart.write(satp, (8n << 60n) | (root >> 12n));
    ready(hart, memory, tables, source, shadow);
    tables.map(3, root, stack, 0x1000_0000n, shadow);
    hart.enter('S', false);
    hart.step();
    expect([outcome(hart), touched]).toEqual([exception.storeAccessFault, []]);
  });

  test.each(['sspush ra', 'sspopchk ra', 'ssamoswap.w a1, ra, (a0)'])(
    '%s is an access fault while satp is Bare',
    (source) => {
      const { hart } = prepared(source);
      hart.write(satp, 0n);
      hart.pc = data;
      hart.write(ssp, page);
      hart.setX(10, page);
      hart.step();
      expect(outcome(hart)).toBe(exception.storeAccessFault);
    },
  );

  test('ssamoswap in M-mode is one too, unless MPRV lends it S-mode', () => {
    const { hart, memory } = prepared('ssamoswap.d a1, ra, (a0)\nssamoswap.w a1, ra, (a0)');
    hart.enter('M', false);
    hart.pc = data;
    hart.step();
    expect([hart.read(mcause), hart.pc]).toEqual([exception.storeAccessFault, handler]);
    hart.pc = data;
    hart.set(mstatus.MPP, 1);
    hart.set(mstatus.MPRV, 1);
    hart.setX(1, 0x8765_4321n);
    hart.step();
    expect([hart.pc, hart.x(11)]).toEqual([data + 4n, ordinary]);
    hart.step();
    expect([hart.pc, hart.x(11), memory.read(Number(page) + 0x40, 8)]).toEqual([
      data + 8n,
      0xffff_ffff_8765_4321n,
      0x8765_4321n,
    ]);
  });

  test('a misaligned one is an access fault, for nobody is to emulate it', () => {
    const { hart } = prepared('ssamoswap.d a1, ra, (a0)');
    hart.setX(10, stack + 4n);
    hart.step();
    expect([outcome(hart), hart.read(mtval)]).toEqual([exception.storeAccessFault, stack + 4n]);
  });
});

// priv "Shadow Stack Memory Protection": PMP must permit reading and writing.
test.each([
  ['sspush ra', 0b001n, exception.storeAccessFault],
  ['sspopchk ra', 0b001n, exception.storeAccessFault],
  ['sspopchk ra', 0b011n, 'ok'],
  ['sspopchk ra', 0b100n, exception.storeAccessFault],
] as const)('%s under PMP %x', (source, permissions, expected) => {
  const { hart } = prepared(source);
  hart.write(pmpaddrs[1]!, (1n << 54n) - 1n);
  hart.write(pmpaddrs[0]!, (page >> 2n) | 0x1ffn);
  hart.write(pmpcfgs[0]!, 0x1f00n | 0x18n | permissions);
  hart.step();
  expect(outcome(hart)).toBe(expected);
});

// priv "Shadow Stack Memory Protection": the G-stage has no shadow stacks, and must permit reading and writing.
describe('in a guest', () => {
  const prepareGuest = (source: string, guestFlags: bigint) => {
    const { hart, memory, tables } = guest();
    hart.V = false;
    ready(hart, memory, tables, source, shadow);
    hart.write(henvcfg, henvcfg.SSE.mask);
    tables.map(3, guestRoot, page, page, guestFlags | pte.U | pte.V | pte.A | pte.D);
    hart.enter('S', true);
    hart.flushTranslations();
    return hart;
  };
  test.each([
    ['sspush ra', pte.R | pte.W, 'ok'],
    ['sspopchk ra', pte.R | pte.W, 'ok'],
    ['sspush ra', pte.R, exception.storeGuestPageFault],
    ['sspopchk ra', pte.R, exception.storeGuestPageFault],
    ['sspopchk ra', pte.W, exception.storeGuestPageFault],
    ['ld a1, 0(a0)', pte.R, 'ok'],
    ['ld a1, 0(a0)', pte.W, exception.loadGuestPageFault],
  ] as const)('%s with G-stage flags %x', (source, flags, expected) => {
    const hart = prepareGuest(source, flags);
    hart.step();
    expect(outcome(hart)).toBe(expected);
  });

  test.each(['ld a1, 0(a0)', 'sd a1, 0(a0)'])('without henvcfg.SSE the encoding is reserved: %s', (source) => {
    const hart = prepareGuest(source, pte.R | pte.W);
    hart.write(henvcfg, 0n);
    hart.step();
    expect(outcome(hart)).toBe(source.startsWith('ld') ? exception.loadPageFault : exception.storePageFault);
  });

  test('without henvcfg.SSE sspush does nothing', () => {
    const hart = prepareGuest('sspush ra', pte.R | pte.W);
    hart.write(henvcfg, 0n);
    hart.step();
    expect([outcome(hart), hart.cell(ssp.address)]).toEqual(['ok', stack + 0x40n]);
  });

  test('without henvcfg.SSE ssamoswap is a virtual instruction, without senvcfg.SSE also in VU-mode', () => {
    const hart = prepareGuest('ssamoswap.d a1, ra, (a0)', pte.R | pte.W);
    hart.write(henvcfg, 0n);
    hart.step();
    expect(outcome(hart)).toBe(exception.virtualInstruction);
    expect(hart.read(senvcfg)).toBe(0n);
  });
});
