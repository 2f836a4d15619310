import { type Affected, isView } from '../csr/csr.ts';
import { type CellName, rowOf } from '../state/cells.ts';
import { hartLayout } from '../state/layout.ts';
import { csrs } from './csrs.ts';
import { stateFields } from './state-fields.ts';

/** The cells of a hart's block that can hold anything: those in which some field is. Their indices, in order. */
export const liveCells: readonly number[] = [...new Set(stateFields.map(({ cell }) => cell))].toSorted((a, b) => a - b);

/** The words of these cells, by their indices in a block of 32-bit words, each cell's low half first. */
const places = Uint16Array.from(liveCells.flatMap((cell) => [2 * cell, 2 * cell + 1]));

/** How many words these are: a sixteenth of a block. */
export const liveWordCount: number = places.length;

/** Who must look again when one of these bits of a word changes. */
interface WordEffect {
  readonly affected: Affected;
  readonly mask: number;
}

/** What no CSR declares: whom the mode concerns, and what devices and triggers have raised. */
const effectsOfRows: Partial<Record<CellName, readonly Affected[]>> = {
  privilege: ['translation', 'interrupts'],
  V: ['translation', 'interrupts'],
  interruptLines: ['interrupts'],
  nonMaskableInterrupt: ['interrupts'],
  breakpoint: ['triggers'],
};

/** Those of each cell, by its index: its low half's, and its high half's. */
const effectsOfCells: ReadonlyMap<number, readonly [low: readonly WordEffect[], high: readonly WordEffect[]]> = new Map([
  ...Object.entries(effectsOfRows).map(([name, affected]) => {
    const effects = affected.map((each) => ({ affected: each, mask: -1 }));
    return [rowOf[name as CellName].first, [effects, effects]] as const;
  }),
  ...csrs.flatMap((csr) => {
    if (isView(csr) || csr.effects.length === 0) return [];
    const low = csr.effects.map(({ affected, lowMask, always }) => ({ affected, mask: always ? -1 : lowMask }));
    const high = csr.effects.map(({ affected, highMask, always }) => ({ affected, mask: always ? -1 : highMask }));
    return [[rowOf.csrs.first + csr.address, [low, high]] as const];
  }),
]);

/** The same by the index in `places`. */
const effects: readonly (readonly WordEffect[])[] = liveCells.flatMap((cell) => effectsOfCells.get(cell) ?? [[], []]);

/**
 * A hart's block as the words in which there can be something, one after the other: a copy of them is all that the hart
 * holds, and costs a few hundred nanoseconds.
 */
export class LiveWords {
  readonly #block: Int32Array;
  readonly #tell: (affected: Affected) => void;

  /** @param tell is told, perhaps several times, who must look again */
  constructor({ buffer, byteOffset }: Uint8Array, tell: (affected: Affected) => void) {
    this.#block = new Int32Array(buffer, byteOffset, hartLayout.size / 4);
    this.#tell = tell;
  }

  /** Copies them to `words`, of which there are `liveWordCount`. */
  copyTo(words: Int32Array): void {
    const block = this.#block;
    for (let index = 0; index < places.length; index++) words[index] = block[places[index]!]!;
  }

  /** The index of the first word in which a bit of `masks` is not that of `words`; -1 where they are all the same. */
  difference(words: Int32Array, masks: Int32Array): number {
    const block = this.#block;
    for (let index = 0; index < places.length; index++)
      if (((block[places[index]!]! ^ words[index]!) & masks[index]!) !== 0) return index;
    return -1;
  }

  /** Makes the hart hold what `words` say. That is a change like any other: who caches what is different now is told. */
  copyFrom(words: Int32Array): void {
    const block = this.#block;
    for (let index = 0; index < places.length; index++) {
      const place = places[index]!;
      const changed = block[place]! ^ words[index]!;
      if (changed === 0) continue;
      block[place] = words[index]!;
      for (const { affected, mask } of effects[index]!) if ((changed & mask) !== 0) this.#tell(affected);
    }
  }
}
