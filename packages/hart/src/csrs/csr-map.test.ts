import { csrAddresses, type CsrName } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { csrs, hcounteren, henvcfg, hstatus, mcounteren, menvcfg, mstatus, scounteren } from './csrs.ts';
import type { Field } from '../csr/csr.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const modes = ['M', 'HS', 'U', 'VS', 'VU'] as const;
const letters = { ok: '.', 'illegal-instruction': 'i', 'virtual-instruction': 'v' } as const;

/** The answers in M, HS, U, VS and VU: `.` allowed, `i` illegal instruction, `v` virtual instruction. */
function answers(hart: PlainHart, name: CsrName, write = false): string {
  return modes.map((mode) => letters[hart.enter(mode).attempt(csrAddresses[name], write)]).join('');
}
const withOnes = (hart: PlainHart, ones: readonly Field[]) => {
  for (const field of ones) hart.set(field, 1);
  return hart;
};

/** priv "Trap Cause Codes" of the H extension, read and write with no gate in the way. */
test.each<[CsrName, read: string, write: string]>([
  ['mstatus', '.iiii', '.iiii'],
  ['mhartid', '.iiii', 'iiiii'],
  ['pmpaddr0', '.iiii', '.iiii'],
  ['sstatus', '..i.v', '..i.v'],
  ['satp', '..i.v', '..i.v'],
  ['scounteren', '..i.v', '..i.v'],
  ['hstatus', '..ivv', '..ivv'],
  ['hgatp', '..ivv', '..ivv'],
  ['hgeip', '..ivv', 'iiiii'],
  ['vsstatus', '..ivv', '..ivv'],
  ['vsatp', '..ivv', '..ivv'],
])('%s', (name, read, write) => {
  const hart = new PlainHart();
  expect(answers(hart, name)).toBe(read);
  expect(answers(hart, name, true)).toBe(write);
});

describe('counters', () => {
  /** priv "Hypervisor Counter-Enable (hcounteren) Register", "Counter-Enable (scounteren) Register". */
  const expected = [
    { m: 0n, h: 0n, s: 0n, read: '.iiii' },
    { m: 0n, h: 1n, s: 1n, read: '.iiii' },
    { m: 1n, h: 0n, s: 0n, read: '..ivv' },
    { m: 1n, h: 0n, s: 1n, read: '...vv' },
    { m: 1n, h: 1n, s: 0n, read: '..i.v' },
    { m: 1n, h: 1n, s: 1n, read: '.....' },
  ];
  const names: [CsrName, bit: number][] = [
    ['cycle', 0],
    ['time', 1],
    ['instret', 2],
    ['hpmcounter3', 3],
    ['hpmcounter31', 31],
  ];
  for (const [name, bit] of names) {
    test.each(expected)(`${name} with mcounteren $m, hcounteren $h, scounteren $s`, ({ m, h, s, read }) => {
      const hart = new PlainHart();
      // Every other counter is set the other way, so that the bit number is tested too.
      const one = 1n << BigInt(bit);
      const only = (enabled: bigint) => (enabled ? one : 0xffff_ffffn & ~one);
      hart.write(mcounteren, only(m));
      hart.write(hcounteren, only(h));
      hart.write(scounteren, only(s));
      expect(answers(hart, name)).toBe(read);
      expect(answers(hart, name, true)).toBe('iiiii');
    });
  }

  test('do not exist without Zicntr and Zihpm', () => {
    const hart = new PlainHart('rv64imac_h');
    expect(answers(hart, 'cycle')).toBe('iiiii');
    expect(answers(hart, 'hpmcounter3')).toBe('iiiii');
    expect(answers(hart, 'mcycle')).toBe('.iiii');
  });
});

describe('mstatus.TVM and hstatus.VTVM', () => {
  test('TVM denies satp and hgatp to HS-mode, and does not count with V = 1', () => {
    // priv "Virtualization Support in mstatus Register"; priv "Machine Status (mstatus and mstatush) Registers" of H
    const hart = withOnes(new PlainHart(), [mstatus.TVM]);
    expect(answers(hart, 'satp')).toBe('.ii.v');
    expect(answers(hart, 'hgatp')).toBe('.iivv');
    expect(answers(hart, 'vsatp')).toBe('..ivv');
  });

  test('VTVM denies satp to VS-mode', () => {
    const hart = withOnes(new PlainHart(), [hstatus.VTVM]);
    expect(answers(hart, 'satp', true)).toBe('..ivv');
  });
});

