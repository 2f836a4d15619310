import type { Half, HartView } from '../csr/csr.ts';
import { csr, view, zero } from '../csr/csr-declaration.ts';
import { readHalf } from '../csr/csr-value.ts';
import { henvcfg } from './environment-configuration.ts';
import { hideleg } from './hypervisor.ts';
import { hstatus } from './hypervisor-status.ts';
import { mideleg, mie, mip } from './machine-trap.ts';
import { type StatusFields, summarized, supervisorStatus } from './status-fields.ts';
import { addressTranslation, satp, scause, sepc, sie, sip, sscratch, sstatus, stval, stvec } from './supervisor.ts';
import { cause, exceptionProgramCounter, trapVector, whole } from './trap-fields.ts';
import {
  filtered,
  hvictl,
  hvien,
  hvipHeld,
  interruptsFrom,
  mvipHeld,
  sieHeld,
  vsieHeld,
} from './virtual-interrupts.ts';

const requires = ['H'] as const;

/** The guest's sstatus. */
export const vsstatus = csr('vsstatus', {
  spec: 'priv "Virtual Supervisor Status (vsstatus) Register"',
  requires,
  substitutes: sstatus,
  ...summarized((): StatusFields => vsstatus),
  fields: supervisorStatus(henvcfg.DTE),
  /** priv "Double Trap Control in `sstatus` Register". */
  joint: (low, seenLow): number => (seenLow & vsstatus.SDT.masks[0] ? low & ~vsstatus.SIE.masks[0] : low),
});

const interrupts = 'priv "Virtual Supervisor Interrupt (vsip and vsie) Registers"';

const delegated = (hart: HartView, half: Half) => readHalf(hideleg, half, hart);

/** Interrupts from 13 upward that the hypervisor passes on: those that M-mode delegated, and those that it asserts. */
const passedOn = {
  delegated: (hart: HartView, half: Half) => delegated(hart, half) & hart.half(mideleg.address, half),
  asserted: (hart: HartView, half: Half) =>
    delegated(hart, half) & filtered(hart, half, hart.half(mideleg.address, half)),
};

/** The interrupts from 13 upward that the hypervisor does not delegate, but asserts in hvip. */
const asserted = (hart: HartView, half: Half) => hart.half(hvien.address, half) & ~delegated(hart, half);

/** The VS-level interrupts that the hypervisor delegates, each at the position of the supervisor one. */
export const vsip = view('vsip', {
  spec: interrupts,
  requires,
  of: mip,
  shift: 1,
  fields: { SSIP: mip.VSSIP, STIP: mip.VSTIP, SEIP: mip.VSEIP },
  writes: [mip.VSSIP],
  only: hideleg,
  also: [
    { of: mip, fields: interruptsFrom(13, mip), only: passedOn.delegated },
    { of: mvipHeld, fields: interruptsFrom(13, mvipHeld), only: passedOn.asserted },
    { of: hvipHeld, fields: interruptsFrom(13, hvipHeld), only: asserted },
  ],
  gate: { V: [zero(hvictl.VTI)] },
  substitutes: sip,
});

export const vsie = view('vsie', {
  spec: interrupts,
  requires,
  of: mie,
  shift: 1,
  fields: { SSIE: mie.VSSIE, STIE: mie.VSTIE, SEIE: mie.VSEIE },
  only: hideleg,
  also: [
    { of: mie, fields: interruptsFrom(13, mie), only: passedOn.delegated },
    { of: sieHeld, fields: interruptsFrom(13, sieHeld), only: passedOn.asserted },
    { of: vsieHeld, fields: interruptsFrom(13, vsieHeld), only: asserted },
  ],
  gate: { V: [zero(hvictl.VTI)] },
  substitutes: sie,
});

/** The guest's stvec. */
export const vstvec = csr('vstvec', {
  spec: 'priv "Virtual Supervisor Trap Vector Base Address (vstvec) Register"',
  requires,
  substitutes: stvec,
  fields: trapVector,
});

export const vsscratch = csr('vsscratch', {
  spec: 'priv "Virtual Supervisor Scratch (vsscratch) Register"',
  requires,
  substitutes: sscratch,
  fields: whole,
});

/** The guest's sepc. */
export const vsepc = csr('vsepc', {
  spec: 'priv "Virtual Supervisor Exception Program Counter (vsepc) Register"',
  requires,
  substitutes: sepc,
  fields: exceptionProgramCounter,
});

/** The guest's scause. */
export const vscause = csr('vscause', {
  spec: 'priv "Virtual Supervisor Cause (vscause) Register"',
  requires,
  substitutes: scause,
  fields: cause,
});

/** The guest's stval. */
export const vstval = csr('vstval', {
  spec: 'priv "Virtual Supervisor Trap Value (vstval) Register"',
  requires,
  substitutes: stval,
  fields: whole,
});

/** A write with an unsupported MODE is ignored whatever V is; with V = 0 the specification leaves the choice. */
export const vsatp = csr('vsatp', {
  spec: 'priv "Virtual Supervisor Address Translation and Protection (vsatp) Register"',
  requires,
  affects: ['translation'],
  gate: { V: [zero(hstatus.VTVM)] },
  substitutes: satp,
  fields: addressTranslation,
});
