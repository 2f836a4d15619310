import type { Csr } from './csr.ts';
import { CsrMap } from './csr-access.ts';
import { hcounteren, mcounteren, mcountinhibit, scounteren } from './csrs/counter-enable.ts';
import { cycle, hpmcounters, instret, scountovf, time } from './csrs/counters.ts';
import { henvcfg, menvcfg, senvcfg } from './csrs/environment-configuration.ts';
import { fcsr, fflags, frm } from './csrs/float.ts';
import { hedeleg, hgatp, hgeie, hgeip, hideleg, hie, hip, hstatus, htinst, htval, hvip } from './csrs/hypervisor.ts';
import {
  hviprio1,
  hviprio2,
  machinePriorities,
  mireg,
  miselect,
  siselect,
  sireg,
  stopei,
  supervisorPriorities,
  vsireg,
  vsiselect,
  vstopei,
} from './csrs/interrupt-priorities.ts';
import { mcycle, mcyclecfg, mhpmcounters, mhpmevents, minstret, minstretcfg } from './csrs/machine-counters.ts';
import { marchid, mconfigptr, mhartid, mimpid, misa, mvendorid } from './csrs/machine-information.ts';
import { mseccfg } from './csrs/machine-security.ts';
import { mstatus } from './csrs/machine-status.ts';
import {
  mcause,
  medeleg,
  mepc,
  mideleg,
  mie,
  mip,
  mscratch,
  mtinst,
  mtval,
  mtval2,
  mtvec,
  mvip,
} from './csrs/machine-trap.ts';
import { pmpaddrs, pmpcfgs } from './csrs/physical-memory-protection.ts';
import { mncause, mnepc, mnscratch, mnstatus } from './csrs/resumable-nmi.ts';
import { ssp } from './csrs/shadow-stack-pointer.ts';
import { hstateen0, hstateens, mstateen0, mstateens, sstateen0, sstateens } from './csrs/state-enable.ts';
import { satp, scause, sepc, sie, sip, sscratch, sstatus, stval, stvec } from './csrs/supervisor.ts';
import { htimedelta, stimecmp, vstimecmp } from './csrs/timer.ts';
import { mtopi, stopi, vstopi } from './csrs/top-interrupts.ts';
import {
  hcontext,
  mcontext,
  scontext,
  tdata1,
  tdata2,
  tdata3,
  tinfo,
  triggerRegisters,
  tselect,
} from './csrs/triggers.ts';
import { hvictl, hvien, hvipHeld, mvien, mvipHeld, sieHeld, vsieHeld } from './csrs/virtual-interrupts.ts';
import { vsatp, vscause, vsepc, vsie, vsip, vsscratch, vsstatus, vstval, vstvec } from './csrs/virtual-supervisor.ts';

export * from './csrs/counted-events.ts';
export * from './csrs/counter-enable.ts';
export * from './csrs/counters.ts';
export * from './csrs/environment-configuration.ts';
export * from './csrs/float.ts';
export * from './csrs/hypervisor.ts';
export * from './csrs/interrupt-priorities.ts';
export * from './csrs/machine-counters.ts';
export * from './csrs/machine-information.ts';
export * from './csrs/machine-security.ts';
export * from './csrs/machine-status.ts';
export * from './csrs/machine-trap.ts';
export * from './csrs/physical-memory-protection.ts';
export * from './csrs/resumable-nmi.ts';
export * from './csrs/shadow-stack-pointer.ts';
export * from './csrs/state-enable.ts';
export * from './csrs/supervisor.ts';
export * from './csrs/timer.ts';
export * from './csrs/top-interrupts.ts';
export * from './csrs/trigger-types.ts';
export * from './csrs/triggers.ts';
export * from './csrs/virtual-interrupts.ts';
export * from './csrs/virtual-supervisor.ts';

/** Every CSR, in the order of the specification's chapters. Extensions decide which of them a hart has. */
export const csrs: readonly Csr[] = [
  // Machine level
  misa,
  mvendorid,
  marchid,
  mimpid,
  mhartid,
  mstatus,
  mtvec,
  medeleg,
  mideleg,
  mip,
  mie,
  mcycle,
  minstret,
  ...mhpmcounters,
  ...mhpmevents,
  mcyclecfg,
  minstretcfg,
  mcounteren,
  mcountinhibit,
  mscratch,
  mepc,
  mcause,
  mtval,
  mconfigptr,
  menvcfg,
  mseccfg,
  mstateen0,
  ...mstateens,
  ...pmpcfgs,
  ...pmpaddrs,
  mnscratch,
  mnepc,
  mncause,
  mnstatus,
  // Supervisor level
  sstatus,
  stvec,
  sip,
  sie,
  scounteren,
  sscratch,
  sepc,
  scause,
  stval,
  scountovf,
  senvcfg,
  sstateen0,
  ...sstateens,
  satp,
  stimecmp,
  // Hypervisor extension
  hstatus,
  hedeleg,
  hideleg,
  hvip,
  hip,
  hie,
  hgeip,
  hgeie,
  henvcfg,
  hstateen0,
  ...hstateens,
  hcounteren,
  htimedelta,
  htval,
  htinst,
  hgatp,
  vsstatus,
  vsip,
  vsie,
  vstvec,
  vsscratch,
  vsepc,
  vscause,
  vstval,
  vsatp,
  vstimecmp,
  mtval2,
  mtinst,
  // Shadow stacks
  ssp,
  // Unprivileged floating-point
  fflags,
  frm,
  fcsr,
  // Unprivileged counters and timers
  cycle,
  time,
  instret,
  ...hpmcounters,
  // Advanced Interrupt Architecture
  miselect,
  mireg,
  ...machinePriorities,
  mtopi,
  mvien,
  mvip,
  mvipHeld,
  siselect,
  sireg,
  ...supervisorPriorities,
  stopei,
  stopi,
  sieHeld,
  hvien,
  hvipHeld,
  hvictl,
  hviprio1,
  hviprio2,
  vsiselect,
  vsireg,
  vstopei,
  vstopi,
  vsieHeld,
  // Triggers
  tselect,
  tdata1,
  tdata2,
  tdata3,
  ...triggerRegisters,
  tinfo,
  mcontext,
  hcontext,
  scontext,
];

/** The same by address. */
export const csrMap: CsrMap = new CsrMap(csrs);
