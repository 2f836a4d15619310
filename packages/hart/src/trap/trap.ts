import { fromHalves } from '../csr/csr.ts';
import { exception, interruptBit } from '../csrs/causes.ts';

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

/** The mode that takes a trap. HS is S-mode where there is no hypervisor extension. */
export type TrapTarget = 'M' | 'HS' | 'VS';

/** The exception codes as numbers. */
const codeOf = Object.fromEntries(Object.entries(exception).map(([name, code]) => [name, Number(code)])) as Readonly<
  Record<keyof typeof exception, number>
>;

/** Each code as a bigint, made once. */
const codes: readonly bigint[] = Array.from({ length: 64 }, (_, code) => BigInt(code));

const accessFaults = {
  fetch: codeOf.instructionAccessFault,
  load: codeOf.loadAccessFault,
  store: codeOf.storeAccessFault,
} as const;
const pageFaults = {
  fetch: codeOf.instructionPageFault,
  load: codeOf.loadPageFault,
  store: codeOf.storePageFault,
} as const;
const guestPageFaults = {
  fetch: codeOf.instructionGuestPageFault,
  load: codeOf.loadGuestPageFault,
  store: codeOf.storeGuestPageFault,
} as const;
const misaligned = {
  fetch: codeOf.instructionAddressMisaligned,
  load: codeOf.loadAddressMisaligned,
  store: codeOf.storeAddressMisaligned,
} as const;

/** The code of a load's fault, and that of a store's. */
const storeCodes: Readonly<Record<number, number>> = {
  [accessFaults.load]: accessFaults.store,
  [pageFaults.load]: pageFaults.store,
  [guestPageFaults.load]: guestPageFaults.store,
};

/** The access that a fault reports: always the original one, whatever implicit access it failed in. */
export interface FaultingAccess {
  readonly access: Access;
  /** The virtual address of the faulting portion, in halves, unsigned. */
  readonly low: number;
  readonly high: number;
  /** The virtualization mode in effect for the access. */
  readonly V: boolean;
}

/**
 * Special pseudoinstructions for a guest-page fault of an implicit access for VS-stage translation, VSXLEN = 64
 * (priv "Transformed Instruction or Pseudoinstruction for `mtinst` or `htinst`").
 */
const pseudoinstruction = { read: 0x3000, write: 0x3020 } as const;

/** What a memory access is for. AMOs and store-conditionals are stores. */
export type Access = 'fetch' | 'load' | 'store';

