import type { Hart, MachineMemory } from '@hartlab/hart';

const PAGE = 4096n;
const DOUBLEWORD = 8;

/** RAM as the software on a hart sees it at the moment, by virtual addresses: with its translation and its rights. */
export class GuestMemory {
  readonly #memory: MachineMemory;

  constructor(memory: MachineMemory) {
    this.#memory = memory;
  }

  /** So many bytes; undefined where the hart could not load one of them, or one is not in RAM, or corrupted. */
  load(hart: Hart, address: bigint, length: number): Uint8Array | undefined {
    if (length > this.#memory.ramSize) return undefined;
    const bytes = new Uint8Array(length);
    const isLoaded = this.#parts(hart, 'load', address, length, (physical, part, done) => {
      bytes.set(this.#memory.readBytes(physical, part), done);
    });
    return isLoaded ? bytes : undefined;
  }

  /** Stores bytes. Whether the hart could have, up to the first that it could not. */
  store(hart: Hart, address: bigint, bytes: Uint8Array): boolean {
    return this.#parts(hart, 'store', address, bytes.length, (physical, part, done) => {
      this.#memory.writeBytes(physical, bytes.subarray(done, done + part));
    });
  }

  /** The doubleword of this index in a block of them. */
  loadDoubleword(hart: Hart, block: bigint, index: number): bigint | undefined {
    const bytes = this.load(hart, block + BigInt(DOUBLEWORD * index), DOUBLEWORD);
    return bytes && new DataView(bytes.buffer).getBigUint64(0, true);
  }

  storeDoubleword(hart: Hart, block: bigint, index: number, value: bigint): boolean {
    const bytes = new Uint8Array(DOUBLEWORD);
    new DataView(bytes.buffer).setBigUint64(0, value, true);
    return this.store(hart, block + BigInt(DOUBLEWORD * index), bytes);
  }

  /** The bytes before the first that is 0, at most so many; undefined where none is among these, or in RAM that the hart can load. */
  loadString(hart: Hart, address: bigint, most: number): Uint8Array | undefined {
    const bytes: number[] = [];
    for (let at = address; bytes.length < most;) {
      const part = Number(PAGE - (at % PAGE));
      const page = this.load(hart, at, part);
      if (!page) return undefined;
      const end = page.indexOf(0);
      for (const byte of end < 0 ? page : page.subarray(0, end)) bytes.push(byte);
      if (end >= 0) return Uint8Array.from(bytes);
      at += BigInt(part);
    }
    return undefined;
  }

  /** The 32 bits of an instruction at an address that is a multiple of two, where the hart could fetch them from RAM. */
  instruction(hart: Hart, address: bigint): number | undefined {
    const place = hart.peek(address, 'fetch');
    if (!('physical' in place) || !this.#memory.contains(place.physical, 4)) return undefined;
    return this.#memory.readSmall(place.physical, 4);
  }

  /** Does something with each part that lies in one page: where it is, how long, and how many bytes came before. */
  #parts(
    hart: Hart,
    access: 'load' | 'store',
    address: bigint,
    length: number,
    act: (physical: number, part: number, done: number) => void,
  ): boolean {
    const { poison } = this.#memory;
    for (let done = 0; done < length;) {
      const at = BigInt.asUintN(64, address + BigInt(done));
      const part = Math.min(length - done, Number(PAGE - (at % PAGE)));
      const place = hart.translate(at, access);
      if (!('physical' in place) || !this.#memory.contains(place.physical, part)) return false;
      if (poison.exist && poison.first(place.physical, part) >= 0) return false;
      act(place.physical, part, done);
      done += part;
    }
    return true;
  }
}
