import { describe, expect, test } from 'vitest';
import { bareHart } from '../testing/bare-hart.ts';
import { hstatus, mstatus, mtval } from '../csrs/csrs.ts';
import type { Field } from '../csr/csr.ts';

/** Encodings from `riscv64-linux-gnu-as`. */
const words = {
  ecall: 0x0000_0073,
  ebreak: 0x0010_0073,
  sret: 0x1020_0073,
  mret: 0x3020_0073,
  wfi: 0x1050_0073,
  'wrs.nto': 0x00d0_0073,
  'wrs.sto': 0x01d0_0073,
  'sfence.vma': 0x1200_0073,
  'sinval.vma': 0x1600_0073,
  'sfence.w.inval': 0x1800_0073,
  'sfence.inval.ir': 0x1810_0073,
  'hfence.vvma': 0x2200_0073,
  'hinval.vvma': 0x2600_0073,
  'hfence.gvma': 0x6200_0073,
  'hinval.gvma': 0x6600_0073,
  'hlv.w': 0x6805_c573,
  'hlvx.wu': 0x6835_c573,
  'hsv.w': 0x6aa5_c073,
  'fence.i': 0x0000_100f,
} as const;
type Name = keyof typeof words;

const modes = {
  M: { privilege: 'M', V: false },
  HS: { privilege: 'S', V: false },
  U: { privilege: 'U', V: false },
  VS: { privilege: 'S', V: true },
  VU: { privilege: 'U', V: true },
} as const;
type Mode = keyof typeof modes;

/** What one instruction does in a mode with these fields set: 'ok', or the cause of its trap. */
function outcome(name: Name, mode: Mode, ...ones: Field[]): number | 'ok' {
  const { hart } = bareHart([words[name]]);
  for (const field of ones) hart.set(field, 1);
  hart.setX(11, 0x8000_0100n);
  hart.enter(modes[mode].privilege, modes[mode].V);
  const step = hart.step();
  if (step.kind !== 'trap') return 'ok';
  if (step.cause === 2n || step.cause === 22n) expect(hart.read(mtval)).toBe(BigInt(words[name]));
  return Number(step.cause);
}

