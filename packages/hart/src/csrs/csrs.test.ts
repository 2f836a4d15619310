import { csrAddresses, type CsrName } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { isView } from '../csr/csr.ts';
import { csrMap, csrs, mhartid, misa } from './csrs.ts';
import { csrCount } from '../state/layout.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const allOnes = (1n << 64n) - 1n;

describe('every declaration', () => {
  test('has its name, its address and its place in the specification', () => {
    const addresses: Readonly<Record<string, number>> = csrAddresses;
    for (const csr of csrs) {
      if (csr.address < csrCount) expect(csr.address).toBe(addresses[csr.name]);
      else expect(addresses[csr.name]).toBeUndefined();
      expect(csr.spec).toMatch(/^(priv|unpriv|aia|debug) "[^"]+"$/);
    }
  });

  test('lies within 64 bits', () => {
    for (const csr of csrs) for (const field of csr.fields) expect(field.mask & ~allOnes).toBe(0n);
  });
});

/** priv "CSR Listing", without the RV32 halves and without extensions that are not implemented. */
const listed: readonly CsrName[] = [
  ...(['tselect', 'tdata1', 'tdata2', 'tdata3', 'tinfo', 'mcontext', 'hcontext', 'scontext'] as const),
  ...([
    'miselect',
    'mireg',
    'mvien',
    'mvip',
    'mtopei',
    'mtopi',
    'siselect',
    'sireg',
    'stopei',
    'stopi',
    'hvien',
  ] as const),
  ...(['hvictl', 'hviprio1', 'hviprio2', 'vsiselect', 'vsireg', 'vstopei', 'vstopi'] as const),
  ...(['mvendorid', 'marchid', 'mimpid', 'mhartid', 'mconfigptr', 'mstatus', 'misa', 'medeleg', 'mideleg'] as const),
  ...(['mie', 'mtvec', 'mcounteren', 'mscratch', 'mepc', 'mcause', 'mtval', 'mip', 'mtinst', 'mtval2'] as const),
  ...([
    'menvcfg',
    'mcyclecfg',
    'minstretcfg',
    'scountovf',
    'mcycle',
    'minstret',
    'mcountinhibit',
    'sstatus',
    'sie',
    'stvec',
    'scounteren',
  ] as const),
  ...(['senvcfg', 'sscratch', 'sepc', 'scause', 'stval', 'sip', 'satp', 'stimecmp', 'hstatus', 'hedeleg'] as const),
  ...(['hideleg', 'hie', 'hcounteren', 'hgeie', 'htval', 'hip', 'hvip', 'htinst', 'hgeip', 'henvcfg'] as const),
  ...(['hgatp', 'htimedelta', 'vsstatus', 'vsie', 'vstvec', 'vsscratch', 'vsepc', 'vscause', 'vstval'] as const),
  ...(['vsip', 'vsatp', 'vstimecmp', 'cycle', 'time', 'instret'] as const),
  ...(['mseccfg', 'mnscratch', 'mnepc', 'mncause', 'mnstatus', 'ssp'] as const),
  ...(['fflags', 'frm', 'fcsr'] as const),
];
const numbered = (name: string, first: number, last: number, step = 1) =>
  Array.from({ length: (last - first) / step + 1 }, (_, index) => `${name}${first + index * step}`);

test('nothing is missing, and nothing is there twice', () => {
  const expected = [
    ...listed,
    ...numbered('pmpcfg', 0, 14, 2),
    ...numbered('pmpaddr', 0, 63),
    ...numbered('mstateen', 0, 3),
    ...numbered('hstateen', 0, 3),
    ...numbered('sstateen', 0, 3),
    ...numbered('mhpmcounter', 3, 31),
    ...numbered('mhpmevent', 3, 31),
    ...numbered('hpmcounter', 3, 31),
  ];
  const addressed = csrs.filter(({ address }) => address < csrCount);
  expect(addressed.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
});

test('with V = 1 the VS CSRs take the addresses of the supervisor CSRs, and nothing else changes', () => {
  // priv "Hypervisor and Virtual Supervisor CSRs"
  const substituted = ['status', 'ie', 'tvec', 'scratch', 'epc', 'cause', 'tval', 'ip', 'atp', 'timecmp'];
  const indirect = ['iselect', 'ireg', 'topei', 'topi'];
  for (const csr of csrs) {
    const virtual = csrMap.at(csr.address, true);
    const isSubstituted = csr.name.startsWith('s') && [...substituted, ...indirect].includes(csr.name.slice(1));
    expect(virtual?.name).toBe(isSubstituted ? `v${csr.name}` : csr.name);
    expect(csrMap.at(csr.address, false)).toBe(csr);
  }
});

describe('at reset', () => {
  test.each([
    // MXL = 2, and the letters; priv "Machine ISA (misa) Register"
    ['rv64imac', 0x8000_0000_0014_1105n],
    ['rv64imach', 0x8000_0000_0014_1185n],
    ['rv64imacbh', 0x8000_0000_0014_1187n],
    ['rv64imac_zba_zbb_zbs', 0x8000_0000_0014_1107n],
    ['rv64if', 0x8000_0000_0014_0120n],
    ['rv64gch', 0x8000_0000_0014_11adn],
    ['rv64i', 0x8000_0000_0014_0100n],
  ])('misa of %s', (isa, expected) => {
    const hart = new PlainHart(isa);
    expect(hart.read(misa)).toBe(expected);
    hart.write(misa, 0n);
    expect(hart.read(misa)).toBe(expected);
  });

  test('mhartid', () => {
    const hart = new PlainHart('max', 3n);
    expect(hart.read(mhartid)).toBe(3n);
    hart.write(mhartid, 0n);
    expect(hart.read(mhartid)).toBe(3n);
  });

  test('the others are zero but for what they fix', () => {
    const hart = new PlainHart();
    const nonzero = csrs.filter((csr) => hart.read(csr) !== 0n).map((csr) => [csr.name, hart.read(csr)]);
    expect(Object.fromEntries(nonzero)).toEqual({
      tdata1: 0xf000_0000_0000_0000n,
      tinfo: 0x100_8078n,
      'trigger0.tdata1': 0xf000_0000_0000_0000n,
      'trigger1.tdata1': 0xf000_0000_0000_0000n,
      'trigger2.tdata1': 0xf000_0000_0000_0000n,
      'trigger3.tdata1': 0xf000_0000_0000_0000n,
      misa: expect.any(BigInt),
      // ADUE: `max` has Svadu and not Svade.
      menvcfg: 1n << 61n,
      mstatus: 0xa_0000_0000n,
      sstatus: 0x2_0000_0000n,
      hstatus: 0x2_0000_0000n,
      vsstatus: 0x2_0000_0000n,
      mideleg: 0x1444n,
    });
  });
});

test('every read gives 64 unsigned bits', () => {
  const hart = new PlainHart();
  hart.mtime = allOnes;
  for (const csr of csrs) {
    hart.write(csr, allOnes);
    expect(hart.read(csr)).toBeGreaterThanOrEqual(0n);
    expect(hart.read(csr)).toBeLessThanOrEqual(allOnes);
  }
  expect(csrs.some(isView)).toBe(true);
});
