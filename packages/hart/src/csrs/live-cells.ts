import { type Affected, isView } from '../csr/csr.ts';
import { type CellName, rowOf } from '../state/cells.ts';
import { hartLayout } from '../state/layout.ts';
import { csrs } from './csrs.ts';
import { stateFields } from './state-fields.ts';

/** The cells of a hart's block that can hold anything: those in which some field is. Their indices, in order. */
export const liveCells: readonly number[] = [...new Set(stateFields.map(({ cell }) => cell))].toSorted((a, b) => a - b);

/** The same in the form in which they are gone through. */
const places = Uint16Array.from(liveCells);

/** How many of them there are on a hart without an IMSIC: its interrupt files come last. */
const withoutImsic = liveCells.findIndex((cell) => cell >= rowOf.machineFile.first);

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

/** A copy of a hart's live cells, one after the other: all that the hart holds. */
export class LiveCopy {
  readonly cells: BigUint64Array = new BigUint64Array(liveCells.length);
  /** The same, signed. */
  readonly signed: BigInt64Array = new BigInt64Array(this.cells.buffer);
  /** The same as 32-bit words, each cell's low half first. */
  readonly words: Int32Array = new Int32Array(this.cells.buffer);
}

/**
 * The live cells of a hart's block, a sixteenth of it: to copy or compare them takes some hundred nanoseconds. What is
 * compared are signed cells: bigints of 64 bits and a sign are no objects once the code is compiled.
 */
export class LiveCells {
  /** What they were when the hart was kept last. */
  readonly kept: LiveCopy = new LiveCopy();
  readonly #cells: BigInt64Array;
  readonly #words: Int32Array;
  readonly #tell: (affected: Affected) => void;
  /** How many the hart has. */
  readonly #count: number;

  /**
   * @param tell is told, perhaps several times, who must look again
   * @param hasImsic whether the hart has the cells of an IMSIC; otherwise, they are always 0
   */
  constructor({ buffer, byteOffset }: Uint8Array, tell: (affected: Affected) => void, hasImsic = true) {
    this.#cells = new BigInt64Array(buffer, byteOffset, hartLayout.size / 8);
    this.#words = new Int32Array(buffer, byteOffset, hartLayout.size / 4);
    this.#tell = tell;
    this.#count = hasImsic ? places.length : withoutImsic;
  }

  copyTo(copy: LiveCopy): void {
    const cells = this.#cells;
    const copied = copy.signed;
    const count = this.#count;
    let index = 0;
    // Four at a time take little longer than two one by one.
    for (; index + 4 <= count; index += 4) {
      copied[index] = cells[places[index]!]!;
      copied[index + 1] = cells[places[index + 1]!]!;
      copied[index + 2] = cells[places[index + 2]!]!;
      copied[index + 3] = cells[places[index + 3]!]!;
    }
    for (; index < count; index++) copied[index] = cells[places[index]!]!;
  }

  /** A copy of its own. */
  copy(): LiveCopy {
    const copy = new LiveCopy();
    this.copyTo(copy);
    return copy;
  }

  /** Whether any bit is not what it is in the copy, of those that `masks` has, which has two words for each live cell. */
  differ(copy: LiveCopy, masks: Int32Array): boolean {
    for (let index = this.#difference(copy, 0); index < this.#count; index = this.#difference(copy, index + 1)) {
      const low = this.#changed(copy, index, 0) & masks[2 * index]!;
      const high = this.#changed(copy, index, 1) & masks[2 * index + 1]!;
      if ((low | high) !== 0) return true;
    }
    return false;
  }

  /** Keeps what the hart holds now, instead of what was kept before, for `goBack`. */
  keep(): void {
    this.copyTo(this.kept);
  }

  /** Makes the hart hold what was kept. */
  goBack(): void {
    this.become(this.kept);
  }

  /** Makes the hart hold what was copied. That is a change like any other: who has cached what is different is told. */
  become(copy: LiveCopy): void {
    for (let index = this.#difference(copy, 0); index < this.#count; index = this.#difference(copy, index + 1)) {
      const low = this.#changed(copy, index, 0);
      const high = this.#changed(copy, index, 1);
      this.#cells[places[index]!] = copy.signed[index]!;
      for (const { affected, lowMask, highMask } of effects[index]!)
        if (((low & lowMask) | (high & highMask)) !== 0) this.#tell(affected);
    }
  }

  /** The index of the first live cell from there on that is not as in the copy; how many there are, if all are. */
  #difference(copy: LiveCopy, from: number): number {
    const cells = this.#cells;
    const copied = copy.signed;
    const count = this.#count;
    let index = from;
    // Four at a time: whether one of them differs is soon known.
    for (; index + 4 <= count; index += 4) {
      const changed =
        (cells[places[index]!]! ^ copied[index]!) |
        (cells[places[index + 1]!]! ^ copied[index + 1]!) |
        (cells[places[index + 2]!]! ^ copied[index + 2]!) |
        (cells[places[index + 3]!]! ^ copied[index + 3]!);
      if (BigInt.asIntN(64, changed) !== 0n) break;
    }
    for (; index < count; index++) if (cells[places[index]!] !== copied[index]) return index;
    return count;
  }

  /** The bits of a half of a cell that are not as in the copy. */
  #changed({ words }: LiveCopy, index: number, half: 0 | 1): number {
    return this.#words[2 * places[index]! + half]! ^ words[2 * index + half]!;
  }
}
