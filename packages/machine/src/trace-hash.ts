import type { Step } from '@hartlab/hart';

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
 * - at the end: what the machine hands over, each 64-bit value as low word, high word.
 *
 * Two 32-bit lanes take each word as the body of MurmurHash3 (x86, 32 bits) does, with different multipliers; the number
 * of words and that hash's finalizer close each lane. Only 32-bit integer operations are used.
 */
export class TraceHash {
  #high = 0x9e3779b9;
  #low = 0x7f4a7c15;
  #count = 0;

  /** What a hart did at one boundary. */
  step(hart: number, { kind, pc, word, cause }: Step): void {
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

  /** Bytes, a multiple of four, as little-endian words. */
  bytes(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; at += 4) this.word(view.getInt32(at, true));
  }

  word(word: number): void {
    this.#high = lane(this.#high, word, 0xcc9e2d51, 0x1b873593);
    this.#low = lane(this.#low, word, 0x239b961b, 0x38b34ae5);
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

function finish(state: number): number {
  let h = state ^ (state >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const text = (word: number): string => word.toString(16).padStart(8, '0');
