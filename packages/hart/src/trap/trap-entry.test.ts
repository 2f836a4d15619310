import { describe, expect, test } from 'vitest';
import { bareHart } from '../testing/bare-hart.ts';
import {
  hedeleg,
  hideleg,
  hstatus,
  htinst,
  htval,
  mcause,
  medeleg,
  mepc,
  mideleg,
  mstatus,
  mtinst,
  mtval,
  mtval2,
  mtvec,
  scause,
  sepc,
  stval,
  stvec,
  vscause,
  vsepc,
  vsstatus,
  vstval,
  vstvec,
} from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import type { Privilege } from '../state/hart-state.ts';
import { exception, interrupt, interruptBit } from '../csrs/causes.ts';
import { type Trap, TrapRecord } from './trap.ts';
import { trapTarget } from './trap-entry.ts';

const targetOf = (hart: Hart, cause: bigint) => trapTarget(hart, new TrapRecord().set({ cause }));

const modes = [
  { name: 'M', privilege: 'M', V: false },
  { name: 'HS', privilege: 'S', V: false },
  { name: 'U', privilege: 'U', V: false },
  { name: 'VS', privilege: 'S', V: true },
  { name: 'VU', privilege: 'U', V: true },
] as const;

const pc = 0x8000_1234n;
function hartIn({ privilege, V }: { privilege: Privilege; V: boolean }): Hart {
  const { hart } = bareHart();
  hart.write(mtvec, 0x8001_0001n);
  hart.write(stvec, 0x8002_0001n);
  hart.write(vstvec, 0x8003_0001n);
  hart.pc = pc;
  hart.enter(privilege, V);
  return hart;
}
const as = (name: (typeof modes)[number]['name']) => hartIn(modes.find((mode) => mode.name === name)!);

describe('which mode takes a trap (priv "Trap Entry")', () => {
  const loadPageFault = exception.loadPageFault;
  test.each([
    { mode: 'M', delegation: 'both', target: 'M' },
    { mode: 'HS', delegation: 'none', target: 'M' },
    { mode: 'HS', delegation: 'medeleg', target: 'HS' },
    { mode: 'HS', delegation: 'both', target: 'HS' },
    { mode: 'U', delegation: 'both', target: 'HS' },
    { mode: 'VS', delegation: 'none', target: 'M' },
    { mode: 'VS', delegation: 'medeleg', target: 'HS' },
    { mode: 'VS', delegation: 'hedeleg', target: 'M' },
    { mode: 'VS', delegation: 'both', target: 'VS' },
    { mode: 'VU', delegation: 'medeleg', target: 'HS' },
    { mode: 'VU', delegation: 'both', target: 'VS' },
  ] as const)('from $mode with $delegation: $target', ({ mode, delegation, target }) => {
    const hart = as(mode);
    if (delegation === 'medeleg' || delegation === 'both') hart.write(medeleg, 1n << loadPageFault);
    if (delegation === 'hedeleg' || delegation === 'both') hart.write(hedeleg, 1n << loadPageFault);
    expect(targetOf(hart, loadPageFault)).toBe(target);
  });

  test('guest-page faults are never for VS-mode, ecalls from M-mode never for another', () => {
    const hart = as('VS');
    for (const register of [medeleg, hedeleg]) hart.write(register, (1n << 64n) - 1n);
    for (const cause of [20n, 21n, 22n, 23n]) expect(targetOf(hart, cause)).toBe('HS');
    for (const cause of [9n, 10n]) expect(targetOf(hart, cause)).toBe('HS');
    expect(targetOf(hart, 11n)).toBe('M');
  });

  test('interrupts go by mideleg and hideleg', () => {
    const hart = as('VS');
    const code = BigInt(interrupt.VSTI);
    expect(targetOf(hart, interruptBit | code)).toBe('HS');
    hart.write(hideleg, 1n << code);
    expect(targetOf(hart, interruptBit | code)).toBe('VS');
    expect(targetOf(hart, interruptBit | BigInt(interrupt.STI))).toBe('M');
    hart.write(mideleg, 1n << BigInt(interrupt.STI));
    expect(targetOf(hart, interruptBit | BigInt(interrupt.STI))).toBe('HS');
  });
});

const fault: Trap = { cause: exception.loadGuestPageFault, tval: 0x1234n, tval2: 0x567n, tinst: 0x3000n, gva: true };

describe('entry into M-mode', () => {
  test.each(modes)('from $name', (mode) => {
    const hart = hartIn(mode);
    hart.set(mstatus.MIE, 1);
    hart.set(mstatus.SPP, 1);
    hart.trap(fault, 'M');
    expect([hart.privilege, hart.V, hart.pc]).toEqual(['M', false, 0x8001_0000n]);
    expect([hart.get(mstatus.MPP), hart.get(mstatus.MPV)]).toEqual([
      { M: 3, S: 1, U: 0 }[mode.privilege],
      mode.V ? 1 : 0,
    ]);
    expect([hart.get(mstatus.MIE), hart.get(mstatus.MPIE), hart.get(mstatus.GVA)]).toEqual([0, 1, 1]);
    expect([mepc, mcause, mtval, mtval2, mtinst].map((csr) => hart.read(csr))).toEqual([
      pc,
      21n,
      0x1234n,
      0x567n,
      0x3000n,
    ]);
    expect([sepc, scause, stval, htval, htinst, vsepc, hstatus].map((csr) => hart.read(csr) & 0x1ffn)).toEqual([
      0n,
      0n,
      0n,
      0n,
      0n,
      0n,
      0n,
    ]);
    expect(hart.get(mstatus.SPP)).toBe(1);
  });
});

