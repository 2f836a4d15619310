import type { FieldDeclaration, Half, HartView } from '../csr/csr.ts';
import { csr, view, zero } from '../csr/csr-declaration.ts';
import { mstatus } from './machine-status.ts';
import { mideleg, mie, mip } from './machine-trap.ts';
import { cause, exceptionProgramCounter, trapVector, whole } from './trap-fields.ts';
import { filtered, interruptsFrom, mvipHeld, sieHeld } from './virtual-interrupts.ts';

/** What S-mode sees of mstatus. */
export const sstatus = view('sstatus', {
  spec: 'priv "Supervisor Status (sstatus) Register"',
  of: mstatus,
  fields: {
    SIE: mstatus.SIE,
    SPIE: mstatus.SPIE,
    UBE: mstatus.UBE,
    SPP: mstatus.SPP,
    VS: mstatus.VS,
    FS: mstatus.FS,
    XS: mstatus.XS,
    SUM: mstatus.SUM,
    MXR: mstatus.MXR,
    SPELP: mstatus.SPELP,
    SDT: mstatus.SDT,
    UXL: mstatus.UXL,
    SD: mstatus.SD,
  },
});

/** Where traps into S-mode go. */
export const stvec = csr('stvec', {
  spec: 'priv "Supervisor Trap Vector Base Address (stvec) Register"',
  fields: trapVector,
});

/** The interrupts that M-mode does not delegate, but asserts in mvip. */
const asserted = (hart: HartView, half: Half) => filtered(hart, half, hart.half(mideleg.address, half));

/** An interrupt that M-mode neither delegates nor asserts is not to be seen here. */
export const sip = view('sip', {
  spec: 'priv "Supervisor Interrupt (sip and sie) Registers"',
  of: mip,
  fields: { SSIP: mip.SSIP, STIP: mip.STIP, SEIP: mip.SEIP },
  writes: [mip.SSIP],
  only: mideleg,
  also: [
    { of: mip, fields: interruptsFrom(13, mip), only: mideleg },
    // SEIP is read-only in sip whoever asserts it, as on Spike and QEMU.
    { of: mip, held: true, fields: { SEIP: mip.SEIP }, writes: [], only: asserted },
    { of: mvipHeld, fields: interruptsFrom(0, mvipHeld), only: asserted },
  ],
});

export const sie = view('sie', {
  spec: 'priv "Supervisor Interrupt (sip and sie) Registers"',
  of: mie,
  fields: { SSIE: mie.SSIE, STIE: mie.STIE, SEIE: mie.SEIE },
  only: mideleg,
  also: [
    { of: mie, fields: interruptsFrom(13, mie), only: mideleg },
    { of: sieHeld, fields: interruptsFrom(0, sieHeld), only: asserted },
  ],
});

/** A word for S-mode's trap handler. */
export const sscratch = csr('sscratch', { spec: 'priv "Supervisor Scratch (sscratch) Register"', fields: whole });

/** The address at which the latest trap into S-mode interrupted the hart, and to which sret goes. */
export const sepc = csr('sepc', {
  spec: 'priv "Supervisor Exception Program Counter (sepc) Register"',
  fields: exceptionProgramCounter,
});

/** The cause of the latest trap into S-mode: bit 63 for an interrupt, its number below. */
export const scause = csr('scause', { spec: 'priv "Supervisor Cause (scause) Register"', fields: cause });

/** What the latest trap into S-mode was about: an address, an instruction, or zero. */
export const stval = csr('stval', { spec: 'priv "Supervisor Trap Value (stval) Register"', fields: whole });

/** Bare, and the schemes that the hart has, or for hgatp those with x4 of the same names. */
export const translationModes = [
  0,
  [8, 'Sv39'],
  [9, 'Sv48'],
  [10, 'Sv57'],
] as const satisfies FieldDeclaration['oneOf'];

/** satp and vsatp. ASIDLEN is 16; physical addresses have 56 bits. */
export const addressTranslation = {
  PPN: { bits: [43, 0] },
  ASID: { bits: [59, 44] },
  MODE: { bits: [63, 60], oneOf: translationModes, otherwise: 'keep register' },
} as const satisfies Record<string, FieldDeclaration>;

/** Which page table translates, and by which scheme; at V = 1 the guest's is vsatp. */
export const satp = csr('satp', {
  spec: 'priv "Supervisor Address Translation and Protection (satp) Register"',
  affects: ['translation'],
  gate: { HS: [zero(mstatus.TVM)] },
  fields: addressTranslation,
});
