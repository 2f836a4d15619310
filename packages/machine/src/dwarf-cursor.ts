import { hex } from '@hartlab/isa';
import { ImageError } from './image.ts';

const LONGEST_STRING = 4096;

/** Reads a stretch of a section of DWARF from its start to its end, and throws an ImageError instead of leaving it. */
export class DwarfCursor {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  at: number;
  end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.end = end;
  }

  /** The position of the next `length` bytes, which are passed. */
  skip(length: number): number {
    const { at } = this;
    if (length > this.end - at) throw this.damaged(`${length} bytes are missing`);
    this.at = at + length;
    return at;
  }

  /** What is thrown where something is wrong. */
  damaged(what: string): ImageError {
    return new ImageError(`its line table is damaged at byte ${hex(this.at)} of .debug_line: ${what}`);
  }

  u8(): number {
    return this.#view.getUint8(this.skip(1));
  }

  i8(): number {
    return this.#view.getInt8(this.skip(1));
  }

  u16(): number {
    return this.#view.getUint16(this.skip(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.skip(8), true);
  }

  /** An offset or a length of 4 or 8 bytes. */
  offset(width: 4 | 8): number {
    if (width === 4) return this.u32();
    const value = this.u64();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.damaged(`${hex(value)} is no offset`);
    return Number(value);
  }

  /** An unsigned LEB128 (DWARF 5, "Variable Length Data"); one beyond 2^53 is refused. */
  unsigned(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) break;
      weight *= 0x80;
    }
    if (!(value <= Number.MAX_SAFE_INTEGER)) throw this.damaged('a number is larger than 2^53');
    return value;
  }

  /** A signed LEB128, likewise. */
  signed(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * weight;
      weight *= 0x80;
      if (byte >= 0x80) continue;
      if ((byte & 0x40) !== 0) value -= weight;
      break;
    }
    if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) throw this.damaged('a number is larger than 2^53');
    return value;
  }

  /** A string that ends with a zero byte, as UTF-8; of a long one only the beginning. */
  string(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0 || end >= this.end) throw this.damaged('a string has no end');
    const text = this.bytes.subarray(this.at, Math.min(end, this.at + LONGEST_STRING));
    this.at = end + 1;
    return new TextDecoder().decode(text);
  }
}
