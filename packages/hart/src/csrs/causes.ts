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
  hardwareError: 19n,
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