/**
 * priv "Machine Environment Configuration (menvcfg) Register", "Machine Counter-Enable (mcounteren) Register" and their
 * hypervisor namesakes.
 */
describe('stimecmp and vstimecmp', () => {
  const all = [mcounteren.TM, menvcfg.STCE, hcounteren.TM, henvcfg.STCE];
  test.each<[string, Field[], stimecmp: string, vstimecmp: string]>([
    ['nothing', [], '.iiii', '.iiii'],
    ['mcounteren.TM alone', [mcounteren.TM], '.iiii', '.iiii'],
    ['menvcfg.STCE alone', [menvcfg.STCE], '.iiii', '.iiii'],
    ['what HS-mode needs', [mcounteren.TM, menvcfg.STCE], '..ivv', '..ivv'],
    ['without henvcfg.STCE', [mcounteren.TM, menvcfg.STCE, hcounteren.TM], '..ivv', '..ivv'],
    ['without hcounteren.TM', [mcounteren.TM, menvcfg.STCE, henvcfg.STCE], '..ivv', '..ivv'],
    ['without menvcfg.STCE', [mcounteren.TM, hcounteren.TM, henvcfg.STCE], '.iiii', '.iiii'],
    ['everything', all, '..i.v', '..ivv'],
  ])('with %s', (_, ones, stimecmp, vstimecmp) => {
    const hart = withOnes(new PlainHart(), ones);
    expect(answers(hart, 'stimecmp', true)).toBe(stimecmp);
    expect(answers(hart, 'vstimecmp', true)).toBe(vstimecmp);
  });

  test('do not exist without Sstc, nor vstimecmp without H', () => {
    expect(answers(withOnes(new PlainHart('rv64imac_zicntr_h'), all), 'stimecmp')).toBe('iiiii');
    const withoutH = withOnes(new PlainHart('rv64imac_zicntr_sstc'), [mcounteren.TM, menvcfg.STCE]);
    expect(modes.slice(0, 3).map((mode) => withoutH.enter(mode).attempt(csrAddresses.stimecmp))).toEqual([
      'ok',
      'ok',
      'illegal-instruction',
    ]);
    expect(withoutH.enter('M').attempt(csrAddresses.vstimecmp)).toBe('illegal-instruction');
  });
});

test('without H every hypervisor and VS CSR is an illegal instruction, even in M-mode', () => {
  const isa = 'rv64imac_zicfilp_zicfiss_zicntr_zihpm_smrnmi_sstc';
  const hart = new PlainHart(isa);
  const withH = new PlainHart(`${isa}_h`);
  const hypervisor = csrs.filter(({ address }) => ((address >> 8) & 3) === 2);
  expect(hypervisor.length).toBeGreaterThan(24);
  for (const { address } of hypervisor) expect(hart.attempt(address)).toBe('illegal-instruction');
  for (const name of ['mtval2', 'mtinst'] as const)
    expect(hart.attempt(csrAddresses[name])).toBe('illegal-instruction');
  const others = csrs.filter(({ address }) => ((address >> 8) & 3) !== 2 && withH.attempt(address) === 'ok');
  const denied = others.filter(({ address }) => hart.attempt(address) !== 'ok').map(({ name }) => name);
  expect(denied).toEqual(['mtinst', 'mtval2']);
});

test('addresses without a CSR are illegal instructions, never virtual ones', () => {
  const hart = new PlainHart('rv64imach_sstc');
  // pmpcfg1 is RV32's; stopei, vstopei and hvictl belong to extensions that this hart does not have.
  for (const name of ['pmpcfg1', 'timeh', 'tselect', 'mireg', 'stopei', 'vstopei', 'hvictl', 'fcsr'] as const) {
    expect(answers(hart, name)).toBe('iiiii');
  }
});
