import type { Half, HartView, Register } from '../csr/csr.ts';
import { csr, one, zero } from '../csr/csr-declaration.ts';
import { hcounteren, mcounteren } from './counter-enable.ts';
import { henvcfg, menvcfg } from './environment-configuration.ts';
import { whole } from './trap-fields.ts';
import { hvictl } from './virtual-interrupts.ts';

/** The time, in ticks, from which on a supervisor timer interrupt is pending. */
export const stimecmp = csr('stimecmp', {
  spec: 'priv "Supervisor Timer (stimecmp) Register"',
  requires: ['Sstc'],
  affects: ['interrupts', 'timers'],
  gate: { belowM: [one(mcounteren.TM), one(menvcfg.STCE)] },
  fields: whole,
});

/** What a guest's time is ahead of the machine's, modulo 2^64, in ticks. */
export const htimedelta = csr('htimedelta', {
  spec: 'priv "Hypervisor Time Delta (htimedelta) Register"',
  requires: ['H'],
  affects: ['interrupts', 'timers'],
  fields: whole,
});

/** The time of the guest, in ticks, from which on a VS-level timer interrupt is pending. */
export const vstimecmp = csr('vstimecmp', {
  spec: 'priv "Virtual Supervisor Timer (vstimecmp) Register"',
  requires: ['Sstc', 'H'],
  affects: ['interrupts', 'timers'],
  gate: {
    belowM: [one(mcounteren.TM), one(menvcfg.STCE)],
    V: [one(hcounteren.TM), one(henvcfg.STCE)],
    /** A write could clear vsip.STIP (aia "Virtual interrupts for VS level"). */
    VWrites: [zero(hvictl.VTI)],
  },
  substitutes: stimecmp,
  fields: whole,
});

/** The value of time while V = 1: 64 bits, the carry is lost. */
export const guestTime = (hart: HartView, half: Half): number => {
  const low = hart.time(0) + hart.half(htimedelta.address, 0);
  if (half === 0) return low >>> 0;
  return (hart.time(1) + hart.half(htimedelta.address, 1) + (low >= 2 ** 32 ? 1 : 0)) >>> 0;
};

/** Whether stimecmp, not software, drives mip.STIP. */
export const stimecmpEnabled = (hart: HartView): boolean => hart.get(menvcfg.STCE) === 1;

/** Whether vstimecmp asserts VSTIP. */
export const vstimecmpPending = (hart: HartView): boolean =>
  stimecmpEnabled(hart) &&
  hart.get(henvcfg.STCE) === 1 &&
  reached(vstimecmp, guestTime(hart, 0), guestTime(hart, 1), hart);

/** Whether stimecmp asserts STIP. */
export const stimecmpPending = (hart: HartView): boolean =>
  stimecmpEnabled(hart) && reached(stimecmp, hart.time(0), hart.time(1), hart);

/** Whether this time is that of the compare register, or later. */
function reached({ address }: Register, low: number, high: number, hart: HartView): boolean {
  const at = hart.half(address, 1);
  return high > at || (high === at && low >= hart.half(address, 0));
}
