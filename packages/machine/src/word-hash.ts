import type { Lane, WordArithmetic } from '@hartlab/hart';
import { entriesOf } from './plain-data.ts';

/** The first word of each value in a snapshot: what kind of value it is. */
const kinds = {
  undefined: 0,
  false: 1,
  true: 2,
  number: 3,
  bigint: 4,
  string: 5,
  list: 6,
  bytes: 7,
  record: 8,
} as const;

/** What a hash has come to: its two lanes, and how many words they have taken. */
export type Lanes = readonly [high: number, low: number, count: number];

/**
 * A 64-bit hash over a sequence of 32-bit words. Equal hashes mean equal sequences, for all practical purposes; it is no
 * protection against somebody who builds collisions.
 *
 * Two 32-bit lanes take each word as the body of MurmurHash3 (x86, 32 bits) does, with different multipliers; the number
 * of words and that hash's finalizer close each lane. Only 32-bit integer operations are used.
 */
export class WordHash {
  /** The lanes, and the number of words that they have taken. */
  #state: Int32Array = Int32Array.of(0x9e3779b9, 0x7f4a7c15, 0);
  /** A value on its way from a bigint to halves. */
  readonly #wide = new BigUint64Array(1);
  readonly #halves = new Int32Array(this.#wide.buffer);

  /** A 64-bit value. */
  value(value: bigint): void {
    this.#wide[0] = value;
    this.word(this.#halves[0]!);
    this.word(this.#halves[1]!);
  }

  /** A whole number below 2^53, as a 64-bit value. */
  number(value: number): void {
    this.word(value | 0);
    this.word(Math.floor(value / 2 ** 32));
  }

  /** The first of these words. */
  words(words: Int32Array, length: number = words.length): void {
    // What `word` does, for many at a time.
    let [high, low] = this.#state as unknown as [number, number];
    for (let at = 0; at < length; at++) {
      const word = words[at]!;
      high = highLane(numbers, high, word);
      low = lowLane(numbers, low, word);
    }
    this.#took(high, low, length);
  }

  #took(high: number, low: number, words: number): void {
    this.#state[0] = high;
    this.#state[1] = low;
    this.#state[2]! += words;
  }

  /** Bytes as little-endian words, the last one filled up with zeros. */
  bytes(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const whole = bytes.length - (bytes.length % 4);
    // What `word` does, for a whole page at a time.
    let [high, low] = this.#state as unknown as [number, number];
    for (let at = 0; at < whole; at += 4) {
      const word = view.getInt32(at, true);
      high = highLane(numbers, high, word);
      low = lowLane(numbers, low, word);
    }
    this.#took(high, low, whole / 4);
    let rest = 0;
    for (let at = bytes.length - 1; at >= whole; at--) rest = (rest << 8) | view.getUint8(at);
    if (whole < bytes.length) this.word(rest);
  }

  /**
   * Plain data: a word for its kind, and then
   *
   * - a number, which must be a safe integer: its 64 bits; a bigint: the characters of its hexadecimal digits;
   * - a string: how many characters, and a word for each UTF-16 code unit;
   * - bytes: how many, and the bytes;
   * - an array of any other type: how many elements, and each of them;
   * - a record or a map: how many members, and for each in the order of the keys its key and its value. A member that is
   *   undefined counts as absent.
   *
   * @throws TypeError for a number that is no safe integer, and for what is no data.
   */
  data(data: unknown): void {
    switch (typeof data) {
      case 'undefined':
        return this.word(kinds.undefined);
      case 'boolean':
        return this.word(data ? kinds.true : kinds.false);
      case 'number':
        if (!Number.isSafeInteger(data)) throw new TypeError(`${data} is no safe integer`);
        this.word(kinds.number);
        return this.value(BigInt(data));
      case 'bigint':
        this.word(kinds.bigint);
        return this.#text(data.toString(16));
      case 'string':
        this.word(kinds.string);
        return this.#text(data);
      default:
        return this.#compound(data);
    }
  }

  #compound(data: unknown): void {
    if (data instanceof Uint8Array) {
      this.word(kinds.bytes);
      this.word(data.length);
      this.bytes(data);
      return;
    }
    const entries = entriesOf(data);
    this.word(entries.isList ? kinds.list : kinds.record);
    this.word(entries.members.length);
    for (const [key, value] of entries.members) {
      if (!entries.isList) this.data(key);
      this.data(value);
    }
  }

  #text(text: string): void {
    this.word(text.length);
    for (let at = 0; at < text.length; at++) this.word(text.charCodeAt(at));
  }

  word(word: number): void {
    const state = this.#state;
    state[0] = highLane(numbers, state[0]!, word);
    state[1] = lowLane(numbers, state[1]!, word);
    state[2]!++;
  }

  /** The hash of all words so far, as 16 hexadecimal digits. More words may follow. */
  digest(): string {
    const [high, low, count] = this.#state as unknown as Lanes;
    return text(finish(high ^ count)) + text(finish(low ^ count));
  }

  save(): Lanes {
    const [high, low, count] = this.#state as unknown as Lanes;
    return [high, low, count >>> 0];
  }

  restore(lanes: Lanes): void {
    this.#state.set(lanes);
  }

  /** From now on what it has come to is in these three words. */
  keepIn(words: Int32Array): void {
    words.set(this.#state);
    this.#state = words;
  }
}

const laneOf =
  (factor: number, again: number): Lane =>
  ({ add, multiply, xor, rotateLeft }, state, word) => {
    const mixed = multiply(rotateLeft(multiply(word, factor), 15), again);
    return add(multiply(rotateLeft(xor(state, mixed), 13), 5), 0xe6546b64);
  };

export const highLane: Lane = laneOf(0xcc9e2d51, 0x1b873593);
export const lowLane: Lane = laneOf(0x239b961b, 0x38b34ae5);

/** What is computed. */
const numbers: WordArithmetic<number> = {
  add: (a, constant) => (a + constant) | 0,
  multiply: Math.imul,
  xor: (a, b) => a ^ b,
  rotateLeft: (a, bits) => (a << bits) | (a >>> (32 - bits)),
};

function finish(state: number): number {
  let h = state ^ (state >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const text = (word: number): string => word.toString(16).padStart(8, '0');
