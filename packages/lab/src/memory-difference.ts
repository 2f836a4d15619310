import type { ChangedPage } from '@hartlab/machine';
import type { Difference } from './hart-difference.ts';

/** Physical addresses that may differ, `end` exclusive. */
export interface ExemptMemory {
  readonly begin: number;
  readonly end: number;
}

/** Bytes that are reported as one difference. */
const unit = 8;

const isExempt = (address: number, exempt: readonly ExemptMemory[]): boolean =>
  exempt.some(({ begin, end }) => address >= begin && address < end);

/** A page as doublewords. Pages are aligned, so it is a view. */
const doublewords = (page: Uint8Array) => new BigUint64Array(page.buffer, page.byteOffset, page.length / unit);

/** The doublewords of RAM that differ outside `exempt`, named by their address. */
export function memoryDifferences(pages: Iterable<ChangedPage>, exempt: readonly ExemptMemory[]): Difference[] {
  const differences: Difference[] = [];
  for (const { address: page, before, now } of pages) {
    if (Buffer.compare(before, now) === 0) continue;
    const was = doublewords(before);
    for (const [index, got] of doublewords(now).entries()) {
      const address = page + unit * index;
      const expected = was[index]!;
      if (expected !== got && !isExempt(address, exempt))
        differences.push({ field: memoryField(address), expected, got });
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
