import { describe, expect, test } from 'vitest';
import type { Csr } from '../csr/csr.ts';
import * as all from './csrs.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const allOnes = (1n << 64n) - 1n;
const bit = (interrupt: number) => 1n << BigInt(interrupt);
const SSI = bit(1);
const STI = bit(5);
const SEI = bit(9);
const RAS = bit(35) | bit(43);
const local = bit(13) | RAS;

const hart = () => new PlainHart('rv64imach_smaia_sstc');
const reads = (of: PlainHart, csr: Csr) => of.read(csr);

/** aia "Interrupt filtering and virtual interrupts for supervisor level" */
describe('mvien and mvip', () => {
  test('what can be written', () => {
    const h = hart();
    h.write(all.mvien, allOnes);
    expect(reads(h, all.mvien)).toBe(SSI | SEI | local);
    h.write(all.mvip, allOnes);
    expect(reads(h, all.mvip)).toBe(SSI | STI | SEI | local);
  });

  test('while mvien.SSI is zero, mvip.SSIP is mip.SSIP, and otherwise a bit of its own', () => {
    const h = hart();
    h.write(all.mvip, SSI);
    expect(reads(h, all.mip)).toBe(SSI);
    h.write(all.mvien, SSI);
    h.write(all.mvip, 0n);
    expect(reads(h, all.mip)).toBe(SSI);
    h.write(all.mvip, SSI);
    h.write(all.mip, 0n);
    expect(reads(h, all.mvip)).toBe(SSI);
    h.write(all.mvien, 0n);
    expect(reads(h, all.mvip)).toBe(0n);
  });

  test('mvip.STIP is mip.STIP, or read-only zero while stimecmp drives that', () => {
    const h = hart();
    h.write(all.mvip, STI);
    expect(reads(h, all.mip)).toBe(STI);
    h.write(all.menvcfg, all.menvcfg.STCE.mask);
    h.write(all.stimecmp, 0n);
    expect(reads(h, all.mip)).toBe(STI);
    expect(reads(h, all.mvip)).toBe(0n);
  });

  test('mvip.SEIP is the software-writable bit of mip, which mvien.SEI takes out of mip without changing it', () => {
    const h = hart();
    h.write(all.mip, SEI);
    expect(reads(h, all.mvip)).toBe(SEI);
    h.write(all.mvien, SEI);
    expect(reads(h, all.mvip)).toBe(SEI);
    expect(reads(h, all.mip)).toBe(0n);
    h.write(all.mip, 0n);
    expect(reads(h, all.mvip)).toBe(SEI);
    h.interruptLines = SEI;
    h.write(all.mvip, 0n);
    expect(reads(h, all.mip)).toBe(SEI);
    h.setBits(all.mip, SEI);
    expect(reads(h, all.mvip)).toBe(0n);
  });

  test('for the interrupts from 13 upward mvip is independent of mip', () => {
    const h = hart();
    h.write(all.mvip, RAS);
    expect(reads(h, all.mip)).toBe(0n);
    h.write(all.mip, RAS);
    h.write(all.mvip, 0n);
    expect(reads(h, all.mip)).toBe(RAS);
  });
});

/** The rows of the table in the same section. */
describe('sip and sie under mideleg and mvien', () => {
  test.each([
    ['neither: read-only zero', 0n, 0n],
    ['mvien: alias of mvip, and sie writable', 0n, allOnes],
    ['mideleg: alias of mip and mie, whatever mvien says', allOnes, allOnes],
    ['mideleg: alias of mip and mie', allOnes, 0n],
  ])('%s', (_, mideleg, mvien) => {
    const h = hart();
    h.write(all.mideleg, mideleg);
    h.write(all.mvien, mvien);
    h.write(all.mip, bit(35));
    h.write(all.mvip, bit(43));
    h.write(all.mie, RAS);
    expect(reads(h, all.sip)).toBe(mideleg ? bit(35) : mvien ? bit(43) : 0n);
    expect(reads(h, all.sie)).toBe(mideleg ? RAS : 0n);

    h.write(all.sip, SSI | bit(35));
    expect(reads(h, all.sip)).toBe(mideleg || mvien ? SSI | bit(35) : 0n);
    expect(reads(h, all.mip) & bit(35)).toBe(bit(35));
    h.write(all.sip, 0n);
    expect(reads(h, all.sip)).toBe(0n);
    expect(reads(h, all.mip) & bit(35)).toBe(mideleg ? 0n : bit(35));

    h.write(all.sie, bit(43));
    expect(reads(h, all.sie)).toBe(mideleg || mvien ? bit(43) : 0n);
    expect(reads(h, all.mie)).toBe(mideleg ? bit(43) : RAS);
  });

  // priv "Supervisor Interrupt (sip and sie) Registers": SEIP is read-only in sip. So is it on Spike and QEMU.
  test('SEIP of sip is what M-mode asserts or what it delegates, and read-only', () => {
    const h = hart();
    h.write(all.mvien, SEI);
    h.interruptLines = SEI;
    expect(reads(h, all.sip)).toBe(0n);
    h.write(all.sip, SEI);
    expect(reads(h, all.mvip)).toBe(0n);
    h.write(all.mvip, SEI);
    h.write(all.sip, 0n);
    expect(reads(h, all.sip)).toBe(SEI);
    h.write(all.mideleg, SEI);
    h.interruptLines = 0n;
    expect(reads(h, all.sip)).toBe(0n);
    h.interruptLines = SEI;
    expect(reads(h, all.sip)).toBe(SEI);
  });
});

