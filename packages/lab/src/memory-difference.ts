import type { ChangedMemory } from '@hartlab/machine';
import type { Difference } from './hart-difference.ts';

/** Physical addresses that may differ, `end` exclusive. */
export interface ExemptMemory {
  readonly begin: number;
  readonly end: number;
}

const isExempt = (address: number, exempt: readonly ExemptMemory[]): boolean =>
  exempt.some(({ begin, end }) => address >= begin && address < end);

/** The doublewords that differ outside `exempt`, named by their address. */
export function memoryDifferences(
  { address: first, before, now }: ChangedMemory,
  exempt: readonly ExemptMemory[],
): Difference[] {
  const differences: Difference[] = [];
  const [expected, got] = [words(before), words(now)];
  // Nearly all are equal, and words are numbers: comparing doublewords would make two bigints of each.
  for (let index = 0; index < got.length; index += 2) {
    if (expected[index] === got[index] && expected[index + 1] === got[index + 1]) continue;
    const address = first + 4 * index;
    if (isExempt(address, exempt)) continue;
    differences.push({
      field: memoryField(address),
      expected: doubleword(expected, index),
      got: doubleword(got, index),
    });
  }
  return differences;
}

/** Whole doublewords as 32-bit words, in a view. */
const words = ({ buffer, byteOffset, length }: Uint8Array) => new Uint32Array(buffer, byteOffset, length / 4);

/** Two words as the little-endian doubleword that they are. */
const doubleword = (words: Uint32Array, index: number): bigint =>
  (BigInt(words[index + 1]!) << 32n) | BigInt(words[index]!);

const prefix = 'memory 0x';

/** What a doubleword of memory is called in reports. */
export const memoryField = (address: number): string => prefix + address.toString(16);

/** The address in such a name, or undefined when it is the name of something else. */
export const memoryAddress = (field: string): number | undefined =>
  field.startsWith(prefix) ? Number.parseInt(field.slice(prefix.length), 16) : undefined;
