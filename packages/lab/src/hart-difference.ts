import { type Hart, liveCells } from '@hartlab/hart';
import type { ComparedState } from './compared-state.ts';
import { isExempt, mayBecome } from './exemptions.ts';
import { type ComparedField, stateFields } from './state-field.ts';

/** Two values of one field, where they should be the same. */
export interface Difference {
  readonly field: string;
  readonly expected: bigint;
  readonly got: bigint;
}

const comparedFields: readonly ComparedField[] = stateFields.filter((field) => !isExempt(field));

/** The fields of each cell, by their positions in `comparedFields`. */
const fieldsOfCell: readonly (readonly number[])[] = liveCells.map((_, place) =>
  [...comparedFields.keys()].filter((position) => comparedFields[position]!.place === place),
);

/** The compared bits of each word. */
const masks: Int32Array = (() => {
  const bits = new BigUint64Array(liveCells.length);
  for (const { place, mask } of comparedFields) bits[place]! |= mask;
  return new Int32Array(bits.buffer);
})();

/**
 * Whether any compared bit of a hart differs now. Nearly every comparison ends with none, so that is what is found out
 * first, without a copy of what the hart holds.
 */
export const differs = (expected: ComparedState, hart: Hart): boolean => hart.live.differ(expected.copied, masks);

/** The first word from `word` on in which a compared bit differs; as many as there are when none does. */
function nextDifference(a: Int32Array, b: Int32Array, word: number): number {
  while (word < masks.length && ((a[word]! ^ b[word]!) & masks[word]!) === 0) word++;
  return word;
}

/** All fields that differ and may not, in the order of `stateFields`. */
export function hartDifferences(expected: ComparedState, got: ComparedState): Difference[] {
  const positions: number[] = [];
  for (let word = 0; ; word += 2 - (word % 2)) {
    word = nextDifference(expected.copied.words, got.copied.words, word);
    if (word === masks.length) break;
    positions.push(...fieldsOfCell[word >> 1]!);
  }
  return positions
    .toSorted((a, b) => a - b)
    .flatMap((position) => {
      const field = comparedFields[position]!;
      const difference = { field: field.name, expected: expected.value(field), got: got.value(field) };
      return difference.expected === difference.got || mayBecome(field, difference.got) ? [] : [difference];
    });
}
