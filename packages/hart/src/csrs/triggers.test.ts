import { describe, expect, test } from 'vitest';
import * as all from './csrs.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const allOnes = (1n << 64n) - 1n;
const hart = () => new PlainHart('rv64imach_sdtrig');
const without = (isa: string) => new PlainHart(isa);

/** debug "Enumeration": what a debugger finds. */
test('four triggers, each of every type there is', () => {
  const h = hart();
  const found = [0n, 1n, 2n, 3n, 4n].map((index) => {
    h.write(all.tselect, index);
    return h.read(all.tselect) === index ? h.read(all.tinfo) : undefined;
  });
  // Version 1.0; types 3 icount, 4 itrigger, 5 etrigger, 6 mcontrol6, 15 disabled.
  expect(found).toEqual([...Array.from({ length: 4 }, () => 0x0100_8078n), undefined]);
  h.write(all.tinfo, 0n);
  expect(h.read(all.tinfo)).toBe(0x0100_8078n);
});

test('each has registers of its own', () => {
  const h = hart();
  const write = (index: bigint) => {
    h.write(all.tselect, index);
    h.write(all.tdata1, (6n << 60n) | (index + 1n));
    h.write(all.tdata2, index + 0x100n);
    h.write(all.tdata3, (index << 2n) | 1n);
  };
  [0n, 1n, 2n, 3n].forEach(write);
  const read = (index: bigint) => {
    h.write(all.tselect, index);
    return [all.tdata1, all.tdata2, all.tdata3].map((csr) => h.read(csr));
  };
  for (const index of [0n, 1n, 2n, 3n])
    expect(read(index)).toEqual([(6n << 60n) | (index + 1n), index + 0x100n, (index << 2n) | 1n]);
});

/** debug "Trigger Module Registers": an unsupported configuration reads back as one that is supported. */
describe('tdata1 holds', () => {
  test.each([
    // vs vu m s u execute store load; size, select, hit1, hit0, chain; match 15 is reserved, action 15 does not exist
    ['mcontrol6', 6n, allOnes, 0x6000_0000_03e0_085fn],
    ['icount', 3n, allOnes, 0x3000_0000_07ff_ffc0n],
    ['itrigger', 4n, allOnes, 0x4400_0000_0000_1ac0n],
    ['etrigger', 5n, allOnes, 0x5400_0000_0000_1ac0n],
    ['disabled', 15n, allOnes, 0xf000_0000_0000_0000n],
    ['a disabled trigger for type 0', 0n, 0n, 0xf000_0000_0000_0000n],
    ['a disabled trigger for mcontrol', 2n, allOnes, 0xf000_0000_0000_0000n],
    ['a disabled trigger for type 7', 7n, allOnes, 0xf000_0000_0000_0000n],
  ])('%s', (_, type, data, expected) => {
    const h = hart();
    h.write(all.tdata1, (type << 60n) | (data & ((1n << 60n) - 1n)));
    expect(h.read(all.tdata1)).toBe(expected);
    h.write(all.tdata1, expected);
    expect(h.read(all.tdata1)).toBe(expected);
    h.write(all.tdata1, 0n);
    expect(h.read(all.tdata1)).toBe(0xf000_0000_0000_0000n);
  });

  test('no enables of guests without the hypervisor extension, and nmi with Smrnmi', () => {
    const written = (isa: string, type: bigint) => {
      const h = without(isa);
      h.write(all.tdata1, (type << 60n) | ((1n << 60n) - 1n));
      return h.read(all.tdata1);
    };
    expect(written('rv64imac_sdtrig', 6n)).toBe(0x6000_0000_0260_085fn);
    expect(written('rv64imac_sdtrig', 3n)).toBe(0x3000_0000_01ff_ffc0n);
    expect(written('rv64imac_sdtrig', 5n)).toBe(0x5400_0000_0000_02c0n);
    expect(written('rv64imac_sdtrig_smrnmi', 4n)).toBe(0x4400_0000_0000_06c0n);
  });

  test.each([0n, 1n, 2n, 3n, 4n, 5n, 8n, 9n, 12n, 13n])('match mode %i', (match) => {
    const h = hart();
    h.write(all.tdata1, (6n << 60n) | (match << 7n));
    expect(h.read(all.tdata1)).toBe((6n << 60n) | (match << 7n));
  });

  test.each([6n, 7n, 10n, 11n, 14n, 15n])('not match mode %i', (match) => {
    const h = hart();
    h.write(all.tdata1, (6n << 60n) | (match << 7n));
    expect(h.read(all.tdata1)).toBe(6n << 60n);
  });

  test.each([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n])('size %i', (size) => {
    const h = hart();
    h.write(all.tdata1, (6n << 60n) | (size << 16n));
    const there = [0n, 1n, 2n, 3n, 5n].includes(size);
    expect(h.read(all.tdata1)).toBe((6n << 60n) | (there ? size << 16n : 0n));
  });
});

