import type { Step } from '@hartlab/hart';
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

/**
 * A 64-bit hash over a run. Two runs with the same hash retired the same instructions on the same harts in the same
 * order, took the same traps and ended in the same state, for all practical purposes; it is no protection against
 * somebody who builds collisions.
 *
 * The input is a sequence of 32-bit words, so the hash depends on what a run did and not on the engine that did it:
 *
 * - an instruction that retired: `1 | hart << 8`, pc (low word, high word), the bits fetched, 16 or 32 of them;
 * - a trap or an interrupt: `2 | hart << 8`, pc (low, high), cause (low, high);
 * - a byte written to the console: `3 | byte << 8`;
 * - at the end: the machine's snapshot, value by value as `data` says. No part of the state is named here, so none can be
 *   forgotten; and all of it is architectural or a device's own, so that every engine has the same.
 *
 * Two 32-bit lanes take each word as the body of MurmurHash3 (x86, 32 bits) does, with different multipliers; the number
 * of words and that hash's finalizer close each lane. Only 32-bit integer operations are used.
 */
export class TraceHash {
  #high = 0x9e3779b9;
  #low = 0x7f4a7c15;
  #count = 0;

  /** What a hart did at one boundary. */
  step(hart: number, { kind, pc, word, cause }: Pick<Step, 'kind' | 'pc' | 'word' | 'cause'>): void {
    if (kind === 'waiting') return;
    this.word((kind === 'retired' ? 1 : 2) | (hart << 8));
    this.value(pc);
    if (kind === 'retired') this.word(word);
    else this.value(cause);
  }

  /** A byte written to the console. */
  output(byte: number): void {
    this.word(3 | (byte << 8));
  }

  /** A 64-bit value. */
  value(value: bigint): void {
    this.word(Number(BigInt.asIntN(32, value)));
    this.word(Number(BigInt.asIntN(32, value >> 32n)));
  }

  /** Bytes as little-endian words, the last one filled up with zeros. */
  bytes(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const whole = bytes.length - (bytes.length % 4);
    // What `word` does, for a whole page at a time.
    let high = this.#high;
    let low = this.#low;
    for (let at = 0; at < whole; at += 4) {
      const word = view.getInt32(at, true);
      high = highLane(high, word);
      low = lowLane(low, word);
    }
    this.#high = high;
    this.#low = low;
    this.#count = (this.#count + whole / 4) >>> 0;
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
    this.#high = highLane(this.#high, word);
    this.#low = lowLane(this.#low, word);
    this.#count = (this.#count + 1) >>> 0;
  }

  /** The hash of all words so far, as 16 hexadecimal digits. More words may follow. */
  digest(): string {
    return text(finish(this.#high ^ this.#count)) + text(finish(this.#low ^ this.#count));
  }

  save(): readonly [number, number, number] {
    return [this.#high, this.#low, this.#count];
  }

  restore([high, low, count]: readonly [number, number, number]): void {
    this.#high = high;
    this.#low = low;
    this.#count = count;
  }
}

function lane(state: number, word: number, multiply: number, again: number): number {
  const mixed = Math.imul(word, multiply);
  const entered = state ^ Math.imul((mixed << 15) | (mixed >>> 17), again);
  return (Math.imul((entered << 13) | (entered >>> 19), 5) + 0xe6546b64) | 0;
}

const highLane = (state: number, word: number): number => lane(state, word, 0xcc9e2d51, 0x1b873593);
const lowLane = (state: number, word: number): number => lane(state, word, 0x239b961b, 0x38b34ae5);

function finish(state: number): number {
  let h = state ^ (state >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const text = (word: number): string => word.toString(16).padStart(8, '0');
