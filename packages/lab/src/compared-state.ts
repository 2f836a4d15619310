import { type Hart, liveCells } from '@hartlab/hart';
import type { ComparedField } from './state-field.ts';

/** All that a hart holds, copied from its block: the cells in which there is something, one after the other (`LiveWords`). */
export class ComparedState {
  /** 32 bits at a time, each cell's low half first. */
  readonly words: Int32Array;
  readonly #cells: BigUint64Array;

  private constructor(words: Int32Array) {
    this.words = words;
    this.#cells = new BigUint64Array(words.buffer);
  }

  /** A hart without a single bit set. */
  static blank(): ComparedState {
    return new ComparedState(new Int32Array(2 * liveCells.length));
  }

  /** The state of a hart when it was kept last: a view, which the next checkpoint changes. */
  static kept({ live }: Hart): ComparedState {
    return new ComparedState(live.kept);
  }

  /** The state of a hart now. */
  static of(hart: Hart): ComparedState {
    const state = ComparedState.blank();
    state.take(hart);
    return state;
  }

  /** Makes this the state of a hart now. */
  take(hart: Hart): void {
    hart.live.copyTo(this.words);
  }

  /** Makes this the same as another state. */
  become({ words }: ComparedState): void {
    this.words.set(words);
  }

  copy(): ComparedState {
    return new ComparedState(this.words.slice());
  }

  /** A field's value, right-aligned. */
  value({ place, mask, low }: ComparedField): bigint {
    return (this.#cells[place]! & mask) >> BigInt(low);
  }

  /** Gives a field a right-aligned value. */
  setValue({ place, mask, low }: ComparedField, value: bigint): void {
    this.#cells[place] = (this.#cells[place]! & ~mask) | ((value << BigInt(low)) & mask);
  }

  /** The value of a field that has its bits in one half of its cell. */
  get({ word, ones, shift }: ComparedField): number {
    return (this.words[word]! & ones) >>> shift;
  }

  /** Gives such a field a value. */
  set({ word, ones, shift }: ComparedField, value: number): void {
    this.words[word] = (this.words[word]! & ~ones) | ((value << shift) & ones);
  }

  /** Gives a field that is all of its cell the value that another such field has in `state`. */
  setFrom(state: ComparedState, from: ComparedField, to: ComparedField): void {
    this.words[to.word] = state.words[from.word]!;
    this.words[to.word + 1] = state.words[from.word + 1]!;
  }

  /** Gives a field that is all of its cell a value. */
  setWhole({ place }: ComparedField, value: bigint): void {
    this.#cells[place] = value;
  }
}
