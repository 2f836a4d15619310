import { pageBytes } from '@hartlab/hart';

/**
 * A decoded instruction: 16 bytes that say which operation it is and where its operands are. Registers are byte offsets
 * among 32 of eight bytes.
 */
export const record = {
  /** The number of its operation, 16 bits. */
  operation: 0,
  /** Bytes to the record of the next instruction: eight for each byte of this one. */
  step: 2,
  rd: 3,
  rs1: 4,
  rs2: 5,
  rs3: 6,
  /** Of a CSR instruction in their place: the CSR's address, 16 bits; and the bits that a write changes, 8, signed. */
  csr: 5,
  writable: 7,
  /** The field rm of a floating-point instruction. */
  rounding: 7,
  /** The immediate, 32 bits, signed; of an instruction that the reference does its bits. */
  immediate: 8,
  /** In the first record behind the page, of the instruction that goes on there: its operation, and its second halfword. */
  straddlingOperation: 8,
  straddlingHalf: 10,
  /** How often something else than the instruction before it led here, 16 bits. */
  landings: 12,
  /** The number of the region that begins here, where the operation is that, 16 bits. */
  region: 14,
  /** Where instructions are hashed there are no regions, and in place of both are its bits as fetched, 16 or 32 of them. */
  bits: 12,
} as const;

/** Bytes of a record, of which there is one for every place at which an instruction can begin. */
export const recordBytes = 16;

/**
 * Bytes of a page's records: a page has an instruction at every other byte at most, and two records say that it ends, as
 * the last instruction may have half of its bytes in the next page.
 */
export const pageRecordsBytes = (pageBytes / 2 + 2) * recordBytes;

/** The record of the instruction at this offset in a page, from the page's first. */
export const recordOffset = (offset: number): number => (offset / 2) * recordBytes;
