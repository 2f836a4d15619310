import { describe, expect, test } from 'vitest';
import type { Csr } from '../csr/csr.ts';
import * as all from './csrs.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const allOnes = (1n << 64n) - 1n;

/** Without the extensions that bring interrupts of their own, which their tests check. */
const base = 'rv64imach_sstc';
const SEIP = 1n << 9n;

/** priv "Machine Interrupt (mip and mie) Registers": its note on csrrs and csrrw. */
describe('mip.SEIP', () => {
  test('reads the line, which a read-modify-write does not store', () => {
    const hart = new PlainHart(base);
    hart.interruptLines = SEIP;
    expect(hart.setBits(all.mip, 2n)).toBe(SEIP);
    expect(hart.read(all.mip)).toBe(SEIP | 2n);
    hart.interruptLines = 0n;
    expect(hart.read(all.mip)).toBe(2n);
  });

  test('stays when the line falls, if software set it', () => {
    const hart = new PlainHart(base);
    hart.interruptLines = SEIP;
    hart.setBits(all.mip, SEIP);
    hart.interruptLines = 0n;
    expect(hart.read(all.mip)).toBe(SEIP);
    expect(hart.clearBits(all.mip, SEIP)).toBe(SEIP);
    expect(hart.read(all.mip)).toBe(0n);
  });

  test('cannot be cleared while the line is high', () => {
    const hart = new PlainHart(base);
    hart.interruptLines = SEIP;
    hart.write(all.mip, 0n);
    expect(hart.read(all.mip)).toBe(SEIP);
  });
});

test('mip.MSIP, MTIP and MEIP are the lines', () => {
  const hart = new PlainHart(base);
  hart.interruptLines = 0x888n;
  hart.write(all.mip, 0n);
  expect(hart.read(all.mip)).toBe(0x888n);
  hart.interruptLines = 0n;
  hart.write(all.mip, allOnes);
  expect(hart.read(all.mip) & 0x888n).toBe(0n);
});

/** After all ones were written to `from`, what every interrupt-pending register reads. */
const pending = (hart: PlainHart) =>
  (['mip', 'sip', 'hvip', 'hip', 'vsip'] as const).map((name) => hart.read(all[name]));

/** priv "Hypervisor Interrupt (hvip, hip, and hie) Registers", "Virtual Supervisor Interrupt (vsip and vsie) Registers". */
describe('which pending bits each register writes, and where they are seen', () => {
  test.each<[string, Csr, written: bigint[]]>([
    ['mip', all.mip, [0x226n, 0x222n, 0x4n, 0x4n, 0x2n]],
    ['sip', all.sip, [0x2n, 0x2n, 0n, 0n, 0n]],
    ['hvip', all.hvip, [0x444n, 0n, 0x444n, 0x444n, 0x222n]],
    ['hip', all.hip, [0x4n, 0n, 0x4n, 0x4n, 0x2n]],
    ['vsip', all.vsip, [0x4n, 0n, 0x4n, 0x4n, 0x2n]],
  ])('%s', (_, csr, written) => {
    const hart = new PlainHart(base);
    hart.write(all.mideleg, allOnes);
    hart.write(all.hideleg, allOnes);
    hart.write(csr, allOnes);
    expect(pending(hart)).toEqual(written);
    hart.write(csr, 0n);
    expect(pending(hart)).toEqual([0n, 0n, 0n, 0n, 0n]);
  });

  test('without delegation sip and vsip show nothing and change nothing', () => {
    const hart = new PlainHart(base);
    hart.write(all.mip, allOnes);
    hart.write(all.hvip, allOnes);
    expect(pending(hart)).toEqual([0x666n, 0n, 0x444n, 0x444n, 0n]);
    hart.write(all.sip, 0n);
    hart.write(all.vsip, 0n);
    expect(pending(hart)).toEqual([0x666n, 0n, 0x444n, 0x444n, 0n]);
  });

  test('sip and vsip go bit by bit', () => {
    const hart = new PlainHart(base);
    hart.write(all.mip, allOnes);
    hart.write(all.hvip, allOnes);
    hart.write(all.mideleg, 0x20n);
    hart.write(all.hideleg, 0x400n);
    expect(pending(hart)).toEqual([0x666n, 0x20n, 0x444n, 0x444n, 0x200n]);
  });
});

