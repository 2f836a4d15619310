import { type Hart, LiveCopy } from '@hartlab/hart';
import type { ComparedField } from './state-field.ts';

/** All that a hart holds, copied from its block: the cells in which there is something, one after the other (`LiveCells`). */
export class ComparedState {
  readonly copied: LiveCopy;

  private constructor(copied: LiveCopy) {
    this.copied = copied;
  }

  /** A hart without a single bit set. */
  static blank(): ComparedState {
    return new ComparedState(new LiveCopy());
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
    hart.live.copyTo(this.copied);
  }

  /** Makes this the same as another state. */
  become({ copied }: ComparedState): void {
    this.copied.words.set(copied.words);
  }

  copy(): ComparedState {
    const copy = ComparedState.blank();
    copy.become(this);
    return copy;
  }

  /** A field's value, right-aligned. */
  value({ place, mask, low }: ComparedField): bigint {
    return (this.copied.cells[place]! & mask) >> BigInt(low);
  }

  /** Gives a field a right-aligned value. */
  setValue({ place, mask, low }: ComparedField, value: bigint): void {
    this.copied.cells[place] = (this.copied.cells[place]! & ~mask) | ((value << BigInt(low)) & mask);
  }

  /** The value of a field that has its bits in one half of its cell. */
  get({ word, ones, shift }: ComparedField): number {
    return (this.copied.words[word]! & ones) >>> shift;
  }

  /** Gives such a field a value. */
  set({ word, ones, shift }: ComparedField, value: number): void {
    this.copied.words[word] = (this.copied.words[word]! & ~ones) | ((value << shift) & ones);
  }

  /** Gives a field that is all of its cell the value that another such field has in `state`. */
  setFrom(state: ComparedState, from: ComparedField, to: ComparedField): void {
    this.copied.words[to.word] = state.copied.words[from.word]!;
    this.copied.words[to.word + 1] = state.copied.words[from.word + 1]!;
  }

  /** Gives a field that is all of its cell a value. */
  setWhole({ place }: ComparedField, value: bigint): void {
    this.copied.cells[place] = value;
  }
}
