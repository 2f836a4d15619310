import type { SharedMemory } from '@hartlab/sbi';
import type { TriggerConfiguration } from './trigger-configuration.ts';

const wordBytes = 8;

/** Bytes of shared memory for one trigger: four words of XLEN bits. */
export const entryBytes = 4 * wordBytes;

/** An entry as the supervisor wrote it. */
interface GivenTrigger {
  readonly trig_idx: bigint;
  readonly wanted: TriggerConfiguration;
}

/** The memory that a hart shares for its triggers: an array of entries (sbi "Function: Read triggers (FID #2)"). */
export class TriggerMemory {
  readonly #memory: SharedMemory;
  readonly #address: bigint;

  /** @param address where the supervisor may read and write an entry for every trigger */
  constructor(memory: SharedMemory, address: bigint) {
    this.#memory = memory;
    this.#address = address;
  }

  /** The first so many entries, each word read once. */
  readConfigurations(count: number): readonly GivenTrigger[] {
    const bytes = this.#memory.read(this.#address, BigInt(count * entryBytes))!;
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const word = (entry: number, n: number) => words.getBigUint64(entry * entryBytes + n * wordBytes, true);
    return Array.from({ length: count }, (_, i) => ({
      trig_idx: word(i, 0),
      wanted: { tdata1: word(i, 1), tdata2: word(i, 2), tdata3: word(i, 3) },
    }));
  }

  writeTrigger(entry: number, state: number, { tdata1, tdata2, tdata3 }: TriggerConfiguration): void {
    this.#write(entry, [BigInt(state), tdata1, tdata2, tdata3]);
  }

  writeIndex(entry: number, trig_idx: number): void {
    this.#write(entry, [BigInt(trig_idx)]);
  }

  #write(entry: number, words: readonly bigint[]): void {
    const bytes = new DataView(new ArrayBuffer(words.length * wordBytes));
    for (const [n, word] of words.entries()) bytes.setBigUint64(n * wordBytes, word, true);
    this.#memory.write(this.#address + BigInt(entry * entryBytes), new Uint8Array(bytes.buffer));
  }
}
