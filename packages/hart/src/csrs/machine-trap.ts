import type { HartView } from '../csr/csr.ts';
import { csr, view } from '../csr/csr-declaration.ts';
import { interrupt } from './causes.ts';
import { isGuestInterrupted, isHypervisorInterrupted } from './guest-external-interrupts.ts';
import { deliveredIdentity, machineFile, supervisorFile } from './interrupt-files.ts';
import { hasImsic } from './state-enable.ts';
import { stimecmpEnabled, stimecmpPending, vstimecmpPending } from './timer.ts';
import { cause, exceptionProgramCounter, trapVector, whole } from './trap-fields.ts';
import { interruptsFrom, mvien, mvipHeld, reliabilityInterrupts } from './virtual-interrupts.ts';

/** Where traps into M-mode go. */
export const mtvec = csr('mtvec', {
  spec: 'priv "Machine Trap-Vector Base-Address (mtvec) Register"',
  fields: trapVector,
});

/** One field for each exception that can be delegated, at the position of its cause code. */
export const medeleg = csr('medeleg', {
  spec: 'priv "Machine Trap Delegation (medeleg and mideleg) Registers"',
  fields: {
    /** With C this exception cannot occur, and should not be delegatable. */
    instruction_address_misaligned: { bits: 0, legal: (wanted, _old, hart) => (hart.isa.has('C') ? 0 : wanted) },
    instruction_access_fault: { bits: 1 },
    illegal_instruction: { bits: 2 },
    breakpoint: { bits: 3 },
    load_address_misaligned: { bits: 4 },
    load_access_fault: { bits: 5 },
    store_address_misaligned: { bits: 6 },
    store_access_fault: { bits: 7 },
    environment_call_from_U: { bits: 8 },
    environment_call_from_S: { bits: 9 },
    environment_call_from_VS: { bits: 10, requires: 'H' },
    instruction_page_fault: { bits: 12 },
    load_page_fault: { bits: 13 },
    store_page_fault: { bits: 15 },
    /** Double trap, 16, cannot be delegated. */
    software_check: { bits: 18, requires: [['Zicfilp', 'Zicfiss']] },
    hardware_error: { bits: 19 },
    instruction_guest_page_fault: { bits: 20, requires: 'H' },
    load_guest_page_fault: { bits: 21, requires: 'H' },
    virtual_instruction: { bits: 22, requires: 'H' },
    store_guest_page_fault: { bits: 23, requires: 'H' },
  },
});

/**
 * With the hypervisor extension the VS-level interrupts are always delegated (priv "Machine Interrupt Delegation
 * (mideleg) Register"). SGEI as well, as on Spike and QEMU, even where GEILEN is zero.
 */
export const mideleg = csr('mideleg', {
  spec: 'priv "Machine Trap Delegation (medeleg and mideleg) Registers"',
  affects: ['interrupts'],
  fields: {
    SSI: { bits: 1 },
    VSSI: { bits: 2, requires: 'H', fixed: 1 },
    STI: { bits: 5 },
    VSTI: { bits: 6, requires: 'H', fixed: 1 },
    SEI: { bits: 9 },
    VSEI: { bits: 10, requires: 'H', fixed: 1 },
    SGEI: { bits: 12, requires: 'H', fixed: 1 },
    ...reliabilityInterrupts,
    LCOFI: { bits: 13, requires: 'Sscofpmf' },
  },
});

/**
 * The cell holds what software has written: SSIP, STIP, SEIP, and, of the VS-level bits, what hvip holds. Bit 9 of the
 * cell is mvip's, which mvien.SEI takes out of this register. The lines that devices drive, what is in the interrupt files of an IMSIC,
 * and the comparisons of stimecmp and vstimecmp are added when it is read.
 */