/** 2 is an illegal instruction, 22 a virtual instruction. */
describe('by mode, with every control bit zero (priv "Trap Cause Codes")', () => {
  test.each<[Name, Record<Mode, number | 'ok'>]>([
    ['ecall', { M: 11, HS: 9, U: 8, VS: 10, VU: 8 }],
    ['ebreak', { M: 3, HS: 3, U: 3, VS: 3, VU: 3 }],
    ['fence.i', { M: 'ok', HS: 'ok', U: 'ok', VS: 'ok', VU: 'ok' }],
    ['mret', { M: 'ok', HS: 2, U: 2, VS: 2, VU: 2 }],
    ['sret', { M: 'ok', HS: 'ok', U: 2, VS: 'ok', VU: 22 }],
    ['wfi', { M: 'ok', HS: 'ok', U: 2, VS: 'ok', VU: 22 }],
    ['wrs.nto', { M: 'ok', HS: 'ok', U: 'ok', VS: 'ok', VU: 'ok' }],
    ['wrs.sto', { M: 'ok', HS: 'ok', U: 'ok', VS: 'ok', VU: 'ok' }],
    ['sfence.vma', { M: 'ok', HS: 'ok', U: 2, VS: 'ok', VU: 22 }],
    ['sinval.vma', { M: 'ok', HS: 'ok', U: 2, VS: 'ok', VU: 22 }],
    ['sfence.w.inval', { M: 'ok', HS: 'ok', U: 2, VS: 'ok', VU: 22 }],
    ['sfence.inval.ir', { M: 'ok', HS: 'ok', U: 2, VS: 'ok', VU: 22 }],
    ['hfence.vvma', { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['hinval.vvma', { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['hfence.gvma', { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['hinval.gvma', { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['hlv.w', { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['hlvx.wu', { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['hsv.w', { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
  ])('%s', (name, expected) => {
    for (const mode of Object.keys(modes) as Mode[])
      expect([mode, outcome(name, mode)]).toEqual([mode, expected[mode]]);
  });
});

describe('control bits', () => {
  test.each<[string, Name, Field, Record<Mode, number | 'ok'>]>([
    ['mstatus.TSR', 'sret', mstatus.TSR, { M: 'ok', HS: 2, U: 2, VS: 'ok', VU: 22 }],
    ['hstatus.VTSR', 'sret', hstatus.VTSR, { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['mstatus.TW', 'wfi', mstatus.TW, { M: 'ok', HS: 2, U: 2, VS: 2, VU: 2 }],
    ['hstatus.VTW', 'wfi', hstatus.VTW, { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['mstatus.TW', 'wrs.nto', mstatus.TW, { M: 'ok', HS: 2, U: 2, VS: 2, VU: 2 }],
    ['hstatus.VTW', 'wrs.nto', hstatus.VTW, { M: 'ok', HS: 'ok', U: 'ok', VS: 22, VU: 22 }],
    ['mstatus.TW', 'wrs.sto', mstatus.TW, { M: 'ok', HS: 'ok', U: 'ok', VS: 'ok', VU: 'ok' }],
    ['hstatus.VTW', 'wrs.sto', hstatus.VTW, { M: 'ok', HS: 'ok', U: 'ok', VS: 'ok', VU: 'ok' }],
    ['mstatus.TVM', 'sfence.vma', mstatus.TVM, { M: 'ok', HS: 2, U: 2, VS: 'ok', VU: 22 }],
    ['mstatus.TVM', 'sinval.vma', mstatus.TVM, { M: 'ok', HS: 2, U: 2, VS: 'ok', VU: 22 }],
    ['mstatus.TVM', 'sfence.w.inval', mstatus.TVM, { M: 'ok', HS: 'ok', U: 2, VS: 'ok', VU: 22 }],
    ['hstatus.VTVM', 'sfence.vma', hstatus.VTVM, { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['hstatus.VTVM', 'sinval.vma', hstatus.VTVM, { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['mstatus.TVM', 'hfence.gvma', mstatus.TVM, { M: 'ok', HS: 2, U: 2, VS: 22, VU: 22 }],
    ['mstatus.TVM', 'hinval.gvma', mstatus.TVM, { M: 'ok', HS: 2, U: 2, VS: 22, VU: 22 }],
    ['mstatus.TVM', 'hfence.vvma', mstatus.TVM, { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
    ['hstatus.HU', 'hlv.w', hstatus.HU, { M: 'ok', HS: 'ok', U: 'ok', VS: 22, VU: 22 }],
    ['hstatus.HU', 'hfence.vvma', hstatus.HU, { M: 'ok', HS: 'ok', U: 2, VS: 22, VU: 22 }],
  ])('%s: %s', (_, name, field, expected) => {
    for (const mode of Object.keys(modes) as Mode[])
      expect([mode, outcome(name, mode, field)]).toEqual([mode, expected[mode]]);
  });

  test.each(['wfi', 'wrs.nto'] as const)('%s: mstatus.TW comes before hstatus.VTW', (name) => {
    expect(outcome(name, 'VS', mstatus.TW, hstatus.VTW)).toBe(2);
  });
});

test('ebreak tells its own address, a guest virtual one with V = 1', () => {
  for (const mode of ['HS', 'VS'] as const) {
    const { hart } = bareHart([words.ebreak]);
    hart.enter(modes[mode].privilege, modes[mode].V);
    hart.step();
    expect([hart.read(mtval), hart.get(mstatus.GVA)]).toEqual([0x8000_0000n, mode === 'VS' ? 1 : 0]);
  }
});

test('ecall has no value', () => {
  const { hart } = bareHart([words.ecall]);
  hart.store(mtval, 5, 0);
  hart.step();
  expect(hart.read(mtval)).toBe(0n);
});
