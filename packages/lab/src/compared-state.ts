import { hartLayout, type MachineMemory } from '@hartlab/hart';
import { cells, type ComparedField } from './state-field.ts';

/**
 * All of a hart that is compared, copied from its block: the cells in which there is something, one after the other.
 * There are some 250 of them among the 4,288 of a block, so that a copy costs little and can be kept.
 */
export class ComparedState {
  /** 32 bits at a time, each cell's low half first. */
  readonly words: Uint32Array;
  readonly #cells: BigUint64Array;

  private constructor(words: Uint32Array) {
    this.words = words;
    this.#cells = new BigUint64Array(words.buffer);
  }

  /** A hart without a single bit set. */
  static blank(): ComparedState {
    return new ComparedState(new Uint32Array(2 * cells.length));
  }

  /** The state of the hart with this index now. */
  static of(memory: MachineMemory, hart: number): ComparedState {
    const state = ComparedState.blank();
    state.take(memory, hart);
    return state;
  }

  /** Makes this the state of the hart with this index now. */
  take(memory: MachineMemory, hart: number): void {
    const { words } = this;
    const { buffer, byteOffset } = memory.hartBlock(hart);
    const block = new Uint32Array(buffer, byteOffset, hartLayout.size / 4);
    for (let place = 0; place < cells.length; place++) {
      const from = 2 * cells[place]!;
      words[2 * place] = block[from]!;
      words[2 * place + 1] = block[from + 1]!;
    }
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
}
