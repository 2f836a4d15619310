import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isView, isWindow, type Csr, type Register } from './csr.ts';
import * as all from '../csrs/csrs.ts';
import { csrs } from '../csrs/csrs.ts';
import { legalize } from './csr-write.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const allOnes = (1n << 64n) - 1n;
const registers: readonly Register[] = csrs.filter((csr): csr is Register => !isView(csr));

/** The extensions of the table: others add fields of their own, which their tests check. */
const base = 'rv64imafdch_zicfilp_zicfiss_zicntr_zihpm_ssdbltrp_sstc_svadu';

/** What is read after all bits were written, and after none were; from the section that the declaration names. */
const writable: [keyof typeof all, ones: bigint, zeros: bigint, isa?: string][] = [
  // SIE MIE SPIE MPIE SPP MPP FS MPRV SUM MXR TVM TW TSR SPELP, UXL = SXL = 2, GVA MPV MPELP, SD while FS is Dirty; DTE does not grant SDT
  ['mstatus', 0x8000_02ca_00fe_79aan, 0xa_0000_0000n],
  ['mstatus', 0xa_007e_19aan, 0xa_0000_0000n, 'rv64imac'],
  ['sstatus', 0x8000_0002_008c_6122n, 0x2_0000_0000n],
  ['vsstatus', 0x8000_0002_008c_6122n, 0x2_0000_0000n],
  ['mtvec', allOnes & ~2n, 0n],
  ['stvec', allOnes & ~2n, 0n],
  ['vstvec', allOnes & ~2n, 0n],
  // Without bit 0, which cannot occur with C; without 11 (ecall from M), 14 (reserved) and 16 (double trap)
  ['medeleg', 0xfc_b7fen, 0n],
  ['medeleg', 0x8_b3ffn, 0n, 'rv64ima'],
  ['mideleg', 0x1666n, 0x1444n],
  ['mideleg', 0x222n, 0n, 'rv64imac'],
  // SSIP VSSIP STIP SEIP
  ['mip', 0x226n, 0n],
  ['mip', 0x222n, 0n, 'rv64imac'],
  ['mie', 0x1eeen, 0n],
  ['mie', 0xaaan, 0n, 'rv64imac'],
  ['fcsr', 0xffn, 0n],
  ['mcounteren', 0xffff_ffffn, 0n],
  ['mcounteren', 7n, 0n, 'rv64imac_zicntr'],
  ['scounteren', 0xffff_ffffn, 0n],
  ['hcounteren', 0xffff_ffffn, 0n],
  ['mcountinhibit', 0xffff_fffdn, 0n],
  ['mscratch', allOnes, 0n],
  ['mepc', allOnes & ~1n, 0n],
  ['mepc', allOnes & ~3n, 0n, 'rv64ima'],
  ['sepc', allOnes & ~1n, 0n],
  ['vsepc', allOnes & ~1n, 0n],
  ['mcause', allOnes, 0n],
  ['mtval', allOnes, 0n],
  ['mtval2', allOnes, 0n],
  ['mtinst', allOnes, 0n],
  ['mcycle', allOnes, 0n],
  ['minstret', allOnes, 0n],
  // FIOM, LPE, SSE, DTE, ADUE, STCE
  ['menvcfg', 0xa800_0000_0000_000dn, 0n],
  ['menvcfg', 1n, 0n, 'rv64imac'],
  // FIOM, LPE; menvcfg does not grant SSE
  ['senvcfg', 5n, 0n],
  ['sscratch', allOnes, 0n],
  ['scause', allOnes, 0n],
  ['stval', allOnes, 0n],
  ['vsscratch', allOnes, 0n],
  ['vscause', allOnes, 0n],
  ['vstval', allOnes, 0n],
  ['stimecmp', allOnes, 0n],
  ['vstimecmp', allOnes, 0n],
  // GVA SPV SPVP HU VTVM VTW VTSR, VSXL = 2
  ['hstatus', 0x2_0070_03c0n, 0x2_0000_0000n],
  // priv "Hypervisor Trap Delegation (hedeleg and hideleg) Registers": the table of its bits
  ['hedeleg', 0xc_b1ffn, 0n],
  ['hideleg', 0x444n, 0n],
  ['hvip', 0x444n, 0n],
  ['hie', 0x1444n, 0n],
  ['hgeip', 0n, 0n],
  ['hgeie', 0n, 0n],
  ['htimedelta', allOnes, 0n],
  ['htval', allOnes, 0n],
  ['htinst', allOnes, 0n],
];
test.each(writable)('%s reads 0x%x after all ones, 0x%x after all zeros %s', (name, ones, zeros, isa = base) => {
  const hart = new PlainHart(isa);
  const csr = all[name] as Csr;
  hart.write(csr, allOnes);
  expect(hart.read(csr)).toBe(ones);
  hart.write(csr, 0n);
  expect(hart.read(csr)).toBe(zeros);
});

