import { hex } from '@hartlab/isa';
import { ImageError } from './image.ts';

/** The bytes of a little-endian file, and an ImageError instead of a read past their end. */
export class FileBytes {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes `start..start+length`, which hold `what`: a view, whatever the file says their number is. */
  slice(start: number, length: number, what: string): Uint8Array {
    if (start + length > this.bytes.length)
      throw new ImageError(
        `the ELF file is truncated: ${what} ends at byte ${start + length}, the file has ${this.bytes.length}; copy or build it again`,
      );
    return this.bytes.subarray(start, start + length);
  }

  u16(at: number): number {
    return this.#view.getUint16(at, true);
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  u64(at: number): bigint {
    return this.#view.getBigUint64(at, true);
  }

  /** A 64-bit field that has to be a size or a position; one beyond 2^53 is not, and is named `what` in the error. */
  position(at: number, what: string): number {
    const value = this.u64(at);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw new ImageError(`the ELF file is damaged: ${what} is ${hex(value)}; build it again`);
    return Number(value);
  }
}
