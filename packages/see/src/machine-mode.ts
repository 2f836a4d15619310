import {
  encodePrivilege,
  fcsr,
  hstateen0,
  hstateens,
  hstatus,
  mcounteren,
  mcountinhibit,
  mcyclecfg,
  medeleg,
  menvcfg,
  mepc,
  mhpmevents,
  mideleg,
  mie,
  minstretcfg,
  mip,
  mnstatus,
  mstateen0,
  mstateens,
  mstatus,
  mtvec,
  satp,
  scounteren,
  sscratch,
  stimecmp,
  stvec,
  exception,
  type Hart,
} from '@hartlab/hart';
import { callRegisters } from '@hartlab/sbi';
import { firmwareSize } from './firmware-region.ts';
import { ipiEnable, openMachineFile } from './machine-file.ts';
import type { Platform } from './platform.ts';
import { protect } from './protection.ts';

/** Where a supervisor starts, and what it finds in a1. */
export interface Entry {
  readonly pc: bigint;
  readonly opaque: bigint;
}

const bits = (...positions: bigint[]): bigint => positions.reduce((value, position) => value | (1n << position), 0n);

/** The exceptions that OpenSBI delegates and this hart has: calls to the supervisor, breakpoints and page faults. */
const delegatedExceptions = bits(
  exception.instructionAddressMisaligned,
  exception.breakpoint,
  exception.ecallFromU,
  exception.instructionPageFault,
  exception.loadPageFault,
  exception.storePageFault,
  exception.softwareCheck,
);

/** With the hypervisor extension, its own traps and the guest's calls go to HS-mode too. */
const delegatedHypervisorExceptions = bits(
  exception.ecallFromVS,
  exception.instructionGuestPageFault,
  exception.loadGuestPageFault,
  exception.virtualInstruction,
  exception.storeGuestPageFault,
);

/**
 * Prepares a hart's M-mode for a supervisor that starts afresh, with the delegation that OpenSBI has. Firmware memory and
 * the devices that are M-mode's are denied to S-mode and below.
 */
export function configure(hart: Hart, ramBase: number, platform: Platform): void {
  const { machineDevices, errors } = platform;
  const H = hart.isa.has('H');
  hart.write(mstatus, mstatus.FS.mask);
  if (hart.isa.has('F')) {
    for (let n = 0; n < 32; n++) hart.setF(n, 0n);
    hart.write(fcsr, 0n);
  }
  hart.write(mtvec, BigInt(ramBase));
  hart.write(medeleg, H ? delegatedExceptions | delegatedHypervisorExceptions : delegatedExceptions);
  hart.write(mideleg, mip.SSIP.mask | mip.STIP.mask | mip.SEIP.mask | mip.LCOFIP.mask);
  hart.write(mip, 0n);
  openMachineFile(hart, platform);
  hart.write(mie, ipiEnable(platform) | (errors ? errorInterrupts(hart) : 0n));
  hart.write(mcounteren, 0xffff_ffffn);
  // The three fixed counters run; the programmable ones are for the supervisor to start.
  hart.write(mcountinhibit, 0xffff_fff8n);
  if (hart.isa.has('Smcntrpmf')) for (const csr of [mcyclecfg, minstretcfg]) hart.write(csr, 0n);
  for (const event of mhpmevents) hart.write(event, event.OF.mask | event.MINH.mask);
  hart.write(scounteren, scounteren.TM.mask);
  openStateEnables(hart);
  // What an extension that is not there would enable stays zero.
  const ADUE = hart.isa.has('Svade') ? 0n : menvcfg.ADUE.mask;
  const cacheBlockOperations = menvcfg.CBIE.mask | menvcfg.CBCFE.mask | menvcfg.CBZE.mask;
  hart.write(menvcfg, cacheBlockOperations | menvcfg.PBMTE.mask | menvcfg.STCE.mask | ADUE);
  if (hart.isa.has('Sstc')) hart.write(stimecmp, 0xffff_ffff_ffff_ffffn);
  protect(hart, [{ base: ramBase, size: firmwareSize }, ...machineDevices]);
  if (H) hart.write(hstatus, 0n);
  hart.flushTranslations();
}

/** Those by which hardware signals errors: the local ones for it, where the hart has these, or else external ones. */
const errorInterrupts = ({ isa }: Hart): bigint =>
  hasLocalErrorInterrupts(isa) ? mie.LowPriorityRAS.mask | mie.HighPriorityRAS.mask : mie.MEIE.mask;

/** Whether harts have the local interrupts for RAS events (aia "Defined major interrupts and default priorities"). */
export const hasLocalErrorInterrupts = (isa: Hart['isa']): boolean => isa.has('Ssaia');

/** The supervisor may use all the state there is; a guest of it may not until the hypervisor says so. */
function openStateEnables(hart: Hart): void {
  if (hart.isa.has('Smstateen')) for (const csr of [mstateen0, ...mstateens]) hart.write(csr, 0xffff_ffff_ffff_ffffn);
  if (hart.isa.has('Ssstateen') && hart.isa.has('H')) for (const csr of [hstateen0, ...hstateens]) hart.write(csr, 0n);
}

/** Reset disables RNMIs, and an exception in M-mode would lead to the RNMI exception vector, until this. */
export function enableNonMaskableInterrupts(hart: Hart): void {
  if (hart.isa.has('Smrnmi')) hart.write(mnstatus, mnstatus.NMIE.mask);
}

/**
 * Makes MRET enter the supervisor in the state of sbi "Function: Hart start (FID #0)", table "HSM Hart Start Register
 * State"; a hart that resumes from a non-retentive suspend finds the same.
 */
export function enterSupervisor(hart: Hart, { pc, opaque }: Entry): void {
  const S = BigInt(encodePrivilege('S')) << BigInt(mstatus.MPP.low);
  // With SDT of the trap handler in which it went to sleep, its first trap would be a double trap.
  const cleared = mstatus.MPP.mask | mstatus.MPV.mask | mstatus.SIE.mask | mstatus.SDT.mask;
  hart.write(mstatus, (hart.read(mstatus) & ~cleared) | S);
  hart.write(mepc, pc);
  // A supervisor that traps before it sets stvec stops at the first fetch from 0, instead of starting over for ever.
  hart.write(stvec, 0n);
  hart.write(sscratch, 0n);
  hart.write(satp, 0n);
  hart.setX(callRegisters.a0, hart.hartid);
  hart.setX(callRegisters.a0 + 1, opaque);
}
