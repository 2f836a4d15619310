import type { CsrName } from '@hartlab/isa';
import { csrAddresses } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import type { Register } from '../csr/csr.ts';
import { hstateen0, hstateens, mstateen0, mstateens, sstateen0, sstateens } from './csrs.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const allOnes = (1n << 64n) - 1n;
const SE = 1n << 63n;
const ENVCFG = 1n << 62n;
const letters = { ok: '.', 'illegal-instruction': 'i', 'virtual-instruction': 'v' } as const;

/** The answers in M, HS, U, VS and VU: `.` allowed, `i` illegal instruction, `v` virtual instruction. */
const answers = (hart: PlainHart, name: CsrName) =>
  (['M', 'HS', 'U', 'VS', 'VU'] as const).map((mode) => letters[hart.enter(mode).attempt(csrAddresses[name])]).join('');

const rows: readonly [number, Register, Register, Register][] = [
  [0, mstateen0, hstateen0, sstateen0],
  [1, mstateens[0], hstateens[0], sstateens[0]],
  [2, mstateens[1], hstateens[1], sstateens[1]],
  [3, mstateens[2], hstateens[2], sstateens[2]],
];

describe.each(rows)('the registers of number %i', (n, mstateen, hstateen, sstateen) => {
  // The AIA and IMSIC bits and CONTEXT, priv "State Enable 0 Registers": there is no IMSIC.
  test.each([
    ['rv64imach_smstateen', SE | ENVCFG],
    ['rv64imach_smstateen_smaia', SE | ENVCFG | (1n << 60n) | (1n << 59n)],
    ['rv64imach_smstateen_sdtrig', SE | ENVCFG | (1n << 57n)],
  ])('hold the bits for what there is in %s', (isa, first) => {
    const bits = n === 0 ? first : SE;
    const hart = new PlainHart(isa);
    for (const register of [mstateen, hstateen, sstateen]) hart.write(register, allOnes);
    expect([mstateen, hstateen, sstateen].map((register) => hart.read(register))).toEqual([bits, bits, 0n]);
  });

  test('are zero at reset', () => {
    const hart = new PlainHart();
    for (const register of [mstateen, hstateen, sstateen]) expect(hart.read(register)).toBe(0n);
  });

  test('what is zero in mstateen is read-only zero in hstateen', () => {
    const hart = new PlainHart();
    hart.write(hstateen, allOnes);
    hart.write(mstateen, allOnes);
    expect(hart.read(hstateen)).toBe(0n);
    hart.write(hstateen, allOnes);
    hart.write(mstateen, 0n);
    expect(hart.read(hstateen)).toBe(0n);
  });

  // priv "State Enable Extensions": bit 63 of mstateen is for hstateen and sstateen, that of hstateen for sstateen.
  test.each([
    { m: 0n, h: 0n, m63: '.iiii', h63: '.iiii', s63: '.iiii' },
    { m: SE, h: 0n, m63: '.iiii', h63: '..ivv', s63: '..ivv' },
    { m: SE, h: SE, m63: '.iiii', h63: '..ivv', s63: '..i.v' },
    { m: n === 0 ? ENVCFG : 0n, h: allOnes, m63: '.iiii', h63: '.iiii', s63: '.iiii' },
  ])('can be accessed, with mstateen $m and hstateen $h', ({ m, h, m63, h63, s63 }) => {
    const hart = new PlainHart();
    hart.write(mstateen, allOnes);
    hart.write(hstateen, h);
    hart.write(mstateen, m);
    expect(answers(hart, `mstateen${n}` as 'mstateen0')).toBe(m63);
    expect(answers(hart, `hstateen${n}` as 'hstateen0')).toBe(h63);
    expect(answers(hart, `sstateen${n}` as 'sstateen0')).toBe(s63);
  });

  test('exist with the extensions', () => {
    const attempts = (isa: string) =>
      [mstateen, hstateen, sstateen].map(({ address }) => letters[new PlainHart(isa).attempt(address)]).join('');
    expect(attempts('rv64imac_h')).toBe('iii');
    expect(attempts('rv64imac_h_ssstateen')).toBe('i..');
    expect(attempts('rv64imac_smstateen')).toBe('.i.');
  });
});

/** priv "State Enable 0 Registers", ENVCFG. */
describe('the environment configuration registers', () => {
  test.each([
    { m: 0n, h: 0n, senvcfg: '.iiii', henvcfg: '.iiii' },
    { m: ENVCFG, h: 0n, senvcfg: '..ivv', henvcfg: '..ivv' },
    { m: ENVCFG, h: ENVCFG, senvcfg: '..i.v', henvcfg: '..ivv' },
    { m: SE, h: ENVCFG, senvcfg: '.iiii', henvcfg: '.iiii' },
  ])('with mstateen0 $m and hstateen0 $h', ({ m, h, senvcfg, henvcfg }) => {
    const hart = new PlainHart();
    hart.write(mstateen0, allOnes);
    hart.write(hstateen0, h);
    hart.write(mstateen0, m);
    expect([answers(hart, 'senvcfg'), answers(hart, 'henvcfg')]).toEqual([senvcfg, henvcfg]);
  });

  test('are open without the extensions', () => {
    const hart = new PlainHart('rv64imac_h');
    expect([answers(hart, 'senvcfg'), answers(hart, 'henvcfg')]).toEqual(['..i.v', '..ivv']);
  });

  test('with Ssstateen alone, only hstateen0 counts', () => {
    const hart = new PlainHart('rv64imac_h_ssstateen');
    expect([answers(hart, 'senvcfg'), answers(hart, 'sstateen0')]).toEqual(['..ivv', '..ivv']);
    hart.write(hstateen0, ENVCFG | SE);
    expect(hart.read(hstateen0)).toBe(ENVCFG | SE);
    expect([answers(hart, 'senvcfg'), answers(hart, 'sstateen0')]).toEqual(['..i.v', '..i.v']);
  });
});
