import type { MachineMemory } from '@hartlab/hart';
import type { Machine } from '@hartlab/machine';
import { deviceValue, isOfDevice } from './device-difference.ts';
import { memoryAddress } from './memory-difference.ts';
import { placeInHart } from './other-harts.ts';
import { stateField } from './state-field.ts';

/** Something that is looked at after each step. */
export interface Watched {
  readonly name: string;
  /** Whether it has another value than when it was last taken note of. */
  differs(): boolean;
  /** Takes note of the value that it has. */
  take(): void;
  /** The value that it has, right-aligned. */
  readonly now: bigint;
  /** The value that was taken note of. */
  readonly taken: bigint;
}

/** What is called so in reports, of this hart if it is a hart's. @throws RangeError when there is none of that name */
export function watched(machine: Machine, hart: number, name: string): Watched {
  if (isOfDevice(name)) return new WatchedDevice(machine, name);
  const other = placeInHart(name);
  return new WatchedField(machine.memory, other?.hart ?? hart, other?.field ?? name, name);
}

/** A field of what a device holds. Most steps change no device. */
class WatchedDevice implements Watched {
  readonly name: string;
  readonly #machine: Machine;
  readonly #device: string;
  #state: unknown;
  taken: bigint;

  constructor(machine: Machine, name: string) {
    this.name = name;
    this.#machine = machine;
    this.#device = name.split('.')[0]!;
    this.#state = machine.deviceStates()[this.#device];
    this.taken = this.now;
  }

  differs(): boolean {
    const state = this.#machine.deviceStates()[this.#device];
    if (state === this.#state) return false;
    this.#state = state;
    return this.now !== this.taken;
  }

  take(): void {
    this.taken = this.now;
  }

  get now(): bigint {
    return deviceValue(this.#machine, this.name);
  }
}

/**
 * A field of a hart, or a doubleword of RAM, that is looked at after each step. Looking compares words; a bigint is made
 * only of a value that is asked for.
 */
export class WatchedField implements Watched {
  readonly name: string;
  /** The two words in which it lies, low half first: live. */
  readonly #words: Uint32Array;
  readonly #low: number;
  readonly #mask: bigint;
  readonly #lowMask: number;
  readonly #highMask: number;
  #lowWord = 0;
  #highWord = 0;

  /**
   * @param field of that hart, or a doubleword of RAM as reports have it
   * @param name what it is called. @throws RangeError when there is no such field
   */
  constructor(memory: MachineMemory, hart: number, field: string, name = field) {
    this.name = name;
    const address = memoryAddress(field);
    const { mask, low, cell } = address === undefined ? stateField(field) : { mask: 2n ** 64n - 1n, low: 0, cell: 0 };
    const { buffer, byteOffset } = address === undefined ? memory.hartBlock(hart) : memory.ram;
    const at = address === undefined ? 8 * cell : address - memory.ramBase;
    this.#words = new Uint32Array(buffer, byteOffset + at, 2);
    this.#low = low;
    this.#mask = mask;
    this.#lowMask = Number(mask & 0xffff_ffffn);
    this.#highMask = Number(mask >> 32n);
    this.take();
  }

  differs(): boolean {
    const [low, high] = [this.#words[0]! ^ this.#lowWord, this.#words[1]! ^ this.#highWord];
    return ((low & this.#lowMask) | (high & this.#highMask)) !== 0;
  }

  take(): void {
    this.#lowWord = this.#words[0]!;
    this.#highWord = this.#words[1]!;
  }

  get now(): bigint {
    return this.#value(this.#words[0]!, this.#words[1]!);
  }

  get taken(): bigint {
    return this.#value(this.#lowWord, this.#highWord);
  }

  #value(low: number, high: number): bigint {
    return (((BigInt(high) << 32n) | BigInt(low)) & this.#mask) >> BigInt(this.#low);
  }
}