describe('which enable bits each register writes, and where they are seen', () => {
  const enabled = (hart: PlainHart) => (['mie', 'sie', 'hie', 'vsie'] as const).map((name) => hart.read(all[name]));
  test.each<[string, Csr, written: bigint[]]>([
    ['mie', all.mie, [0x1eeen, 0x222n, 0x1444n, 0x222n]],
    ['sie', all.sie, [0x222n, 0x222n, 0n, 0n]],
    ['hie', all.hie, [0x1444n, 0n, 0x1444n, 0x222n]],
    ['vsie', all.vsie, [0x444n, 0n, 0x444n, 0x222n]],
  ])('%s', (_, csr, written) => {
    const hart = new PlainHart(base);
    hart.write(all.mideleg, allOnes);
    hart.write(all.hideleg, allOnes);
    hart.write(csr, allOnes);
    expect(enabled(hart)).toEqual(written);
  });

  test('sie and vsie keep what is not delegated', () => {
    const hart = new PlainHart(base);
    hart.write(all.mie, allOnes);
    hart.write(all.mideleg, 0x200n);
    hart.write(all.hideleg, 0x40n);
    expect(enabled(hart)).toEqual([0x1eeen, 0x200n, 0x1444n, 0x20n]);
    hart.write(all.sie, 0n);
    hart.write(all.vsie, 0n);
    expect(hart.read(all.mie)).toBe(0x1eeen & ~0x240n);
  });
});

/** priv "Supervisor Timer (stimecmp) Register", "Virtual Supervisor Timer (vstimecmp) Register". */
describe('Sstc', () => {
  const STIP = 1n << 5n;
  const VSTIP = 1n << 6n;
  const STCE = 1n << 63n;

  test('stimecmp drives STIP while menvcfg.STCE is 1, and STIP is read-only', () => {
    const hart = new PlainHart(base);
    hart.write(all.menvcfg, STCE);
    hart.write(all.stimecmp, 100n);
    hart.mtime = 99n;
    hart.write(all.mip, STIP);
    expect(hart.read(all.mip)).toBe(0n);
    hart.mtime = 100n;
    hart.write(all.mip, 0n);
    expect(hart.read(all.mip)).toBe(STIP);
    hart.write(all.stimecmp, allOnes);
    expect(hart.read(all.mip)).toBe(0n);
  });

  test('what software wrote to STIP before is hidden meanwhile, and cannot be changed', () => {
    const hart = new PlainHart(base);
    hart.write(all.stimecmp, allOnes);
    for (const held of [STIP, 0n]) {
      hart.write(all.menvcfg, 0n);
      hart.write(all.mip, held);
      hart.write(all.menvcfg, STCE);
      expect(hart.read(all.mip)).toBe(0n);
      hart.write(all.mip, held ^ STIP);
      hart.write(all.menvcfg, 0n);
      expect(hart.read(all.mip)).toBe(held);
    }
  });

  test('software drives STIP while menvcfg.STCE is 0', () => {
    const hart = new PlainHart(base);
    hart.mtime = 100n;
    expect(hart.read(all.mip)).toBe(0n);
    hart.write(all.mip, STIP);
    hart.write(all.mideleg, STIP);
    expect(hart.read(all.sip)).toBe(STIP);
  });

  test('vstimecmp is compared with time + htimedelta, and is OR-ed with hvip.VSTIP', () => {
    const hart = new PlainHart(base);
    hart.write(all.menvcfg, STCE);
    hart.write(all.stimecmp, allOnes);
    hart.write(all.henvcfg, STCE);
    hart.write(all.htimedelta, allOnes);
    hart.write(all.vstimecmp, 100n);
    hart.mtime = 100n;
    expect(hart.read(all.hip)).toBe(0n);
    hart.mtime = 101n;
    expect(hart.read(all.hip)).toBe(VSTIP);
    expect(hart.read(all.hvip)).toBe(0n);
    hart.mtime = 0n;
    hart.write(all.htimedelta, 0n);
    hart.write(all.hvip, VSTIP);
    expect(hart.read(all.hip)).toBe(VSTIP);
  });

  test.each([
    ['menvcfg', all.menvcfg],
    ['henvcfg', all.henvcfg],
  ])('vstimecmp does nothing while %s.STCE is 0', (_, csr) => {
    const hart = new PlainHart(base);
    hart.write(all.menvcfg, STCE);
    hart.write(all.henvcfg, STCE);
    hart.write(all.stimecmp, allOnes);
    expect(hart.read(all.mip)).toBe(VSTIP);
    hart.write(csr, 0n);
    expect(hart.read(all.mip)).toBe(0n);
  });
});
