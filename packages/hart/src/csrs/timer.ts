import { csr, one, type HartView, zero } from '../csr.ts';
import { hcounteren, mcounteren } from './counter-enable.ts';
import { henvcfg, menvcfg } from './environment-configuration.ts';
import { whole } from './trap-fields.ts';
import { hvictl } from './virtual-interrupts.ts';

export const stimecmp = csr('stimecmp', {
  spec: 'priv "Supervisor Timer (stimecmp) Register"',
  requires: ['Sstc'],
  affects: ['interrupts'],
  gate: { belowM: [one(mcounteren.TM), one(menvcfg.STCE)] },
  fields: whole,
});

export const htimedelta = csr('htimedelta', {
  spec: 'priv "Hypervisor Time Delta (htimedelta) Register"',
  requires: ['H'],
  affects: ['interrupts'],
  fields: whole,
});

export const vstimecmp = csr('vstimecmp', {
  spec: 'priv "Virtual Supervisor Timer (vstimecmp) Register"',
  requires: ['Sstc', 'H'],
  affects: ['interrupts'],
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
export const guestTime = (hart: HartView): bigint => BigInt.asUintN(64, hart.time() + hart.get(htimedelta.value));

/** Whether stimecmp, not software, drives mip.STIP. */
export const stimecmpEnabled = (hart: HartView): boolean => hart.get(menvcfg.STCE) === 1n;

/** Whether vstimecmp asserts VSTIP. */
export const vstimecmpPending = (hart: HartView): boolean =>
  stimecmpEnabled(hart) && hart.get(henvcfg.STCE) === 1n && guestTime(hart) >= hart.get(vstimecmp.value);

/** Whether stimecmp asserts STIP. */
export const stimecmpPending = (hart: HartView): boolean =>
  stimecmpEnabled(hart) && hart.time() >= hart.get(stimecmp.value);
