import { bitIn, type FieldDeclaration, type Half, halfOfBit, type HartView } from '../csr/csr.ts';
import { csr, view, zero } from '../csr/csr-declaration.ts';
import { mstatus } from './machine-status.ts';
import { mideleg, mie, mip } from './machine-trap.ts';
import { translationModes } from './supervisor.ts';
import { whole } from './trap-fields.ts';
import { hvipHeld, interruptsFrom, mvien } from './virtual-interrupts.ts';

const requires = ['H'] as const;

/** The exceptions that a guest can be given, at the position of their cause code. */
export const hedeleg = csr('hedeleg', {
  spec: 'priv "Hypervisor Trap Delegation (hedeleg and hideleg) Registers"',
  requires,
  fields: {
    instruction_address_misaligned: { bits: 0 },
    instruction_access_fault: { bits: 1 },
    illegal_instruction: { bits: 2 },
    breakpoint: { bits: 3 },
    load_address_misaligned: { bits: 4 },
    load_access_fault: { bits: 5 },
    store_address_misaligned: { bits: 6 },
    store_access_fault: { bits: 7 },
    environment_call_from_U: { bits: 8 },
    instruction_page_fault: { bits: 12 },
    load_page_fault: { bits: 13 },
    store_page_fault: { bits: 15 },
    software_check: { bits: 18 },
    hardware_error: { bits: 19 },
  },
});

/** The interrupts that the hypervisor can be given: M-mode delegates or asserts them. */
const given = (half: Half, hart: HartView): number => hart.half(mideleg.address, half) | hart.half(mvien.address, half);

/**
 * A local interrupt: read-only zero while the hypervisor is not given it itself (aia "Interrupt filtering and virtual
 * interrupts for supervisor level").
 */
const local = (bit: number): FieldDeclaration => ({
  bits: bit,
  requires: 'Ssaia',
  legal: (wanted, old, hart) => (bitIn(bit, given(halfOfBit(bit), hart)) === 1 ? wanted : old),
});

/** Which interrupts of a guest VS-mode takes. */
export const hideleg = csr('hideleg', {
  spec: 'priv "Hypervisor Trap Delegation (hedeleg and hideleg) Registers"',
  requires,
  affects: ['interrupts'],
  fields: {
    VSSI: { bits: 2 },
    VSTI: { bits: 6 },
    VSEI: { bits: 10 },
    LCOFI: local(13),
    LowPriorityRAS: local(35),
    HighPriorityRAS: local(43),
  },
  reads(held, half, hart): number {
    const always = half === 0 ? hideleg.VSSI.ones | hideleg.VSTI.ones | hideleg.VSEI.ones : 0;
    return held & (always | given(half, hart));
  },
});

const interrupts = 'priv "Hypervisor Interrupt (hvip, hip, and hie) Registers"';

/** What the hypervisor asserts, without what else makes the same interrupts pending. */
export const hvip = view('hvip', {
  spec: interrupts,
  requires,
  of: mip,
  held: true,
  fields: { VSSIP: mip.VSSIP, VSTIP: mip.VSTIP, VSEIP: mip.VSEIP },
  writes: [mip.VSSIP, mip.VSTIP, mip.VSEIP],
  also: [{ of: hvipHeld, fields: interruptsFrom(13, hvipHeld) }],
});

export const hip = view('hip', {
  spec: interrupts,
  requires,
  of: mip,
  fields: { VSSIP: mip.VSSIP, VSTIP: mip.VSTIP, VSEIP: mip.VSEIP, SGEIP: mip.SGEIP },
  writes: [mip.VSSIP],
});

export const hie = view('hie', {
  spec: interrupts,
  requires,
  of: mie,
  fields: { VSSIE: mie.VSSIE, VSTIE: mie.VSTIE, VSEIE: mie.VSEIE, SGEIE: mie.SGEIE },
});

/** The guest physical address of the latest guest-page fault into HS-mode, shifted right by 2. */
export const htval = csr('htval', {
  spec: 'priv "Hypervisor Trap Value (htval) Register"',
  requires,
  fields: whole,
});

/** The instruction that caused the latest trap into HS-mode, transformed, or zero. */
export const htinst = csr('htinst', {
  spec: 'priv "Hypervisor Trap Instruction (htinst) Register"',
  requires,
  fields: whole,
});

/** The schemes of satp, each widened by two bits. VMIDLEN is 14; the root table is 16 KiB, so PPN[1:0] are zero. */
export const hgatp = csr('hgatp', {
  spec: 'priv "Hypervisor Guest Address Translation and Protection (hgatp) Register"',
  requires,
  affects: ['translation'],
  gate: { HS: [zero(mstatus.TVM)] },
  fields: {
    PPN: { bits: [43, 0], only: (1n << 44n) - 4n },
    VMID: { bits: [57, 44] },
    MODE: { bits: [63, 60], oneOf: translationModes },
  },
});
