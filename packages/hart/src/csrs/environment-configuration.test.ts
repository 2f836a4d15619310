import { describe, expect, test } from 'vitest';
import { henvcfg, menvcfg, mseccfg, senvcfg, ssp } from './csrs.ts';
import { PlainHart } from '../testing/plain-hart.ts';
import { bareHart } from '../testing/bare-hart.ts';

const ones = 2n ** 64n - 1n;
const LPE = 1n << 2n;
const SSE = 1n << 3n;
const DTE = 1n << 59n;

describe('the fields of an extension are read-only zero without it', () => {
  test.each([
    ['rv64imah', 0n],
    ['rv64imah_zicfilp', LPE],
    ['rv64imah_zicfiss', SSE],
    ['rv64imah_ssdbltrp', DTE],
    ['rv64imah_zicfilp_zicfiss_ssdbltrp', LPE | SSE | DTE],
  ])('%s', (isa, fields) => {
    const hart = new PlainHart(isa);
    for (const csr of [menvcfg, henvcfg]) {
      hart.write(csr, ones);
      expect(hart.read(csr) & (LPE | SSE | DTE)).toBe(fields);
    }
    hart.write(senvcfg, ones);
    expect(hart.read(senvcfg) & (LPE | SSE | DTE)).toBe(fields & ~DTE);
  });
});

// QEMU 11.1 resets menvcfg so, and henvcfg to 0: a program in M-mode of `-cpu rv64`, `max` and `rva23s64` reads 1, 1, 0.
test.each([
  ['rv64imah', 0n],
  ['rv64imah_svade', 0n],
  ['rv64imah_svadu', 1n],
  ['rv64imah_svade_svadu', 0n],
])('%s: hardware updates A and D from reset on where nothing says that it does not', (isa, ADUE) => {
  const hart = new PlainHart(isa);
  expect(hart.read(menvcfg)).toBe(ADUE << 61n);
  expect(hart.read(henvcfg)).toBe(0n);
});

test('mseccfg is there with Zicfilp, and holds MLPE', () => {
  expect(new PlainHart('rv64imah').attempt(mseccfg.address)).toBe('illegal-instruction');
  const hart = new PlainHart('rv64imah_zicfilp');
  expect(hart.attempt(mseccfg.address, true)).toBe('ok');
  expect(hart.read(mseccfg)).toBe(0n);
  hart.write(mseccfg, ones);
  expect(hart.get(mseccfg.MLPE)).toBe(1);
});

// priv "Machine Environment Configuration (menvcfg) Register": "When menvcfg.SSE is 0, the henvcfg.SSE and senvcfg.SSE
// fields are read-only zero"; priv "Hypervisor Environment Configuration Register (henvcfg)" for V = 1 and for DTE.
describe('a field that the more privileged level does not grant', () => {
  const hartWith = (menvcfgBits: bigint, henvcfgBits = menvcfgBits) => {
    const hart = new PlainHart('max');
    hart.write(menvcfg, ones);
    hart.write(henvcfg, henvcfgBits);
    hart.write(menvcfg, menvcfgBits);
    return hart;
  };

  test.each([SSE, DTE])('is zero in henvcfg, and stays as it was for later (%x)', (bit) => {
    const hart = hartWith(0n, bit);
    expect(hart.read(henvcfg) & bit).toBe(0n);
    hart.write(henvcfg, 0n);
    hart.write(menvcfg, bit);
    expect(hart.read(henvcfg) & bit).toBe(bit);
    hart.write(henvcfg, 0n);
    expect(hart.read(henvcfg) & bit).toBe(0n);
  });

  test.each<[menvcfg: bigint, henvcfg: bigint, V: boolean, seen: bigint]>([
    [SSE, 0n, false, SSE],
    [SSE, 0n, true, 0n],
    [SSE, SSE, true, SSE],
    [0n, SSE, false, 0n],
    [0n, SSE, true, 0n],
  ])('is zero in senvcfg: menvcfg=%x henvcfg=%x V=%s', (machine, hypervisor, V, seen) => {
    const hart = hartWith(machine, hypervisor).enter(V ? 'VS' : 'HS');
    hart.write(senvcfg, SSE);
    expect(hart.read(senvcfg) & SSE).toBe(seen);
  });

  test('landing pads of VS-mode do not depend on menvcfg.LPE', () => {
    const hart = hartWith(0n, LPE);
    expect(hart.read(henvcfg) & LPE).toBe(LPE);
  });
});

describe('ssp', () => {
  test('is aligned to XLEN', () => {
    const hart = new PlainHart('max');
    hart.write(ssp, ones);
    expect(hart.read(ssp)).toBe(ones - 7n);
  });

  // priv "Shadow Stack Pointer (ssp) CSR access control", condition by condition.
  const illegal = 'illegal-instruction';
  const virtual = 'virtual-instruction';
  test.each<
    [menvcfg: bigint, henvcfg: bigint, senvcfg: bigint, M: string, HS: string, U: string, VS: string, VU: string]
  >([
    [0n, 0n, 0n, 'ok', illegal, illegal, illegal, illegal],
    [0n, SSE, SSE, 'ok', illegal, illegal, illegal, illegal],
    [SSE, 0n, 0n, 'ok', 'ok', illegal, virtual, virtual],
    [SSE, 0n, SSE, 'ok', 'ok', 'ok', virtual, virtual],
    [SSE, SSE, 0n, 'ok', 'ok', illegal, 'ok', virtual],
    [SSE, SSE, SSE, 'ok', 'ok', 'ok', 'ok', 'ok'],
  ])('menvcfg.SSE=%x henvcfg.SSE=%x senvcfg.SSE=%x', (machine, hypervisor, supervisor, ...expected) => {
    const hart = new PlainHart('max');
    hart.write(menvcfg, SSE);
    hart.write(henvcfg, hypervisor);
    hart.write(senvcfg, supervisor);
    hart.write(menvcfg, machine);
    const modes = ['M', 'HS', 'U', 'VS', 'VU'] as const;
    expect(modes.map((mode) => hart.enter(mode).attempt(ssp.address, true))).toEqual(expected);
  });

  test('is not there without Zicfiss', () => {
    expect(new PlainHart('rv64imah_zicfilp').attempt(ssp.address)).toBe(illegal);
  });
});

// priv "Hypervisor Environment Configuration Register (henvcfg)": SSE is read-only zero while menvcfg.SSE is zero.
test('a field that is not granted does not act, and is held until it is granted again', () => {
  const { hart } = bareHart();
  hart.write(menvcfg, SSE);
  hart.write(henvcfg, SSE);
  expect([hart.get(henvcfg.SSE), hart.held(henvcfg.SSE)]).toEqual([1, 1]);
  hart.write(menvcfg, 0n);
  expect([hart.get(henvcfg.SSE), hart.held(henvcfg.SSE)]).toEqual([0, 1]);
});
