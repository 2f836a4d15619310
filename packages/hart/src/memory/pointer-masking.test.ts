import type { AccessKind } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { extract, type Field, fromHalves, type HartView, toHalves } from '../csr/csr.ts';
import {
  henvcfg,
  hstatus,
  mcause,
  menvcfg,
  mseccfg,
  mstatus,
  mtval,
  satp,
  senvcfg,
  vsatp,
  vsstatus,
} from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import { PointerMasking } from './pointer-masking.ts';
import { PlainHart } from '../testing/plain-hart.ts';
import { bareHart, ramBase } from '../testing/bare-hart.ts';
import { all, data, pte, supervisor } from '../testing/page-tables.ts';

const tagged = 0xab12_ffff_1234_5678n;
const modes = {
  M: ['M', false],
  HS: ['S', false],
  U: ['U', false],
  VS: ['S', true],
  VU: ['U', true],
} as const;

/** What becomes of an address in an access of this kind that is made as in this mode. */
function masked(hart: HartView, mode: keyof typeof modes, kind: AccessKind, address = tagged): bigint {
  const [low, high] = toHalves(address);
  const [privilege, V] = modes[mode];
  return fromHalves(low, new PointerMasking().read(hart, privilege, V, kind).apply(high));
}

/** priv "Pointer Masking Extensions": a mode's setting is in a register of the next more privileged mode. */
describe('the setting of a mode', () => {
  const settings: [keyof typeof modes, Field][] = [
    ['M', mseccfg.PMM],
    ['HS', menvcfg.PMM],
    ['VS', henvcfg.PMM],
    ['U', senvcfg.PMM],
    ['VU', senvcfg.PMM],
  ];
  test.each(settings)('of %s', (mode, field) => {
    const hart = new PlainHart().enter(mode);
    for (const [, other] of settings) if (other !== field) hart.set(other, 3);
    expect(masked(hart, mode, 'own')).toBe(tagged);
    hart.set(field, 2);
    expect(masked(hart, mode, 'own')).toBe(tagged & 0x01ff_ffff_ffff_ffffn);
    hart.set(field, 3);
    expect(masked(hart, mode, 'own')).toBe(tagged & 0x0000_ffff_ffff_ffffn);
  });

  /** priv "Hypervisor Status (hstatus) Register", HUPMM. */
  test('of HLV and HSV: HUPMM from U-mode as VU-mode, otherwise the guest mode’s own', () => {
    const setting = (from: keyof typeof modes, as: 'VS' | 'VU', kind: 'guest' | 'guest-execute') => {
      const hart = new PlainHart().enter(from);
      hart.set(hstatus.HUPMM, 2);
      hart.set(senvcfg.PMM, 3);
      expect(masked(hart, 'VS', 'guest')).toBe(tagged);
      hart.set(henvcfg.PMM, 3);
      return masked(hart, as, kind);
    };
    expect(setting('U', 'VU', 'guest')).toBe(tagged & 0x01ff_ffff_ffff_ffffn);
    expect(setting('HS', 'VU', 'guest')).toBe(tagged & 0x0000_ffff_ffff_ffffn);
    expect(setting('M', 'VU', 'guest')).toBe(tagged & 0x0000_ffff_ffff_ffffn);
    expect(setting('U', 'VS', 'guest')).toBe(tagged & 0x0000_ffff_ffff_ffffn);
    // priv "Hypervisor Virtual-Machine Load and Store Instructions": HLVX is exempt.
    expect(setting('U', 'VU', 'guest-execute')).toBe(tagged);
    expect(setting('HS', 'VS', 'guest-execute')).toBe(tagged);
  });
});

/** priv "The “Ignore” Transformation", with the example of priv "Example". */
describe('the transformation', () => {
  const example = 0xabff_ffff_1234_5678n;
  const masking = (mode: keyof typeof modes, atp?: typeof satp) => {
    const hart = new PlainHart().enter(mode);
    for (const field of [mseccfg.PMM, menvcfg.PMM, henvcfg.PMM, senvcfg.PMM]) hart.set(field, 2);
    if (atp) hart.set(atp.MODE, 10);
    return masked(hart, mode, 'own', example);
  };
  test('repeats the highest bit that counts in a virtual address', () => {
    expect(masking('HS', satp)).toBe(0xffff_ffff_1234_5678n);
    expect(masking('VU', vsatp)).toBe(0xffff_ffff_1234_5678n);
  });
  test('clears the bits of a physical or guest physical address', () => {
    expect(masking('M', satp)).toBe(0x01ff_ffff_1234_5678n);
    expect(masking('HS', vsatp)).toBe(0x01ff_ffff_1234_5678n);
    expect(masking('VS', satp)).toBe(0x01ff_ffff_1234_5678n);
  });
});

/** priv "Memory Accesses Subject to Pointer Masking". */
test('MXR ends it below M-mode: mstatus.MXR everywhere, vsstatus.MXR with V = 1', () => {
  const hart = new PlainHart();
  for (const field of [mseccfg.PMM, menvcfg.PMM, henvcfg.PMM, senvcfg.PMM]) hart.set(field, 3);
  const applies = () => Object.keys(modes).filter((mode) => masked(hart, mode as 'M', 'own') !== tagged);
  expect(applies()).toEqual(['M', 'HS', 'U', 'VS', 'VU']);
  hart.set(vsstatus.MXR, 1);
  expect(applies()).toEqual(['M', 'HS', 'U']);
  hart.set(mstatus.MXR, 1);
  expect(applies()).toEqual(['M']);
});