test('entry into M-mode writes zero for what the trap does not say', () => {
  const hart = as('VS');
  hart.trap(fault, 'M');
  hart.trap({ cause: exception.ecallFromS }, 'M');
  expect([mtval, mtval2, mtinst].map((csr) => hart.read(csr))).toEqual([0n, 0n, 0n]);
  expect([hart.get(mstatus.GVA), hart.get(mstatus.MPV)]).toEqual([0, 0]);
});

describe('entry into HS-mode', () => {
  test.each(modes.slice(1))('from $name', (mode) => {
    const hart = hartIn(mode);
    hart.set(mstatus.SIE, 1);
    hart.set(hstatus.SPVP, 1);
    hart.set(hstatus.SPV, mode.V ? 0 : 1);
    hart.trap(fault, 'HS');
    const supervisor = mode.privilege === 'S' ? 1 : 0;
    expect([hart.privilege, hart.V, hart.pc]).toEqual(['S', false, 0x8002_0000n]);
    expect([hart.get(mstatus.SPP), hart.get(hstatus.SPV), hart.get(hstatus.GVA)]).toEqual([
      supervisor,
      mode.V ? 1 : 0,
      1,
    ]);
    // SPVP is written only when V was 1.
    expect(hart.get(hstatus.SPVP)).toBe(mode.V ? supervisor : 1);
    expect([hart.get(mstatus.SIE), hart.get(mstatus.SPIE)]).toEqual([0, 1]);
    expect([sepc, scause, stval, htval, htinst].map((csr) => hart.read(csr))).toEqual([
      pc,
      21n,
      0x1234n,
      0x567n,
      0x3000n,
    ]);
    expect(hart.read(mepc)).toBe(0n);
  });

  test('what the trap does not say is written as zero', () => {
    const hart = as('VS');
    hart.trap(fault, 'HS');
    hart.trap({ cause: exception.ecallFromS }, 'HS');
    expect([stval, htval, htinst].map((csr) => hart.read(csr))).toEqual([0n, 0n, 0n]);
    expect([hart.get(hstatus.GVA), hart.get(hstatus.SPV)]).toEqual([0, 0]);
  });
});

describe('entry into VS-mode', () => {
  test.each(modes.slice(3))('from $name', (mode) => {
    const hart = hartIn(mode);
    hart.set(vsstatus.SIE, 1);
    const before = [mstatus, hstatus, sepc, htval].map((csr) => hart.read(csr));
    hart.trap({ cause: exception.loadPageFault, tval: 0x1234n, gva: true }, 'VS');
    expect([hart.privilege, hart.V, hart.pc]).toEqual(['S', true, 0x8003_0000n]);
    expect([hart.get(vsstatus.SPP), hart.get(vsstatus.SPIE), hart.get(vsstatus.SIE)]).toEqual([
      mode.privilege === 'S' ? 1 : 0,
      1,
      0,
    ]);
    expect([vsepc, vscause, vstval].map((csr) => hart.read(csr))).toEqual([pc, 13n, 0x1234n]);
    expect([mstatus, hstatus, sepc, htval].map((csr) => hart.read(csr))).toEqual(before);
  });

  test.each([
    [2n, 1n],
    [6n, 5n],
    [10n, 9n],
  ])('interrupt %i is seen as %i, in vscause and in the vector', (code, seen) => {
    const hart = as('VU');
    hart.trap({ cause: interruptBit | code }, 'VS');
    expect(hart.read(vscause)).toBe(interruptBit | seen);
    expect(hart.pc).toBe(0x8003_0000n + 4n * seen);
  });
});

test('in Vectored mode interrupts go to BASE + 4 * cause, in Direct mode to BASE', () => {
  const hart = as('HS');
  hart.trap({ cause: interruptBit | 7n });
  expect(hart.pc).toBe(0x8001_001cn);
  hart.write(mtvec, 0x8001_0000n);
  hart.trap({ cause: interruptBit | 7n });
  expect(hart.pc).toBe(0x8001_0000n);
});

test('without the hypervisor extension a trap writes none of its registers', () => {
  const { hart } = bareHart([], { isa: 'rv64imac_zicsr' });
  hart.write(medeleg, 1n << 13n);
  hart.enter('U', false);
  hart.trap({ cause: 13n, tval: 5n });
  expect([hart.privilege, hart.read(scause), hart.read(stval)]).toEqual(['S', 13n, 5n]);
  expect([hart.cell(hstatus.address), hart.cell(htinst.address)]).toEqual([0n, 0n]);
});
