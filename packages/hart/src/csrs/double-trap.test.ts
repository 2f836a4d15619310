import { describe, expect, test } from 'vitest';
import { henvcfg, medeleg, menvcfg, mnstatus, mstatus, mtval2, sstatus, vsstatus } from './csrs.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const SIE = 1n << 1n;
const MIE = 1n << 3n;
const SDT = 1n << 24n;
const MDT = 1n << 42n;
const DTE = 1n << 59n;

/** A hart whose double traps are enabled at both levels. */
const enabled = () => {
  const hart = new PlainHart('max');
  hart.write(menvcfg, DTE);
  hart.write(henvcfg, DTE);
  return hart;
};

// priv "Double Trap Control in `sstatus` Register".
describe.each([
  ['mstatus', mstatus],
  ['sstatus', sstatus],
  ['vsstatus', vsstatus],
] as const)('SDT and SIE in %s', (_name, status) => {
  const both = SIE | SDT;
  test.each<[old: bigint, written: bigint, now: bigint]>([
    [0n, SIE, SIE],
    [0n, SDT, SDT],
    [0n, both, SDT],
    [SIE, both, SDT],
    [SIE, SDT, SDT],
    [SDT, SIE, SIE],
    [SDT, both, SDT],
    [SDT, 0n, 0n],
    [both, both, SDT],
  ])('%x, written %x', (old, written, now) => {
    const hart = enabled();
    const register = status === sstatus ? mstatus : status;
    hart.setCell(register.address, (hart.cell(register.address) & ~both) | old);
    hart.write(status, (hart.read(status) & ~both) | written);
    expect(hart.read(status) & both).toBe(now);
  });

  test('set by CSRRS, cleared by CSRRC', () => {
    const hart = enabled();
    hart.setBits(status, SIE);
    hart.setBits(status, SDT);
    expect(hart.read(status) & both).toBe(SDT);
    hart.setBits(status, SIE);
    expect(hart.read(status) & both).toBe(SDT);
    hart.clearBits(status, SDT);
    hart.setBits(status, SIE);
    expect(hart.read(status) & both).toBe(SIE);
  });
});

// priv "Machine Environment Configuration (menvcfg) Register": "When menvcfg.DTE is zero, the implementation behaves as
// though Ssdbltrp is not implemented".
test.each<[menvcfg: bigint, henvcfg: bigint, S: bigint, VS: bigint]>([
  [0n, 0n, 0n, 0n],
  [0n, DTE, 0n, 0n],
  [DTE, 0n, SDT, 0n],
  [DTE, DTE, SDT, SDT],
])('without DTE there is no SDT, and SIE is free: menvcfg=%x henvcfg=%x', (machine, hypervisor, S, VS) => {
  const hart = enabled();
  hart.write(mstatus, SDT);
  hart.write(vsstatus, SDT);
  hart.write(henvcfg, hypervisor);
  hart.write(menvcfg, machine);
  for (const [csr, shown] of [
    [mstatus, S],
    [sstatus, S],
    [vsstatus, VS],
  ] as const) {
    expect(hart.read(csr) & SDT).toBe(shown);
    hart.setBits(csr, SIE | SDT);
    expect(hart.read(csr) & (SIE | SDT)).toBe(shown || SIE);
  }
});

// priv "Double Trap Control in mstatus Register".
describe('MDT and MIE', () => {
  const both = MIE | MDT;
  test('MDT is 1 at reset', () => {
    expect(new PlainHart('rv64imah_smdbltrp').read(mstatus) & both).toBe(MDT);
    expect(new PlainHart('rv64imah').read(mstatus) & both).toBe(0n);
  });

  test.each<[old: bigint, written: bigint, now: bigint]>([
    [MDT, MIE, MIE],
    [MDT, both, MDT],
    [MIE, both, MDT],
    [MIE, MIE, MIE],
    [0n, MDT, MDT],
    [MDT, 0n, 0n],
  ])('%x, written %x', (old, written, now) => {
    const hart = new PlainHart('rv64imah_smdbltrp');
    hart.setCell(mstatus.address, (hart.cell(mstatus.address) & ~both) | old);
    hart.write(mstatus, (hart.read(mstatus) & ~both) | written);
    expect(hart.read(mstatus) & both).toBe(now);
  });

  test('is not there without Smdbltrp', () => {
    const hart = new PlainHart('rv64imah');
    hart.write(mstatus, both);
    expect(hart.read(mstatus) & both).toBe(MIE);
  });
});

test('a double trap cannot be delegated, a software check can where one can occur', () => {
  for (const [isa, bits] of [
    ['rv64imah_ssdbltrp', 0n],
    ['rv64imah_ssdbltrp_zicfilp', 1n << 18n],
    ['rv64imah_ssdbltrp_zicfiss', 1n << 18n],
  ] as const) {
    const hart = new PlainHart(isa);
    hart.write(medeleg, 2n ** 64n - 1n);
    expect(hart.read(medeleg) & 0x5_0000n).toBe(bits);
  }
});

test('mtval2 comes with H and with Ssdbltrp', () => {
  expect(new PlainHart('rv64ima').attempt(mtval2.address)).toBe('illegal-instruction');
  expect(new PlainHart('rv64ima_ssdbltrp').attempt(mtval2.address)).toBe('ok');
  expect(new PlainHart('rv64imah').attempt(mtval2.address)).toBe('ok');
});

// priv "RNMI CSRs".
describe('mnstatus', () => {
  test.each([
    ['rv64ima_smrnmi', 0x1808n],
    ['rv64imah_smrnmi', 0x1888n],
    ['rv64imah_smrnmi_zicfilp', 0x1a88n],
  ])('%s', (isa, writable) => {
    const hart = new PlainHart(isa);
    expect(hart.read(mnstatus)).toBe(0n);
    hart.write(mnstatus, 2n ** 64n - 1n);
    expect(hart.read(mnstatus)).toBe(writable);
    // NMIE can be set, not cleared.
    hart.write(mnstatus, 0n);
    expect(hart.read(mnstatus)).toBe(8n);
  });

  test('is not there without Smrnmi, and only for M-mode', () => {
    expect(new PlainHart('max').attempt(mnstatus.address)).toBe('illegal-instruction');
    const hart = new PlainHart('rv64imah_smrnmi');
    expect(hart.attempt(mnstatus.address, true)).toBe('ok');
    expect(hart.enter('HS').attempt(mnstatus.address)).toBe('illegal-instruction');
  });
});
