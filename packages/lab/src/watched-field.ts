import type { MachineMemory } from '@hartlab/hart';
import { memoryAddress } from './memory-difference.ts';
import { stateField } from './state-field.ts';

/**
 * A field of a hart, or a doubleword of RAM, that is looked at after each step. Looking compares words; a bigint is made
 * only of a value that is asked for.
 */
export class WatchedField {
  readonly name: string;
  /** The two words in which it lies, low half first: live. */
  readonly #words: Uint32Array;
  readonly #low: number;
  readonly #mask: bigint;
  readonly #lowMask: number;
  readonly #highMask: number;
  #lowWord = 0;
  #highWord = 0;

  /** @param name of a field as reports have it. @throws RangeError when there is none of that name */
  constructor(memory: MachineMemory, hart: number, name: string) {
    this.name = name;
    const address = memoryAddress(name);
    const { mask, low, cell } = address === undefined ? stateField(name) : { mask: 2n ** 64n - 1n, low: 0, cell: 0 };
    const { buffer, byteOffset } = address === undefined ? memory.hartBlock(hart) : memory.ram;
    const at = address === undefined ? 8 * cell : address - memory.ramBase;
    this.#words = new Uint32Array(buffer, byteOffset + at, 2);
    this.#low = low;
    this.#mask = mask;
    this.#lowMask = Number(mask & 0xffff_ffffn);
    this.#highMask = Number(mask >> 32n);
    this.take();
  }

  /** Whether it has another value than when it was last taken note of. */
  differs(): boolean {
    const [low, high] = [this.#words[0]! ^ this.#lowWord, this.#words[1]! ^ this.#highWord];
    return ((low & this.#lowMask) | (high & this.#highMask)) !== 0;
  }

  /** Takes note of the value that it has. */
  take(): void {
    this.#lowWord = this.#words[0]!;
    this.#highWord = this.#words[1]!;
  }

  /** The value that it has, right-aligned. */
  get now(): bigint {
    return this.#value(this.#words[0]!, this.#words[1]!);
  }

  /** The value that was taken note of. */
  get taken(): bigint {
    return this.#value(this.#lowWord, this.#highWord);
  }

  #value(low: number, high: number): bigint {
    return (((BigInt(high) << 32n) | BigInt(low)) & this.#mask) >> BigInt(this.#low);
  }
}