export const mip = csr('mip', {
  spec: 'priv "Machine Interrupt (mip and mie) Registers"',
  affects: ['interrupts'],
  fields: {
    SSIP: { bits: 1 },
    VSSIP: { bits: 2, requires: 'H' },
    MSIP: { bits: 3, fixed: 0 },
    /** Read-only while stimecmp drives it. */
    STIP: { bits: 5, legal: (wanted, old, hart) => (stimecmpEnabled(hart) ? old : wanted) },
    VSTIP: { bits: 6, requires: 'H', readOnly: true },
    MTIP: { bits: 7, fixed: 0 },
    /** While mvien.SEI is set, only the line. */
    SEIP: { bits: 9, readOnly: (hart) => hart.get(mvien.SEI) === 1 },
    VSEIP: { bits: 10, requires: 'H', readOnly: true },
    MEIP: { bits: 11, fixed: 0 },
    SGEIP: { bits: 12, fixed: 0 },
    ...reliabilityInterrupts,
    /** Set when a counter overflows; software clears it. */
    LCOFIP: { bits: 13, requires: 'Sscofpmf' },
  },
  reads(held, half, hart): number {
    if (half === 1) return held | hart.lines(1);
    const asserted = hart.get(mvien.SEI) === 1 ? held & ~mip.SEIP.masks[0] : held;
    const outside = hart.lines(0) | (hasImsic(hart) ? delivered(hart) : 0);
    const pending = asserted | outside | (vstimecmpPending(hart) ? mip.VSTIP.masks[0] : 0);
    if (!stimecmpEnabled(hart)) return pending;
    return stimecmpPending(hart) ? pending | mip.STIP.masks[0] : pending & ~mip.STIP.masks[0];
  },
});

/** The external interrupts that the interrupt files of the hart make pending. */
function delivered(hart: HartView): number {
  let bits = 0;
  if (deliveredIdentity(machineFile, hart) !== 0) bits |= 1 << interrupt.MEI;
  if (deliveredIdentity(supervisorFile, hart) !== 0) bits |= 1 << interrupt.SEI;
  if (isGuestInterrupted(hart)) bits |= 1 << interrupt.VSEI;
  if (isHypervisorInterrupted(hart)) bits |= 1 << interrupt.SGEI;
  return bits;
}

/** Bits of mip, as far as they are not taken out of it. */
export const mvip = view('mvip', {
  spec: 'aia "Interrupt filtering and virtual interrupts for supervisor level"',
  requires: ['Smaia'],
  of: mip,
  held: true,
  fields: { SSIP: mip.SSIP, STIP: mip.STIP, SEIP: mip.SEIP },
  only: (hart) =>
    mip.SEIP.masks[0] | (stimecmpEnabled(hart) ? 0 : mip.STIP.masks[0]) | (ownSSIP(hart) ? 0 : mip.SSIP.masks[0]),
  also: [
    { of: mvipHeld, fields: { SSIP: mvipHeld.SSIP }, only: (hart) => (ownSSIP(hart) ? -1 : 0) },
    { of: mvipHeld, fields: interruptsFrom(13, mvipHeld) },
  ],
});

/** Whether mvip.SSIP is a bit of its own, independent of mip.SSIP. */
const ownSSIP = (hart: HartView) => hart.get(mvien.SSI) === 1;

/** Which interrupts are enabled. */
export const mie = csr('mie', {
  spec: 'priv "Machine Interrupt (mip and mie) Registers"',
  affects: ['interrupts'],
  fields: {
    SSIE: { bits: 1 },
    VSSIE: { bits: 2, requires: 'H' },
    MSIE: { bits: 3 },
    STIE: { bits: 5 },
    VSTIE: { bits: 6, requires: 'H' },
    MTIE: { bits: 7 },
    SEIE: { bits: 9 },
    VSEIE: { bits: 10, requires: 'H' },
    MEIE: { bits: 11 },
    SGEIE: { bits: 12, requires: 'H' },
    ...reliabilityInterrupts,
    LCOFIE: { bits: 13, requires: 'Sscofpmf' },
  },
});

export const mscratch = csr('mscratch', { spec: 'priv "Machine Scratch (mscratch) Register"', fields: whole });

/** The address at which the latest trap into M-mode interrupted the hart, and to which mret goes. */
export const mepc = csr('mepc', {
  spec: 'priv "Machine Exception Program Counter (mepc) Register"',
  fields: exceptionProgramCounter,
});

/** The cause of the latest trap into M-mode: bit 63 for an interrupt, its number below. */
export const mcause = csr('mcause', { spec: 'priv "Machine Cause (mcause) Register"', fields: cause });

/** What the latest trap into M-mode was about: an address, an instruction, or zero. */
export const mtval = csr('mtval', { spec: 'priv "Machine Trap Value (mtval) Register"', fields: whole });

/** The guest physical address of the latest guest-page fault into M-mode, shifted right by 2. */
export const mtval2 = csr('mtval2', {
  spec: 'priv "Machine Second Trap Value (`mtval2`) Register"',
  requires: [['H', 'Ssdbltrp']],
  fields: whole,
});

/** The instruction that caused the latest trap into M-mode, transformed, or zero. */
export const mtinst = csr('mtinst', {
  spec: 'priv "Machine Trap Instruction (mtinst) Register"',
  requires: ['H'],
  fields: whole,
});