describe('on a hart', () => {
  const address = BigInt(ramBase) + 0x1000n;
  const tag = 0xabcd_0000_0000_0000n;
  const run = (hart: Hart, word: number, memory = bareHart().memory) => {
    memory.write(ramBase, 4, BigInt(word));
    hart.pc = BigInt(ramBase);
    return hart.step();
  };

  test.each([
    ['ld a0, 0(a1)', 0x0005_b503],
    ['sd a0, 0(a1)', 0x00a5_b023],
    ['amoadd.d a0, a2, (a1)', 0x00c5_b52f],
    ['lr.d a0, (a1)', 0x1005_b52f],
  ])('%s works with a tag when masking is on, and faults when it is off', (_, word) => {
    const { hart, memory } = bareHart();
    hart.setX(11, address | tag);
    expect(run(hart, word, memory).kind).toBe('trap');
    expect(hart.read(mtval)).toBe(address | tag);
    hart.write(mseccfg, mseccfg.PMM.mask);
    expect(run(hart, word, memory).kind).toBe('retired');
  });

  test('a fetch is never masked', () => {
    const { hart, memory } = bareHart();
    hart.write(mseccfg, mseccfg.PMM.mask);
    memory.write(ramBase, 4, 0x13n);
    hart.pc = BigInt(ramBase) | tag;
    expect(hart.step()).toMatchObject({ kind: 'trap', cause: 1n });
  });

  test('a trap reports the address without the tag', () => {
    const { hart, memory } = bareHart();
    hart.write(mseccfg, mseccfg.PMM.mask);
    hart.setX(11, 0xabcd_0000_0000_1000n);
    expect(run(hart, 0x0005_b503, memory)).toMatchObject({ kind: 'trap', cause: 5n });
    expect([hart.read(mcause), hart.read(mtval)]).toEqual([5n, 0x1000n]);
  });

  test('MPRV: the effective mode’s setting counts', () => {
    const { hart, memory } = bareHart();
    hart.write(mstatus, mstatus.MPRV.mask | (1n << 11n));
    hart.setX(11, address | tag);
    hart.write(mseccfg, mseccfg.PMM.mask);
    expect(run(hart, 0x0005_b503, memory).kind).toBe('trap');
    hart.write(mstatus, mstatus.MPRV.mask | (1n << 11n));
    hart.write(menvcfg, menvcfg.PMM.mask);
    expect(run(hart, 0x0005_b503, memory).kind).toBe('retired');
  });

  test('a change of senvcfg takes effect at the next access of U-mode, without a fence', () => {
    const { hart, memory } = bareHart();
    hart.enter('U', false);
    hart.setX(11, address | tag);
    hart.write(senvcfg, senvcfg.PMM.mask);
    expect(run(hart, 0x0005_b503, memory).kind).toBe('retired');
    hart.write(senvcfg, 0n);
    expect(run(hart, 0x0005_b503, memory).kind).toBe('trap');
  });

  test('each byte of a misaligned access is masked: it may wrap from the highest to the lowest address', () => {
    // Sv48 with PMLEN 16: the byte after 0x00007fff_ffffffff is that of 0xffff8000_00000000.
    const { hart, memory, tables } = supervisor(4);
    const root = extract(satp.PPN, hart.read(satp)) << 12n;
    tables.map(4, root, BigInt(ramBase), BigInt(ramBase), all);
    tables.map(4, root, 0x0000_7fff_ffff_f000n, data, all);
    tables.map(4, root, 0xffff_8000_0000_0000n, data + 0x1000n, pte.V | pte.R | pte.A);
    memory.write(Number(data) + 0xffc, 4, 0x1122_3344n);
    memory.write(Number(data) + 0x1000, 4, 0x5566_7788n);
    hart.setX(11, 0x1234_7fff_ffff_fffcn);
    hart.write(menvcfg, menvcfg.PMM.mask);
    expect(run(hart, 0x0005_b503, memory).kind).toBe('retired');
    expect(hart.x(10)).toBe(0x5566_7788_1122_3344n);
  });
});

/** The sections of the registers: the value 1 is reserved, and without its extension a field is read-only zero. */
describe('PMM fields', () => {
  const fields = [mseccfg.PMM, menvcfg.PMM, henvcfg.PMM, senvcfg.PMM, hstatus.HUPMM];
  test.each(fields)('$csr.name.$name', (field) => {
    const hart = new PlainHart();
    const held = [0n, 1n, 2n, 3n].map((value) => {
      hart.write(field.csr, value << BigInt(field.low));
      return hart.get(field);
    });
    expect(held).toEqual([0, 0, 2, 3]);
  });
  test.each([
    ['rv64ih_smmpm', [3, 0, 0, 0, 0]],
    ['rv64ih_smnpm', [0, 3, 0, 0, 0]],
    ['rv64ih_ssnpm', [0, 0, 3, 3, 3]],
    ['rv64ih', [0, 0, 0, 0, 0]],
  ])('of %s', (isa, expected) => {
    const hart = new PlainHart(isa);
    for (const { csr, mask } of fields) hart.write(csr, mask);
    expect(fields.map((field) => hart.get(field))).toEqual(expected);
  });
  test('mseccfg does not exist when no extension adds a field to it', () => {
    expect(new PlainHart('rv64ih_smnpm_ssnpm').attempt(mseccfg.address)).toBe('illegal-instruction');
    expect(new PlainHart('rv64i_smmpm').attempt(mseccfg.address)).toBe('ok');
  });
});
