import { type Hart, type InstructionHash, liveCells, LiveCopy, type Step } from '@hartlab/hart';
import { Either } from './plain-data.ts';
import { highLane, type Lanes, lowLane, WordHash } from './word-hash.ts';

/** The kinds of trace hash. */
export const traceModes = ['sampled', 'full'] as const;
/** How much of a run is hashed: so much that every engine runs at its full speed, or every instruction. */
export type TraceMode = (typeof traceModes)[number];

/** What a trace hash has come to. */
export type TraceState = Readonly<Partial<Record<TraceMode, Lanes>>>;

/** What every such state is made as. */
export const traceForm: unknown = Object.fromEntries(
  traceModes.map((mode) => [mode, new Either(undefined, new WordHash().save())]),
);

/** Boundaries of the machine from one sample to the next. */
export const sampleDistance = 65_536;

/** The indices of the live cells, in the form in which they are gone through. */
const places = Uint16Array.from(liveCells);

/** The first word of what is hashed: what it is, and in the bits from 8 on of whom, or which byte. */
const kinds = { retired: 1, trap: 2, output: 3, sample: 4 } as const;

/**
 * A 64-bit hash over a run. Two runs with the same hash did the same, in the same order, and ended in the same state, as
 * far as it was hashed. The input is a sequence of 32-bit words, so the hash depends on what a run did and not on the
 * engine that did it:
 *
 * - a trap or an interrupt: `2 | hart << 8`, of a sampled hash the boundaries before it (low word, high word), pc (low,
 *   high), cause (low, high);
 * - a byte written to the console: `3 | byte << 8`;
 * - sampled: after each boundary of the machine whose number is a multiple of 65,536, for each hart: `4 | hart << 8`, that
 *   number (low, high), and every live cell that is not 0: its index in the hart's block, and what it holds (low, high). They
 *   are pc, x, f, mode, every CSR and whatever else the hart is in (`liveCells`);
 * - full: an instruction that retired: `1 | hart << 8`, pc (low, high), the bits fetched, 16 or 32 of them;
 * - at the end: the machine's snapshot, value by value as `WordHash.data` says. No part of the state is named here, so none
 *   can be forgotten; and all of it is architectural or a device's own, so that every engine has the same.
 *
 * So a sampled hash misses a wrong value that is replaced before the next sample and leads to no trap and no output.
 */
export class TraceHash extends WordHash implements InstructionHash {
  readonly mode: TraceMode;
  readonly lanes = [highLane, lowLane] as const;
  readonly #copy = new LiveCopy();
  /** What is hashed of it. */
  readonly #sample = new Int32Array(3 * liveCells.length);

  constructor(mode: TraceMode) {
    super();
    this.mode = mode;
  }

  /** The same, if it is of every instruction. */
  get ofInstructions(): InstructionHash | undefined {
    return this.mode === 'full' ? this : undefined;
  }

  /** What a hart did at one boundary: of a full hash. */
  step(hart: number, { kind, pcLow, pcHigh, word, cause }: Omit<Step, 'pc' | 'decoded'>): void {
    if (kind === 'waiting') return;
    if (kind === 'retired') {
      for (const each of this.retired(this.retirement(hart), pcLow, pcHigh, word)) this.word(each);
      return;
    }
    this.word(kinds.trap | (hart << 8));
    this.word(pcLow);
    this.word(pcHigh);
    this.value(cause);
  }

  retirement(hart: number): number {
    return kinds.retired | (hart << 8);
  }

  retired<Word>(first: Word, pcLow: Word, pcHigh: Word, bits: Word): readonly Word[] {
    return [first, pcLow, pcHigh, bits];
  }

  /** The trap or interrupt that a hart has taken, after so many boundaries of the machine: of a sampled hash. */
  trap(boundaries: number, hart: number, { pcLow, pcHigh, cause }: Pick<Step, 'pcLow' | 'pcHigh' | 'cause'>): void {
    this.word(kinds.trap | (hart << 8));
    this.number(boundaries);
    this.word(pcLow);
    this.word(pcHigh);
    this.value(cause);
  }

  /** What the harts are after so many boundaries of the machine: of a sampled hash. */
  sample(boundaries: number, harts: readonly Hart[]): void {
    for (const { index, live } of harts) {
      this.word(kinds.sample | (index << 8));
      this.number(boundaries);
      live.copyTo(this.#copy);
      this.words(this.#sample, this.#pickCells());
    }
  }

  /** Leaves the cells that are not 0, and answers how many words that is: most are 0, and to hash them takes long. */
  #pickCells(): number {
    const { words } = this.#copy;
    const sample = this.#sample;
    let length = 0;
    for (let cell = 0; cell < places.length; cell++) {
      const low = words[2 * cell]!;
      const high = words[2 * cell + 1]!;
      if ((low | high) === 0) continue;
      sample[length] = places[cell]!;
      sample[length + 1] = low;
      sample[length + 2] = high;
      length += 3;
    }
    return length;
  }

  /** A byte written to the console. */
  output(byte: number): void {
    this.word(kinds.output | (byte << 8));
  }
}