test('mstatus.MPP holds U, S and M, and makes U of the reserved 2', () => {
  const hart = new PlainHart();
  for (const [wanted, held] of [
    [3n, 3],
    [1n, 1],
    [2n, 0],
    [0n, 0],
  ] as const) {
    hart.write(all.mstatus, wanted << 11n);
    expect(hart.get(all.mstatus.MPP)).toBe(held);
  }
});

describe('satp, vsatp and hgatp', () => {
  const [sv39, sv48, sv57] = [8n << 60n, 9n << 60n, 10n << 60n];

  test.each(['satp', 'vsatp'] as const)('%s holds 44 bits of PPN and 16 of ASID', (name) => {
    const hart = new PlainHart();
    for (const mode of [sv39, sv48, sv57, 0n]) {
      hart.write(all[name], mode | 0x0fff_ffff_ffff_ffffn);
      expect(hart.read(all[name])).toBe(mode | 0x0fff_ffff_ffff_ffffn);
    }
  });

  test.each(['satp', 'vsatp'] as const)('a write to %s with an unsupported MODE changes nothing', (name) => {
    const hart = new PlainHart();
    hart.write(all[name], sv39 | 0x1234n);
    for (const mode of [1n, 7n, 11n, 15n]) {
      hart.write(all[name], (mode << 60n) | 0x5678n);
      expect(hart.read(all[name])).toBe(sv39 | 0x1234n);
    }
  });

  // priv "Shgatpa Extension for Translation Mode Support, Version 1.0" and that of Shvsatpa: hgatp and vsatp have the schemes of satp. QEMU 11.1: as satp.elf of `-cpu rva22s64` shows.
  test.each([
    ['rv64imah', [0n, 8n, 9n, 10n]],
    ['rv64imah_sv57', [0n, 8n, 9n, 10n]],
    ['rv64imah_sv48', [0n, 8n, 9n]],
    ['rv64imah_sv39', [0n, 8n]],
    ['rv64imah_svbare', [0n]],
  ])('%s: the schemes that the ISA names, and all where it names none', (isa, legal) => {
    for (const csr of [all.satp, all.vsatp, all.hgatp])
      for (let mode = 0n; mode < 16n; mode++) {
        const hart = new PlainHart(isa);
        hart.write(csr, mode << 60n);
        expect(hart.read(csr) >> 60n, `${csr.name} ${mode}`).toBe(legal.includes(mode) ? mode : 0n);
      }
  });

  test('hgatp keeps its MODE and takes the rest; VMID has 14 bits, the root is aligned to 16 KiB', () => {
    const hart = new PlainHart();
    hart.write(all.hgatp, sv48 | 0x0fff_ffff_ffff_ffffn);
    expect(hart.read(all.hgatp)).toBe(sv48 | 0x03ff_ffff_ffff_fffcn);
    hart.write(all.hgatp, (11n << 60n) | 0x5678n);
    expect(hart.read(all.hgatp)).toBe(sv48 | 0x5678n);
    hart.write(all.hgatp, 0n);
    expect(hart.read(all.hgatp)).toBe(0n);
  });
});