/** aia "Virtual interrupts for VS level": the rows of its table. */
describe('vsip and vsie under hideleg and hvien', () => {
  test.each([
    ['neither: read-only zero', 0n, 0n],
    ['hvien: alias of hvip, and vsie writable', 0n, allOnes],
    ['hideleg: alias of sip and sie', allOnes, allOnes],
  ])('%s', (_, hideleg, hvien) => {
    const h = hart();
    h.write(all.mideleg, allOnes);
    h.write(all.hideleg, hideleg);
    h.write(all.hvien, hvien);
    h.write(all.mip, bit(35));
    h.write(all.hvip, bit(43));
    h.write(all.mie, RAS);
    expect(reads(h, all.vsip)).toBe(hideleg ? bit(35) : hvien ? bit(43) : 0n);
    expect(reads(h, all.vsie)).toBe(hideleg ? RAS : 0n);

    h.write(all.vsip, bit(13));
    expect(reads(h, all.vsip)).toBe(hvien ? bit(13) : 0n);
    expect(reads(h, all.mip)).toBe(hideleg ? 0n : bit(35));
    h.write(all.vsie, bit(43));
    expect(reads(h, all.vsie)).toBe(hideleg || hvien ? bit(43) : 0n);
    expect(reads(h, all.sie) & RAS).toBe(hideleg ? bit(43) : RAS);
  });

  test('what hideleg passes on may be what M-mode asserts', () => {
    const h = hart();
    h.write(all.mvien, local);
    h.write(all.hideleg, allOnes);
    expect(reads(h, all.hideleg)).toBe(0x444n | local);
    h.write(all.mvip, local);
    h.write(all.vsie, local);
    expect(reads(h, all.vsip)).toBe(local);
    expect(reads(h, all.sie)).toBe(local);
    h.write(all.vsip, 0n);
    expect(reads(h, all.mvip)).toBe(0n);
  });

  test('hideleg is read-only zero where neither mideleg nor mvien is set', () => {
    const h = hart();
    h.write(all.hideleg, allOnes);
    expect(reads(h, all.hideleg)).toBe(0x444n);
    h.write(all.mideleg, bit(35));
    h.write(all.hideleg, allOnes);
    expect(reads(h, all.hideleg)).toBe(0x444n | bit(35));
    h.write(all.mideleg, 0n);
    expect(reads(h, all.hideleg)).toBe(0x444n);
  });

  test('hvien can be set for the interrupts from 13 upward only', () => {
    const h = hart();
    h.write(all.hvien, allOnes);
    expect(reads(h, all.hvien)).toBe(local);
  });
});

/** aia "Virtual interrupts for VS level": what hvictl.VTI takes from the guest. */
describe('hvictl.VTI', () => {
  const guest = () => {
    const h = hart();
    h.write(all.menvcfg, all.menvcfg.STCE.mask);
    h.write(all.henvcfg, all.henvcfg.STCE.mask);
    h.set(all.mcounteren.TM, 1);
    h.set(all.hcounteren.TM, 1);
    return h;
  };
  test.each([
    ['sip', true, true],
    ['sie', true, true],
    ['stimecmp', false, true],
    ['sstatus', false, false],
  ] as const)('%s', (name, read, write) => {
    const h = guest().enter('VS');
    const outcome = (traps: boolean) => (traps ? 'virtual-instruction' : 'ok');
    for (const is of [0, 1]) {
      h.set(all.hvictl.VTI, is);
      expect(h.attempt(all[name].address)).toBe(outcome(read && is === 1));
      expect(h.attempt(all[name].address, true)).toBe(outcome(write && is === 1));
    }
    h.enter('HS');
    expect(h.attempt(all[name].address, true)).toBe('ok');
    expect(h.attempt((all as unknown as Record<string, Csr>)[`v${name}`]!.address, true)).toBe('ok');
  });

  test('hvictl can hold these bits', () => {
    const h = hart();
    h.write(all.hvictl, allOnes);
    expect(reads(h, all.hvictl)).toBe(0x4fff_03ffn);
  });
});

describe('without the extensions', () => {
  test('Ssaia alone has no CSRs of machine level', () => {
    const h = new PlainHart('rv64imach_ssaia');
    for (const csr of [all.mvien, all.mvip, all.mtopi, all.miselect, all.mireg])
      expect(h.attempt(csr.address)).toBe('illegal-instruction');
    for (const csr of [all.stopi, all.siselect, all.hvien, all.hvictl, all.vstopi])
      expect(h.attempt(csr.address)).toBe('ok');
  });

  test('the interrupts that it adds are read-only zero', () => {
    const h = new PlainHart('rv64imach');
    for (const csr of [all.mip, all.mie, all.mideleg, all.hideleg, all.hvip]) {
      h.write(csr, allOnes);
      expect(reads(h, csr) & local).toBe(0n);
    }
  });
});