/** debug "Match Control Type 6 (mcontrol6, at 0x7a1)": how a debugger finds maskmax6. */
describe('NAPOT ranges', () => {
  const napot = (6n << 60n) | (1n << 7n);
  test('up to 2^63 bytes', () => {
    const h = hart();
    h.write(all.tdata1, 0n);
    h.write(all.tdata2, 0n);
    h.write(all.tdata1, napot);
    expect(h.read(all.tdata1)).toBe(napot);
    h.write(all.tdata2, allOnes);
    expect(h.read(all.tdata2)).toBe(allOnes & ~(1n << 62n));
    h.write(all.tdata2, allOnes >> 2n);
    expect(h.read(all.tdata2)).toBe(allOnes >> 2n);
  });

  test('tdata1 cannot ask for what tdata2 does not name', () => {
    const h = hart();
    h.write(all.tdata2, allOnes);
    expect(h.read(all.tdata2)).toBe(allOnes);
    h.write(all.tdata1, napot);
    expect(h.read(all.tdata1)).toBe(6n << 60n);
    h.write(all.tdata1, napot | (8n << 7n));
    expect(h.read(all.tdata1)).toBe(6n << 60n);
    expect(h.read(all.tdata2)).toBe(allOnes);
  });
});

describe('tdata3', () => {
  test.each([
    // debug "Trigger Extra (RV64) (textra64, at 0x7a3)": mhvalue, mhselect, sbytemask, svalue, sselect
    ['rv64imach_sdtrig', 0xfff8_00f3_ffff_fffcn, [0n, 1n, 2n, 0n, 4n, 5n, 6n, 4n], [0n, 1n, 2n, 0n]],
    ['rv64imac_sdtrig', 0xfff8_00f3_ffff_fffcn, [0n, 0n, 0n, 0n, 4n, 4n, 4n, 4n], [0n, 1n, 2n, 0n]],
  ])('of %s', (isa, rest, mhselects, sselects) => {
    const h = without(isa);
    for (const mhselect of [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n]) {
      for (const sselect of [0n, 1n, 2n, 3n]) {
        h.write(all.tdata3, (allOnes & ~(7n << 48n) & ~3n) | (mhselect << 48n) | sselect);
        const expected = (mhselects[Number(mhselect)]! << 48n) | sselects[Number(sselect)]!;
        expect(h.read(all.tdata3)).toBe(rest | expected);
      }
    }
  });
});

describe('the context registers', () => {
  test('hold 32, 14 and, without guests, 13 bits', () => {
    const h = hart();
    h.write(all.scontext, allOnes);
    h.write(all.hcontext, allOnes);
    expect(h.read(all.scontext)).toBe(0xffff_ffffn);
    expect(h.read(all.mcontext)).toBe(0x3fffn);
    const withoutH = without('rv64imac_sdtrig');
    withoutH.write(all.mcontext, allOnes);
    expect(withoutH.read(all.mcontext)).toBe(0x1fffn);
    expect(withoutH.attempt(all.hcontext.address)).toBe('illegal-instruction');
  });

  // M, HS, U, VS, VU; priv "State Enable 0 Registers" for CONTEXT
  test.each([
    ['scontext', 'rv64imach_sdtrig', 'ok ok illegal ok virtual'],
    ['hcontext', 'rv64imach_sdtrig', 'ok ok illegal virtual virtual'],
    ['mcontext', 'rv64imach_sdtrig', 'ok illegal illegal illegal illegal'],
    ['tselect', 'rv64imach_sdtrig', 'ok illegal illegal illegal illegal'],
    ['tdata1', 'rv64imach_sdtrig', 'ok illegal illegal illegal illegal'],
    ['tcontrol', 'rv64imach_sdtrig', 'illegal illegal illegal illegal illegal'],
    ['tdata1', 'rv64imach', 'illegal illegal illegal illegal illegal'],
    ['scontext', 'rv64imach', 'illegal illegal illegal illegal illegal'],
    ['scontext', 'rv64imach_sdtrig_smstateen', 'ok illegal illegal illegal illegal'],
    ['hcontext', 'rv64imach_sdtrig_smstateen', 'ok illegal illegal illegal illegal'],
  ] as const)('%s of %s: %s', (name, isa, expected) => {
    const h = without(isa);
    const { address } = name === 'tcontrol' ? { address: 0x7a5 } : all[name];
    const modes = ['M', 'HS', 'U', 'VS', 'VU'] as const;
    expect(modes.map((mode) => h.enter(mode).attempt(address).replace('-instruction', '')).join(' ')).toBe(expected);
  });

  test('mstateen0.CONTEXT is for scontext and hcontext, hstateen0.CONTEXT for scontext in a guest', () => {
    const h = without('rv64imach_sdtrig_smstateen');
    h.set(all.mstateen0.CONTEXT, 1);
    expect(h.enter('HS').attempt(all.scontext.address)).toBe('ok');
    expect(h.attempt(all.hcontext.address)).toBe('ok');
    expect(h.enter('VS').attempt(all.scontext.address)).toBe('virtual-instruction');
    h.set(all.hstateen0.CONTEXT, 1);
    expect(h.attempt(all.scontext.address)).toBe('ok');
  });
});
