import type { Step } from './state/step.ts';

/** Operations on words of 32 bits, with which a formula is computed or written. Shifts and constants are numbers. */
export interface WordArithmetic<Word> {
  readonly add: (a: Word, constant: number) => Word;
  readonly multiply: (a: Word, constant: number) => Word;
  readonly xor: (a: Word, b: Word) => Word;
  readonly rotateLeft: (a: Word, bits: number) => Word;
}

/** What becomes of a lane that takes a word. */
export type Lane = <Word>(arithmetic: WordArithmetic<Word>, state: Word, word: Word) => Word;

/**
 * A hash over all that harts do, which takes words of 32 bits into two lanes. An engine that is given one tells it of every
 * boundary, or folds instructions that retire into the lanes by itself.
 */
export interface InstructionHash {
  readonly lanes: readonly [high: Lane, low: Lane];
  /** From now on the two lanes and the number of words that they have taken are in these three words. */
  keepIn(words: Int32Array): void;
  /** The first of the words that an instruction adds that a hart of this index retires. */
  retirement(hart: number): number;
  /** All of them: the first, pc in halves, and the bits fetched, 16 or 32 of them. */
  retired<Word>(first: Word, pcLow: Word, pcHigh: Word, bits: Word): readonly Word[];
  /** What a hart of this index has just done at a boundary. */
  step(hart: number, step: Step): void;
}
