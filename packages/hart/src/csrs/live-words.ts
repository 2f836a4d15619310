import { type Affected, isView } from '../csr/csr.ts';
import { type CellName, rowOf } from '../state/cells.ts';
import { hartLayout } from '../state/layout.ts';
import { csrs } from './csrs.ts';
import { stateFields } from './state-fields.ts';

/** The cells of a hart's block that can hold anything: those in which some field is. Their indices, in order. */
export const liveCells: readonly number[] = [...new Set(stateFields.map(({ cell }) => cell))].toSorted((a, b) => a - b);

/** Where each begins in a block of 32-bit words. */
const places = Uint16Array.from(liveCells, (cell) => 2 * cell);

/** Who must look again when one of these bits of a cell changes. */
interface CellEffect {
  readonly affected: Affected;
  readonly lowMask: number;
  readonly highMask: number;
}

/** What no CSR declares: whom the mode concerns, and what devices and triggers have raised. */
const affectedByRows: Partial<Record<CellName, readonly Affected[]>> = {
  privilege: ['translation', 'interrupts'],
  V: ['translation', 'interrupts'],
  interruptLines: ['interrupts'],
  nonMaskableInterrupt: ['interrupts'],
  breakpoint: ['triggers'],
};

/** By the index of a cell. */
const effectsOfCells: ReadonlyMap<number, readonly CellEffect[]> = new Map([
  ...Object.entries(affectedByRows).map(([name, all]): [number, CellEffect[]] => [
    rowOf[name as CellName].first,
    all.map((affected) => ({ affected, lowMask: -1, highMask: -1 })),
  ]),
  ...csrs.flatMap((csr): [number, CellEffect[]][] => {
    if (isView(csr)) return [];
    const effects = csr.effects.map(({ affected, lowMask, highMask, always }) =>
      always ? { affected, lowMask: -1, highMask: -1 } : { affected, lowMask, highMask },
    );
    return [[rowOf.csrs.first + csr.address, effects]];
  }),
]);

/** In the order of `liveCells`. */
const effects: readonly (readonly CellEffect[])[] = liveCells.map((cell) => effectsOfCells.get(cell) ?? []);

/**
 * A hart's block as the words of its live cells, one after the other, each cell's low half first. They are all that the
 * hart holds, and a sixteenth of the block: to copy and compare them costs a few hundred nanoseconds.
 */
export class LiveWords {
  /** What they were when the hart was kept last. */
  readonly kept: Int32Array = new Int32Array(2 * liveCells.length);
  readonly #block: Int32Array;
  readonly #tell: (affected: Affected) => void;

  /** @param tell is told, perhaps several times, who must look again */
  constructor({ buffer, byteOffset }: Uint8Array, tell: (affected: Affected) => void) {
    this.#block = new Int32Array(buffer, byteOffset, hartLayout.size / 4);
    this.#tell = tell;
  }

  /** Copies them to `words`, of which there are two for each live cell. */
  copyTo(words: Int32Array): void {
    const block = this.#block;
    for (let cell = 0; cell < places.length; cell++) {
      const place = places[cell]!;
      words[2 * cell] = block[place]!;
      words[2 * cell + 1] = block[place + 1]!;
    }
  }

  /** Whether any bit of `masks` is not what it is in `words`. */
  differ(words: Int32Array, masks: Int32Array): boolean {
    const block = this.#block;
    for (let cell = 0; cell < places.length; cell++) {
      const place = places[cell]!;
      const low = (block[place]! ^ words[2 * cell]!) & masks[2 * cell]!;
      const high = (block[place + 1]! ^ words[2 * cell + 1]!) & masks[2 * cell + 1]!;
      if ((low | high) !== 0) return true;
    }
    return false;
  }

  /** Keeps what the hart holds now, instead of what was kept before, for `goBack`. */
  keep(): void {
    this.copyTo(this.kept);
  }

  /** Makes the hart hold what was kept. That is a change like any other: who has cached what is different is told. */
  goBack(): void {
    const block = this.#block;
    const { kept } = this;
    for (let cell = 0; cell < places.length; cell++) {
      const place = places[cell]!;
      const low = block[place]! ^ kept[2 * cell]!;
      const high = block[place + 1]! ^ kept[2 * cell + 1]!;
      if ((low | high) === 0) continue;
      block[place] = kept[2 * cell]!;
      block[place + 1] = kept[2 * cell + 1]!;
      for (const { affected, lowMask, highMask } of effects[cell]!)
        if (((low & lowMask) | (high & highMask)) !== 0) this.#tell(affected);
    }
  }
}
