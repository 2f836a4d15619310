import type { Difference } from './hart-difference.ts';

/** A page of RAM that was stored to, with what it held before. */
export interface ChangedPage {
  readonly address: number;
  readonly before: Uint8Array;
  readonly now: Uint8Array;
}

/** Physical addresses that may differ, `end` exclusive. */
export interface ExemptMemory {
  readonly begin: number;
  readonly end: number;
}

/** Bytes that are reported as one difference. */
const unit = 8;

const isExempt = (address: number, exempt: readonly ExemptMemory[]): boolean =>
  exempt.some(({ begin, end }) => address >= begin && address < end);

const littleEndian = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** The doublewords of RAM that differ outside `exempt`, named by their address. */
export function memoryDifferences(pages: Iterable<ChangedPage>, exempt: readonly ExemptMemory[]): Difference[] {
  const differences: Difference[] = [];
  for (const { address, before, now } of pages) {
    if (Buffer.compare(before, now) === 0) continue;
    for (let at = 0; at < now.length; at += unit) {
      if (isExempt(address + at, exempt)) continue;
      const expected = littleEndian(before.subarray(at, at + unit));
      const got = littleEndian(now.subarray(at, at + unit));
      if (expected !== got) differences.push({ field: memoryField(address + at), expected, got });
    }
  }
  return differences;
}

const prefix = 'memory 0x';

/** What a doubleword of memory is called in reports. */
export const memoryField = (address: number): string => prefix + address.toString(16);

/** The address in such a name, or undefined when it is the name of something else. */
export const memoryAddress = (field: string): number | undefined =>
  field.startsWith(prefix) ? Number.parseInt(field.slice(prefix.length), 16) : undefined;
