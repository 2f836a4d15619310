import type { StateField } from '@hartlab/hart';
import { isExempt, mayBecome } from './exemptions.ts';
import { stateFields, valueOf, type Cells } from './state-field.ts';

/** Two values of one field, where they should be the same. */
export interface Difference {
  readonly field: string;
  readonly expected: bigint;
  readonly got: bigint;
}

const comparedFields: readonly StateField[] = stateFields.filter((field) => !isExempt(field));

/** The compared bits, as a mask over each 32-bit word of a block in which there are some. */
const comparedWords: readonly (readonly [word: number, mask: number])[] = (() => {
  const masks = new Map<number, number>();
  for (const { cell, mask } of comparedFields)
    for (const [word, bits] of [
      [2 * cell, mask & 0xffff_ffffn],
      [2 * cell + 1, mask >> 32n],
    ] as const)
      if (bits !== 0n) masks.set(word, (masks.get(word) ?? 0) | Number(bits));
  return [...masks].toSorted(([a], [b]) => a - b);
})();

const wordsOf = (cells: Cells) => new Uint32Array(cells.buffer, cells.byteOffset, 2 * cells.length);

/** Whether two blocks agree in all compared bits; what nearly every comparison ends with. */
function agree(expected: Cells, got: Cells): boolean {
  const a = wordsOf(expected);
  const b = wordsOf(got);
  for (const [word, mask] of comparedWords) if (((a[word]! ^ b[word]!) & mask) !== 0) return false;
  return true;
}

/** All fields that differ and may not, in the order of `stateFields`. */
export function hartDifferences(expected: Cells, got: Cells): Difference[] {
  if (agree(expected, got)) return [];
  return comparedFields.flatMap((field) => {
    const difference = { field: field.name, expected: valueOf(field, expected), got: valueOf(field, got) };
    return difference.expected === difference.got || mayBecome(field, difference.got) ? [] : [difference];
  });
}