/**
 * The exception or interrupt that a hart takes, in numbers: each hart has one record of its own and writes it anew for
 * each trap. Halves are unsigned.
 *
 * What an instruction does answers whether it went on. The methods named after exceptions raise them: they note the trap
 * here and answer `false`, for whoever asked.
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
  /** Of a hardware error: the physical address of the corrupted data, and whether it is a page-table entry. */
  corrupted = 0;
  isImplicit = false;
  /** Splits a value into halves without arithmetic on bigints. */
  readonly #wide = new BigUint64Array(1);
  readonly #halves = new Uint32Array(this.#wide.buffer);

  /** As in mcause. */
  get cause(): bigint {
    const code = codes[this.code] ?? BigInt(this.code);
    return this.isInterrupt ? interruptBit | code : code;
  }

  /** The same as an object of its own. */
  get trap(): Trap {
    const tval2 = fromHalves(this.tval2Low, this.tval2High);
    return {
      cause: this.cause,
      tval: fromHalves(this.tvalLow, this.tvalHigh),
      ...(tval2 !== 0n && { tval2 }),
      ...(this.tinst !== 0 && { tinst: BigInt(this.tinst) }),
      gva: this.gva,
    };
  }

  /** An interrupt tells nothing but its code. */
  setInterrupt(code: number): this {
    this.#raise(code, 0, 0, false);
    this.isInterrupt = true;
    return this;
  }

  set({ cause, tval = 0n, tval2 = 0n, tinst = 0n, gva = false }: Trap): this {
    const halves = this.#halves;
    this.#wide[0] = cause;
    this.code = halves[0]!;
    this.isInterrupt = halves[1]! >>> 31 === 1;
    this.#wide[0] = tval;
    this.tvalLow = halves[0]!;
    this.tvalHigh = halves[1]!;
    this.#wide[0] = tval2;
    this.tval2Low = halves[0]!;
    this.tval2High = halves[1]!;
    this.#wide[0] = tinst;
    this.tinst = halves[0]!;
    this.gva = gva;
    return this;
  }

  /** The trap was not expected: the next level is told of it as the second value (priv "Double Trap Control in `sstatus` Register"). */
  becomeDouble(): void {
    this.tval2Low = this.code;
    this.tval2High = this.isInterrupt ? 0x8000_0000 : 0;
    this.code = codeOf.doubleTrap;
    this.isInterrupt = false;
  }

  /** The fault of a load is told as if it had been a store. */
  becomeStore(): false {
    this.code = storeCodes[this.code] ?? this.code;
    return false;
  }

  /** `bits` are the instruction as fetched, 16 bits of it when it is compressed. */
  illegalInstruction(bits: number): false {
    return this.#raise(codeOf.illegalInstruction, bits, 0, false);
  }

  /** `bits` as for an illegal instruction. */
  virtualInstruction(bits: number): false {
    return this.#raise(codeOf.virtualInstruction, bits, 0, false);
  }

  /** An ECALL from the mode whose code this is. */
  environmentCall(code: number): false {
    return this.#raise(code, 0, 0, false);
  }

  /** `gva` says whether the address is a guest virtual one. */
  breakpoint(low: number, high: number, gva: boolean): false {
    return this.#raise(codeOf.breakpoint, low, high, gva);
  }

  /** A jump to an address that instructions cannot have. */
  instructionAddressMisaligned(low: number, high: number, gva: boolean): false {
    return this.#raise(codeOf.instructionAddressMisaligned, low, high, gva);
  }

  /** The cause of a software-check exception, in xtval (priv "Machine Trap Value (`mtval`) Register"). */
  softwareCheck(fault: 'landing pad' | 'shadow stack'): false {
    return this.#raise(codeOf.softwareCheck, fault === 'landing pad' ? 2 : 3, 0, false);
  }

  accessFault({ access, low, high, V }: FaultingAccess): false {
    return this.#raise(accessFaults[access], low, high, V);
  }

  pageFault({ access, low, high, V }: FaultingAccess): false {
    return this.#raise(pageFaults[access], low, high, V);
  }

  /** An access needs corrupted data, at this physical address; `implicit` is the walk that finds where it goes. */
  hardwareError({ low, high, V }: FaultingAccess, corrupted: number, implicit: boolean): false {
    this.corrupted = corrupted;
    this.isImplicit = implicit;
    return this.#raise(codeOf.hardwareError, low, high, V);
  }

  /** A load or store at a misaligned address where the hardware does not help. */
  addressMisaligned({ access, low, high, V }: FaultingAccess): false {
    return this.#raise(misaligned[access], low, high, V);
  }

  /** A guest-page fault at a guest physical address; `implicit` when that is the address of a VS-stage page-table entry. */
  guestPageFault(
    { access, low, high }: FaultingAccess,
    guestLow: number,
    guestHigh: number,
    implicit: 'read' | 'write' | undefined,
  ): false {
    this.#raise(guestPageFaults[access], low, high, true);
    this.tval2Low = ((guestLow >>> 2) | (guestHigh << 30)) >>> 0;
    this.tval2High = guestHigh >>> 2;
    if (implicit && (this.tval2Low | this.tval2High) !== 0) this.tinst = pseudoinstruction[implicit];
    return false;
  }

  #raise(code: number, low: number, high: number, gva: boolean): false {
    this.code = code;
    this.isInterrupt = false;
    this.tvalLow = low;
    this.tvalHigh = high;
    this.tval2Low = this.tval2High = this.tinst = 0;
    this.gva = gva;
    return false;
  }
}
