import type { InstructionHash, Lane, Step, WordArithmetic } from '@hartlab/hart';

const numbers: WordArithmetic<number> = {
  add: (a, constant) => (a + constant) | 0,
  multiply: Math.imul,
  xor: (a, b) => a ^ b,
  rotateLeft: (a, bits) => (a << bits) | (a >>> (32 - bits)),
};

/** A hash that notes as well what it is told by the reference. */
export class NotingHash implements InstructionHash {
  state: Int32Array = new Int32Array(3);
  readonly told: Step['kind'][] = [];
  readonly lanes: readonly [Lane, Lane] = [
    ({ add, multiply, xor }, state, word) => add(multiply(xor(state, word), 0x9e37_79b1), 0x8000_0001),
    ({ add, multiply, rotateLeft, xor }, state, word) => add(xor(rotateLeft(state, 27), multiply(word, 5)), 3),
  ];

  keepIn(words: Int32Array): void {
    words.set(this.state);
    this.state = words;
  }

  retirement(hart: number): number {
    return 0x100 | hart;
  }

  retired<Word>(first: Word, pcLow: Word, pcHigh: Word, bits: Word): readonly Word[] {
    return [bits, first, pcHigh, pcLow];
  }

  step(hart: number, { kind, pcLow, pcHigh, word, cause }: Step): void {
    this.told.push(kind);
    if (kind === 'retired') this.#take(...this.retired(this.retirement(hart), pcLow, pcHigh, word));
    else this.#take(hart, pcLow, Number(cause & 0xffn));
  }

  #take(...words: readonly number[]): void {
    for (const word of words) {
      this.lanes.forEach((lane, index) => (this.state[index] = lane(numbers, this.state[index]!, word)));
      this.state[2]!++;
    }
  }
}
