import { type Halves, toHalves } from '../csr/csr.ts';

/** One exception or interrupt, as trap entry needs it (priv "Trap Entry"). Absent values are written as zero. */
export interface Trap {
  /** As in mcause: bit 63 for an interrupt, the code in the low bits. */
  readonly cause: bigint;
  /** For mtval, stval or vstval. */
  readonly tval?: bigint;
  /** For mtval2 or htval: a guest physical address, shifted right by 2. */
  readonly tval2?: bigint;
  /** For mtinst or htinst. */
  readonly tinst?: bigint;
  /** Whether `tval` is a guest virtual address: mstatus.GVA or hstatus.GVA. */
  readonly gva?: boolean;
}

const none: Halves = [0, 0];

/**
 * The exception or interrupt that a hart takes, in numbers: each hart has one record of its own and writes it anew for
 * each trap. Halves are unsigned.
 */
export class TrapRecord {
  /** The exception or interrupt code (priv "Trap Cause Codes"). */
  code = 0;
  isInterrupt = false;
  /** For mtval, stval or vstval. */
  tvalLow = 0;
  tvalHigh = 0;
  /** For mtval2 or htval: a guest physical address, shifted right by 2. */
  tval2Low = 0;
  tval2High = 0;
  /** For mtinst or htinst, 32 bits. */
  tinst = 0;
  /** Whether tval is a guest virtual address: mstatus.GVA or hstatus.GVA. */
  gva = false;

  /** An interrupt tells nothing but its code. */
  setInterrupt(code: number): this {
    this.code = code;
    this.isInterrupt = true;
    this.tvalLow = this.tvalHigh = this.tval2Low = this.tval2High = this.tinst = 0;
    this.gva = false;
    return this;
  }

  set({ cause, tval, tval2, tinst, gva = false }: Trap): this {
    this.code = Number(cause & 0xffff_ffffn);
    this.isInterrupt = cause >= interruptBit;
    [this.tvalLow, this.tvalHigh] = tval === undefined ? none : toHalves(tval);
    [this.tval2Low, this.tval2High] = tval2 === undefined ? none : toHalves(tval2);
    this.tinst = tinst === undefined ? 0 : Number(tinst);
    this.gva = gva;
    return this;
  }

  /** The trap was not expected: the next level is told of it as the second value (priv "Double Trap Control in `sstatus` Register"). */
  becomeDouble(): void {
    this.tval2Low = this.code;
    this.tval2High = this.isInterrupt ? 0x8000_0000 : 0;
    this.code = Number(exception.doubleTrap);
    this.isInterrupt = false;
  }
}

/** The mode that takes a trap. HS is S-mode where there is no hypervisor extension. */
export type TrapTarget = 'M' | 'HS' | 'VS';

/** Bit 63 of a cause register. */
export const interruptBit = 1n << 63n;

/** Exception codes (priv "Trap Cause Codes"). */
export const exception = {
  instructionAddressMisaligned: 0n,
  instructionAccessFault: 1n,
  illegalInstruction: 2n,
  breakpoint: 3n,
  loadAddressMisaligned: 4n,
  loadAccessFault: 5n,
  storeAddressMisaligned: 6n,
  storeAccessFault: 7n,
  /** From U-mode and VU-mode. */
  ecallFromU: 8n,
  /** From HS-mode, or from S-mode without the hypervisor extension. */
  ecallFromS: 9n,
  ecallFromVS: 10n,
  ecallFromM: 11n,
  instructionPageFault: 12n,
  loadPageFault: 13n,
  storePageFault: 15n,
  doubleTrap: 16n,
  softwareCheck: 18n,
  instructionGuestPageFault: 20n,
  loadGuestPageFault: 21n,
  virtualInstruction: 22n,
  storeGuestPageFault: 23n,
} as const;