/** priv "Machine Environment Configuration (menvcfg) Register". */
describe('henvcfg', () => {
  test('ADUE and STCE are read-only zero while menvcfg does not grant them', () => {
    const hart = new PlainHart(base);
    hart.write(all.menvcfg, 0n);
    hart.write(all.henvcfg, allOnes);
    expect(hart.read(all.henvcfg)).toBe(5n);
    hart.write(all.menvcfg, 1n << 63n);
    expect(hart.read(all.henvcfg)).toBe(5n);
    hart.write(all.henvcfg, allOnes);
    expect(hart.read(all.henvcfg)).toBe((1n << 63n) | 5n);
    hart.write(all.menvcfg, 0n);
    expect(hart.read(all.henvcfg)).toBe(5n);
  });

  test('what was granted is there again when it is granted again, as on Spike', () => {
    const hart = new PlainHart(base);
    hart.write(all.menvcfg, allOnes);
    hart.write(all.henvcfg, allOnes);
    hart.write(all.menvcfg, 0n);
    hart.write(all.henvcfg, 0n);
    hart.write(all.menvcfg, allOnes);
    expect(hart.read(all.henvcfg)).toBe(0xa800_0000_0000_0008n);
  });
});

describe('time', () => {
  test('is mtime, and with V = 1 plus htimedelta, without the carry', () => {
    const hart = new PlainHart();
    hart.mtime = 100n;
    hart.write(all.htimedelta, allOnes - 9n);
    expect(hart.enter('HS').read(all.time)).toBe(100n);
    expect(hart.enter('VU').read(all.time)).toBe(90n);
  });
});

test('cycle, instret and hpmcounter3 are the machine counters', () => {
  const hart = new PlainHart();
  hart.write(all.mcycle, 7n);
  hart.write(all.minstret, 5n);
  expect([all.cycle, all.instret, all.hpmcounters[0]!].map((csr) => hart.read(csr))).toEqual([7n, 5n, 0n]);
});

const bits64 = fc.bigInt({ min: 0n, max: allOnes });

describe('properties', () => {
  for (const isa of ['max', 'rv64ima']) {
    test(`a legal value is its own legal value (${isa})`, () => {
      fc.assert(
        fc.property(fc.constantFrom(...registers), bits64, bits64, bits64, (register, wanted, before, menvcfg) => {
          const hart = new PlainHart(isa);
          hart.write(all.menvcfg, menvcfg);
          hart.write(register, before);
          const old = hart.cell(register.address);
          const legal = legalize(register, wanted, old, hart);
          expect(legalize(register, legal, old, hart)).toBe(legal);
          expect(legalize(register, legal, legal, hart)).toBe(legal);
        }),
      );
    });

    test(`writing back what was read changes nothing (${isa})`, () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.constantFrom(...csrs), bits64)), fc.constantFrom(...csrs), (writes, csr) => {
          const hart = new PlainHart(isa);
          for (const [target, value] of writes) hart.write(target, value);
          const cells = registers.map(({ address }) => hart.cell(address));
          hart.write(csr, hart.read(csr));
          expect(registers.map(({ address }) => hart.cell(address))).toEqual(cells);
        }),
      );
    });
  }

  test('a write changes no cells but those of the registers it shows', () => {
    fc.assert(
      fc.property(fc.constantFrom(...csrs), bits64, bits64, (csr, first, second) => {
        const hart = new PlainHart();
        for (const register of registers) hart.write(register, first & ~all.menvcfg.STCE.mask);
        const before = registers.map(({ address }) => hart.cell(address));
        hart.write(csr, second);
        const changed = registers.filter(({ address }, index) => hart.cell(address) !== before[index]);
        expect(changed.every((register) => registersOf(csr, hart).includes(register))).toBe(true);
      }),
    );
  });
});

/** The registers whose bits a CSR shows. */
function registersOf(csr: Csr, hart: PlainHart): readonly Register[] {
  if (isWindow(csr)) {
    const selected = csr.selects(hart);
    return selected ? registersOf(selected, hart) : [];
  }
  return isView(csr) ? csr.parts.map(({ of }) => of) : [csr];
}
