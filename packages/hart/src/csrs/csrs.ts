import type { Csr } from '../csr/csr.ts';
import { CsrMap } from './csr-access.ts';
import { hcounteren, mcounteren, mcountinhibit, scounteren } from './counter-enable.ts';
import { cycle, hpmcounters, instret, scountovf, time } from './counters.ts';
import { henvcfg, menvcfg, senvcfg } from './environment-configuration.ts';
import { fcsr, fflags, frm } from './float.ts';
import { hedeleg, hgatp, hgeie, hgeip, hideleg, hie, hip, hstatus, htinst, htval, hvip } from './hypervisor.ts';
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
} from './interrupt-priorities.ts';
import { mcycle, mcyclecfg, mhpmcounters, mhpmevents, minstret, minstretcfg } from './machine-counters.ts';
import { marchid, mconfigptr, mhartid, mimpid, misa, mvendorid } from './machine-information.ts';
import { mseccfg } from './machine-security.ts';
import { mstatus } from './machine-status.ts';
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
} from './machine-trap.ts';
import { pmpaddrs, pmpcfgs } from './physical-memory-protection.ts';
import { mncause, mnepc, mnscratch, mnstatus } from './resumable-nmi.ts';
import { ssp } from './shadow-stack-pointer.ts';
import { hstateen0, hstateens, mstateen0, mstateens, sstateen0, sstateens } from './state-enable.ts';
import { satp, scause, sepc, sie, sip, sscratch, sstatus, stval, stvec } from './supervisor.ts';
import { htimedelta, stimecmp, vstimecmp } from './timer.ts';
import { mtopi, stopi, vstopi } from './top-interrupts.ts';
import { hcontext, mcontext, scontext, tdata1, tdata2, tdata3, tinfo, triggerRegisters, tselect } from './triggers.ts';
import { hvictl, hvien, hvipHeld, mvien, mvipHeld, sieHeld, vsieHeld } from './virtual-interrupts.ts';
import { vsatp, vscause, vsepc, vsie, vsip, vsscratch, vsstatus, vstval, vstvec } from './virtual-supervisor.ts';

export * from './counted-events.ts';
export * from './counter-enable.ts';
export * from './counters.ts';
export * from './environment-configuration.ts';
export * from './float.ts';
export * from './hypervisor.ts';
export * from './interrupt-priorities.ts';
export * from './machine-counters.ts';
export * from './machine-information.ts';
export * from './machine-security.ts';
export * from './machine-status.ts';
export * from './machine-trap.ts';
export * from './physical-memory-protection.ts';
export * from './resumable-nmi.ts';
export * from './shadow-stack-pointer.ts';
export * from './state-enable.ts';
export * from './supervisor.ts';
export * from './timer.ts';
export * from './top-interrupts.ts';
export * from './trigger-types.ts';
export * from './triggers.ts';
export * from './virtual-interrupts.ts';
export * from './virtual-supervisor.ts';

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