/** Interrupt codes: the bit of mip and mie, and the code in a cause register (priv "Trap Cause Codes"). */
export const interrupt = {
  SSI: 1,
  VSSI: 2,
  MSI: 3,
  STI: 5,
  VSTI: 6,
  MTI: 7,
  SEI: 9,
  VSEI: 10,
  MEI: 11,
  SGEI: 12,
  /** Counter overflow (Sscofpmf). */
  LCOFI: 13,
  /** RAS events (aia "Defined major interrupts and default priorities"). */
  LowPriorityRAS: 35,
  HighPriorityRAS: 43,
} as const;

/** The code in mncause of an RNMI where their causes are not told apart (priv "RNMI CSRs"). */
export const RNMI = 0;

/** The same as a cause. */
export const resumableNmi: bigint = interruptBit | BigInt(RNMI);

/** What a memory access is for. AMOs and store-conditionals are stores. */
export type Access = 'fetch' | 'load' | 'store';

const accessFaults = {
  fetch: exception.instructionAccessFault,
  load: exception.loadAccessFault,
  store: exception.storeAccessFault,
} as const;
const pageFaults = {
  fetch: exception.instructionPageFault,
  load: exception.loadPageFault,
  store: exception.storePageFault,
} as const;
const guestPageFaults = {
  fetch: exception.instructionGuestPageFault,
  load: exception.loadGuestPageFault,
  store: exception.storeGuestPageFault,
} as const;

/** The access that a fault reports: always the original one, whatever implicit access it failed in. */
export interface FaultingAccess {
  readonly access: Access;
  /** The virtual address of the faulting portion. */
  readonly address: bigint;
  /** The virtualization mode in effect for the access. */
  readonly V: boolean;
}

export const accessFault = ({ access, address, V }: FaultingAccess): Trap => ({
  cause: accessFaults[access],
  tval: address,
  gva: V,
});

export const pageFault = ({ access, address, V }: FaultingAccess): Trap => ({
  cause: pageFaults[access],
  tval: address,
  gva: V,
});

const storeCauses = new Map<bigint, bigint>([
  [accessFaults.load, accessFaults.store],
  [pageFaults.load, pageFaults.store],
  [guestPageFaults.load, guestPageFaults.store],
]);

/** The fault of a load as if it had been a store. */
export const asStore = (trap: Trap): Trap => ({ ...trap, cause: storeCauses.get(trap.cause) ?? trap.cause });

/**
 * Special pseudoinstructions for a guest-page fault of an implicit access for VS-stage translation, VSXLEN = 64
 * (priv "Transformed Instruction or Pseudoinstruction for `mtinst` or `htinst`").
 */
const pseudoinstruction = { read: 0x3000n, write: 0x3020n } as const;

/** A guest-page fault at `guestPhysical`; `implicit` when that is the address of a VS-stage page-table entry. */
export const guestPageFault = (
  { access, address }: FaultingAccess,
  guestPhysical: bigint,
  implicit?: 'read' | 'write',
): Trap => ({
  cause: guestPageFaults[access],
  tval: address,
  tval2: guestPhysical >> 2n,
  gva: true,
  ...(implicit && guestPhysical >> 2n !== 0n && { tinst: pseudoinstruction[implicit] }),
});

/** A load or store at a misaligned address where the hardware does not help. */
export const addressMisaligned = ({ access, address, V }: FaultingAccess): Trap => ({
  cause: access === 'load' ? exception.loadAddressMisaligned : exception.storeAddressMisaligned,
  tval: address,
  gva: V,
});

/** `bits` are the instruction as fetched, 16 bits of it when it is compressed. */
export const illegalInstruction = (bits: number): Trap => ({
  cause: exception.illegalInstruction,
  tval: BigInt(bits),
});

/** The cause of a software-check exception, in xtval (priv "Machine Trap Value (`mtval`) Register"). */
export const softwareCheck = (fault: 'landing pad' | 'shadow stack'): Trap => ({
  cause: exception.softwareCheck,
  tval: fault === 'landing pad' ? 2n : 3n,
});

/** `bits` as for an illegal instruction. */
export const virtualInstruction = (bits: number): Trap => ({
  cause: exception.virtualInstruction,
  tval: BigInt(bits),
});
