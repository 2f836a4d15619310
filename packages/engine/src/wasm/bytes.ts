/** An unsigned integer in LEB128 (wasm "Integers"). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return bytes;
}

/** A signed integer of up to 64 bits in LEB128. */
export function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -64n || rest >= 64n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest & 0x7fn));
  return bytes;
}

/** Bytes that are written one after the other: modules are long, and written while a guest waits. */
export class Bytes {
  #data = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): this {
    if (this.#length === this.#data.length) this.#grow(1);
    this.#data[this.#length++] = value;
    return this;
  }

  append(bytes: ArrayLike<number>): this {
    if (this.#length + bytes.length > this.#data.length) this.#grow(bytes.length);
    this.#data.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  replace(at: number, value: number): this {
    this.#data[at] = value;
    return this;
  }

  /** Takes back so many bytes. */
  shorten(count: number): this {
    this.#length -= count;
    return this;
  }

  /** An unsigned integer in LEB128. */
  unsigned(value: number): this {
    return value < 0x80 ? this.byte(value) : this.append(unsigned(value));
  }

  /** A signed integer in LEB128, which a number can name exactly. */
  signed(value: number): this {
    let rest = value;
    for (; rest < -64 || rest >= 64; rest = Math.floor(rest / 0x80)) this.byte((((rest % 0x80) + 0x80) % 0x80) | 0x80);
    return this.byte(rest & 0x7f);
  }

  /** A vector of bytes. */
  sized(bytes: Bytes): this {
    return this.unsigned(bytes.length).append(bytes.all());
  }

  /** All that was written. */
  all(): Uint8Array<ArrayBuffer> {
    return this.#data.subarray(0, this.#length);
  }

  #grow(more: number): void {
    const data = new Uint8Array(Math.max(2 * this.#data.length, this.#length + more));
    data.set(this.#data);
    this.#data = data;
  }
}

/** A vector: how many elements, and their bytes (wasm "Vectors"). */
export const vector = (elements: readonly (readonly number[])[]): number[] =>
  unsigned(elements.length).concat(...elements);

/** A vector of bytes. */
export const sized = (bytes: readonly number[]): number[] => unsigned(bytes.length).concat(bytes);

/** A name in ASCII. */
export const name = (text: string): number[] => sized(Array.from(text, (character) => character.charCodeAt(0)));
