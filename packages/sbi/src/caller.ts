/** The supervisor that makes a call, as far as an extension may see it. A layer's handlers may ask for more. */
export interface Caller {
  readonly hartid: bigint;
  readonly memory: SharedMemory;
}

/**
 * Physical memory with the eyes of one supervisor (sbi "Shared memory physical address range parameter"). Addresses are
 * whole physical addresses, as `physicalAddress` makes them, and may exceed 64 bits; lengths are in bytes. Each method
 * judges the whole range before it touches the first byte. An empty range is accessible wherever it lies.
 */
export interface SharedMemory {
  /** Whether this supervisor may access every byte of the range in this way. Touches nothing. */
  accessible(access: SharedMemoryAccess, address: bigint, length: bigint): boolean;
  /** A copy of the range, so that what is checked is what is used; undefined if any byte may not be read. */
  read(address: bigint, length: bigint): Uint8Array | undefined;
  /** Writes all bytes, or none and answers false if any may not be written. */
  write(address: bigint, bytes: Uint8Array): boolean;
}

/** What the SEE, or a hart on its behalf, is going to do with memory that a caller names. */
export type SharedMemoryAccess = 'read' | 'write' | 'execute';

/** The physical address that a `phys_lo`, `phys_hi` pair of `unsigned long` parameters names: 128 bits. */
export const physicalAddress = (lo: bigint, hi: bigint): bigint => (hi << 64n) | lo;
