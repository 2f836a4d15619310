import { describe, expect, test } from 'vitest';
import { hstatus, mepc, mie, mstatus, sepc, vsepc, vsstatus } from '../csrs/csrs.ts';
import type { Hart } from '../hart.ts';
import { noReservation } from '../state/cells.ts';
import { modes, type Privilege } from '../state/hart-state.ts';
import { bareHart } from '../testing/bare-hart.ts';

function hartIn(privilege: Privilege, V = false): Hart {
  const { hart } = bareHart();
  hart.enter(privilege, V);
  return hart;
}

describe('MRET (priv "Trap Return")', () => {
  test.each([
    { MPP: 3, MPV: 0, to: 'M', V: false, MPRV: 1 },
    { MPP: 3, MPV: 1, to: 'M', V: false, MPRV: 1 },
    { MPP: 1, MPV: 0, to: 'S', V: false, MPRV: 0 },
    { MPP: 1, MPV: 1, to: 'S', V: true, MPRV: 0 },
    { MPP: 0, MPV: 0, to: 'U', V: false, MPRV: 0 },
    { MPP: 0, MPV: 1, to: 'U', V: true, MPRV: 0 },
  ] as const)('MPP=$MPP MPV=$MPV', ({ MPP, MPV, to, V, MPRV }) => {
    const hart = hartIn('M');
    hart.set(mstatus.MPP, MPP);
    hart.set(mstatus.MPV, MPV);
    hart.set(mstatus.MPRV, 1);
    hart.set(mstatus.MPIE, 0);
    hart.set(mstatus.MIE, 1);
    hart.write(mepc, 0x8000_4002n);
    hart.state.reservation = 0x8000_0000n;
    hart.mret();
    expect([hart.privilege, hart.V, hart.pc]).toEqual([to, V, 0x8000_4002n]);
    expect([mstatus.MPP, mstatus.MPV, mstatus.MIE, mstatus.MPIE, mstatus.MPRV].map((f) => hart.get(f))).toEqual([
      0,
      0,
      0,
      1,
      MPRV,
    ]);
    expect(hart.state.reservation).toBe(noReservation);
  });

  test('to the mode that the reserved MPP = 2 would be, which only a restored cell can hold: U', () => {
    const hart = hartIn('M');
    hart.set(mstatus.MPP, 2);
    hart.mret();
    expect(hart.state.mode).toBe(modes.U);
  });

  test('an interrupt that waited for MIE is taken at once, though the mode stays', () => {
    const nop = 0x13;
    const { hart } = bareHart([nop]);
    hart.setInterrupt('MSIP', true);
    hart.write(mie, 1n << 3n);
    hart.set(mstatus.MPP, 3);
    hart.set(mstatus.MPIE, 1);
    expect(hart.step().kind).toBe('retired');
    hart.mret();
    expect(hart.step().kind).toBe('interrupt');
  });
});

describe('SRET (priv "Trap Return")', () => {
  test.each([
    { SPP: 1, SPV: 0, to: 'S', V: false },
    { SPP: 1, SPV: 1, to: 'S', V: true },
    { SPP: 0, SPV: 0, to: 'U', V: false },
    { SPP: 0, SPV: 1, to: 'U', V: true },
  ] as const)('in HS-mode, SPP=$SPP SPV=$SPV', ({ SPP, SPV, to, V }) => {
    const hart = hartIn('S');
    hart.set(mstatus.SPP, SPP);
    hart.set(hstatus.SPV, SPV);
    hart.set(hstatus.SPVP, 1);
    hart.set(hstatus.GVA, 1);
    hart.set(mstatus.SPIE, 1);
    hart.set(mstatus.MPRV, 1);
    hart.write(sepc, 0x8000_4002n);
    hart.write(vsepc, 0x8000_8000n);
    const guest = hart.read(vsstatus);
    hart.sret();
    expect([hart.privilege, hart.V, hart.pc]).toEqual([to, V, 0x8000_4002n]);
    expect([mstatus.SPP, hstatus.SPV, mstatus.SIE, mstatus.SPIE].map((f) => hart.get(f))).toEqual([0, 0, 1, 1]);
    expect([hart.get(hstatus.SPVP), hart.get(hstatus.GVA), hart.read(vsstatus)]).toEqual([1, 1, guest]);
    expect(hart.get(mstatus.MPRV)).toBe(0);
  });

  test.each([
    [1, 'S'],
    [0, 'U'],
  ] as const)('in VS-mode, vsstatus.SPP=%i', (SPP, to) => {
    const hart = hartIn('S', true);
    hart.set(vsstatus.SPP, SPP);
    hart.set(vsstatus.SIE, 1);
    hart.set(mstatus.SPP, 1);
    hart.set(hstatus.SPV, SPP);
    hart.write(vsepc, 0x8000_8000n);
    hart.sret();
    expect([hart.privilege, hart.V, hart.pc]).toEqual([to, true, 0x8000_8000n]);
    expect([vsstatus.SPP, vsstatus.SIE, vsstatus.SPIE].map((f) => hart.get(f))).toEqual([0, 0, 1]);
    expect([hart.get(mstatus.SPP), hart.get(hstatus.SPV)]).toEqual([1, SPP]);
  });
});
