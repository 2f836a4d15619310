import { describe, expect, test } from 'vitest';
import * as all from './csrs.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const allOnes = (1n << 64n) - 1n;
const bytes = (...interrupts: number[]) => interrupts.reduce((mask, n) => mask | (0xffn << BigInt(8 * (n % 8))), 0n);

describe.each([
  // aia "Configuring priorities of major interrupts at machine level": not MEI, not what is always delegated
  ['m', [bytes(1, 3, 5, 7), bytes(9), 0n, 0n, bytes(35), bytes(43), 0n, 0n]],
  // aia "Configuring priorities of major interrupts at supervisor level": what sie or hie can enable, not SEI
  ['s', [bytes(1, 2, 5, 6), bytes(10, 12, 13), 0n, 0n, bytes(35), bytes(43), 0n, 0n]],
] as const)('%siselect and %sireg', (level, writable) => {
  const select = all[`${level}iselect`];
  const register = all[`${level}ireg`];

  test('the even-numbered registers are there, and hold the bytes of interrupts that can be enabled', () => {
    const hart = new PlainHart('rv64imach_smaia');
    for (let index = 0; index < 8; index++) {
      hart.write(select, 0x30n + 2n * BigInt(index));
      expect(hart.attempt(register.address, true)).toBe('ok');
      hart.write(register, allOnes);
    }
    const values = writable.map((_, index) => {
      hart.write(select, 0x30n + 2n * BigInt(index));
      return hart.read(register);
    });
    expect(values).toEqual(writable);
  });

  test.each([0n, 0x2fn, 0x31n, 0x3fn, 0x40n, 0x70n, 0xffn, 0x1ffn])('0x%x selects nothing', (value) => {
    const hart = new PlainHart('rv64imach_smaia');
    hart.write(select, value);
    expect(hart.read(select)).toBe(value);
    expect(hart.attempt(register.address)).toBe('illegal-instruction');
    if (level === 's') expect(hart.enter('HS').attempt(register.address)).toBe('illegal-instruction');
  });

  test('the two arrays are not one', () => {
    const hart = new PlainHart('rv64imach_smaia');
    hart.write(all.miselect, 0x30n);
    hart.write(all.siselect, 0x30n);
    hart.write(register, 0x1200n);
    expect(hart.read(level === 'm' ? all.sireg : all.mireg)).toBe(0n);
    expect(hart.read(register)).toBe(0x1200n);
  });
});

describe('in a guest', () => {
  // aia "Hypervisor and VS CSRs": M, HS, U, VS, VU
  const modes = ['M', 'HS', 'U', 'VS', 'VU'] as const;
  test.each([
    ['siselect', 'ok ok illegal ok virtual'],
    ['sireg', 'ok ok illegal virtual virtual'],
    ['vsiselect', 'ok ok illegal virtual virtual'],
    ['vsireg', 'illegal illegal illegal virtual virtual'],
    ['stopei', 'illegal illegal illegal virtual virtual'],
    ['vstopei', 'illegal illegal illegal virtual virtual'],
    ['stopi', 'ok ok illegal ok virtual'],
    ['vstopi', 'ok ok illegal virtual virtual'],
    ['hvictl', 'ok ok illegal virtual virtual'],
    ['mtopi', 'ok illegal illegal illegal illegal'],
    ['miselect', 'ok illegal illegal illegal illegal'],
  ] as const)('%s: %s', (name, expected) => {
    const hart = new PlainHart('rv64imach_smaia');
    hart.write(all.siselect, 0x30n);
    hart.write(all.vsiselect, 0x30n);
    const answers = modes.map((mode) => hart.enter(mode).attempt(all[name].address).replace('-instruction', ''));
    expect(answers.join(' ')).toBe(expected);
  });

  test('vsiselect takes the place of siselect', () => {
    const hart = new PlainHart('rv64imach_smaia').enter('VS');
    expect(all.csrMap.at(all.siselect.address, true)).toBe(all.vsiselect);
    hart.write(all.vsiselect, 0x1ffn);
    expect(hart.read(all.siselect)).toBe(0n);
  });
});

test('the priority numbers at VS level that mean something', () => {
  const hart = new PlainHart('rv64imach_smaia');
  hart.write(all.hviprio1, allOnes);
  hart.write(all.hviprio2, allOnes);
  expect(hart.read(all.hviprio1)).toBe(0x0000_ff00_ff00_ff00n);
  expect(hart.read(all.hviprio2)).toBe(0n);
});

/** aia "Access control by the state-enable CSRs": in HS, VS and VU. */
test.each([
  [
    'all of them',
    [],
    [],
    {
      siselect: 'ok ok v',
      sireg: 'ok v v',
      vsireg: 'i v v',
      stopi: 'ok ok v',
      hvien: 'ok v v',
      vstopi: 'ok v v',
      vsiselect: 'ok v v',
    },
  ],
  [
    'CSRIND not',
    ['CSRIND'],
    [],
    {
      siselect: 'i i i',
      sireg: 'i i i',
      vsireg: 'i i i',
      stopi: 'ok ok v',
      hvien: 'ok v v',
      vstopi: 'ok v v',
      vsiselect: 'i i i',
    },
  ],
  [
    'AIA not',
    ['AIA'],
    [],
    {
      siselect: 'ok ok v',
      sireg: 'i v v',
      vsireg: 'i v v',
      stopi: 'i i i',
      hvien: 'i i i',
      vstopi: 'i i i',
      vsiselect: 'ok v v',
    },
  ],
  [
    'CSRIND not in a guest',
    [],
    ['CSRIND'],
    {
      siselect: 'ok v v',
      sireg: 'ok v v',
      vsireg: 'i v v',
      stopi: 'ok ok v',
      hvien: 'ok v v',
      vstopi: 'ok v v',
      vsiselect: 'ok v v',
    },
  ],
  [
    'AIA not in a guest',
    [],
    ['AIA'],
    {
      siselect: 'ok ok v',
      sireg: 'ok v v',
      vsireg: 'i v v',
      stopi: 'ok v v',
      hvien: 'ok v v',
      vstopi: 'ok v v',
      vsiselect: 'ok v v',
    },
  ],
] as const)('with the bits of mstateen0 and hstateen0: %s', (_, withoutM, withoutH, expected) => {
  const hart = new PlainHart('rv64imach_smaia_smstateen');
  hart.write(all.siselect, 0x30n);
  for (const name of ['CSRIND', 'AIA'] as const) {
    hart.set(all.mstateen0[name], withoutM.some((other) => other === name) ? 0 : 1);
    hart.set(all.hstateen0[name], withoutH.some((other) => other === name) ? 0 : 1);
  }
  for (const [name, answers] of Object.entries(expected)) {
    const { address } = all[name as 'siselect'];
    const got = (['HS', 'VS', 'VU'] as const).map((mode) => hart.enter(mode).attempt(address));
    const shortened = got.map((answer) => (answer === 'ok' ? answer : answer.slice(0, 1)));
    expect([name, shortened.join(' ')]).toEqual([name, answers]);
  }
});
