/** The first byte of each value: what kind of value it is. */
const kinds = {
  undefined: 0,
  false: 1,
  true: 2,
  number: 3,
  bigint: 4,
  string: 5,
  array: 6,
  bytes: 7,
  words: 8,
  map: 9,
  record: 10,
} as const;

const isNegative = 0x80;
/** Data is not nested deeper: what is, was made to harm. */
const DEEPEST = 32;
const chunkBytes = 65_536;

/**
 * Plain data as bytes: values that `structuredClone` copies, of undefined, booleans, safe integers, bigints, strings, arrays,
 * `Uint8Array`, `Uint32Array`, maps and records. Each says what it is, so that they are read without anything else:
 *
 * - a byte for its kind;
 * - a number: its size as LEB128, and bit 7 of the kind where it is negative; a bigint: as the string of its decimal digits;
 * - a string: how many bytes of UTF-8, and these; bytes and little-endian words: how many, and these;
 * - an array, a map or a record: how many members, and each of them, as its key, if it is no array, and its value.
 *
 * @throws TypeError for what is none of that.
 */
export function bytesOf(data: unknown): Uint8Array {
  const out = new Sink();
  put(out, data);
  return out.bytes();
}

/** Grows as bytes come. */
class Sink {
  #bytes = new Uint8Array(chunkBytes);
  #used = 0;

  byte(byte: number): void {
    if (this.#used === this.#bytes.length) this.#room(1);
    this.#bytes[this.#used++] = byte;
  }

  all(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  size(size: number): void {
    let rest = size;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.byte((rest % 128) + 128);
    this.byte(rest);
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  #room(more: number): void {
    const needed = this.#used + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

function put(out: Sink, data: unknown): void {
  switch (typeof data) {
    case 'undefined':
      return out.byte(kinds.undefined);
    case 'boolean':
      return out.byte(data ? kinds.true : kinds.false);
    case 'number':
      if (!Number.isSafeInteger(data)) throw new TypeError(`${data} is no safe integer`);
      out.byte(kinds.number | (data < 0 ? isNegative : 0));
      return out.size(Math.abs(data));
    case 'bigint':
      return putBytes(out, kinds.bigint, new TextEncoder().encode(String(data)));
    case 'string':
      return putBytes(out, kinds.string, new TextEncoder().encode(data));
    default:
      return putCompound(out, data);
  }
}

function putBytes(out: Sink, kind: number, bytes: Uint8Array): void {
  out.byte(kind);
  out.size(bytes.length);
  out.all(bytes);
}

function putCompound(out: Sink, data: unknown): void {
  if (data instanceof Uint8Array) return putBytes(out, kinds.bytes, data);
  if (data instanceof Uint32Array) {
    const view = new DataView(new ArrayBuffer(4 * data.length));
    for (const [index, word] of data.entries()) view.setUint32(4 * index, word, true);
    return putBytes(out, kinds.words, new Uint8Array(view.buffer));
  }
  if (Array.isArray(data)) {
    out.byte(kinds.array);
    out.size(data.length);
    for (const each of data) put(out, each);
    return;
  }
  const prototype: unknown = typeof data === 'object' && data !== null ? Object.getPrototypeOf(data) : undefined;
  const isMap = prototype === Map.prototype;
  if (!isMap && prototype !== Object.prototype)
    throw new TypeError(`${Object.prototype.toString.call(data)} is no plain data`);
  const members = isMap ? [...(data as Map<unknown, unknown>)] : Object.entries(data as object);
  out.byte(isMap ? kinds.map : kinds.record);
  out.size(members.length);
  for (const [key, value] of members) {
    put(out, key);
    put(out, value);
  }
}

/**
 * What `bytesOf` made these bytes of. It needs no more memory than a few times their number.
 *
 * @throws RangeError for bytes that it did not make.
 */
export function dataOf(bytes: Uint8Array): unknown {
  const source = new Source(bytes);
  const data = take(source, 0);
  if (source.left > 0) throw source.bad();
  return data;
}

/** Bytes that are read in turn. */
class Source {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  bad(): RangeError {
    return new RangeError(`byte ${this.#at} of its data is not what it should be`);
  }

  byte(): number {
    if (this.left === 0) throw this.bad();
    return this.#bytes[this.#at++]!;
  }

  size(): number {
    let size = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      size += (byte % 128) * scale;
      if (!Number.isSafeInteger(size)) throw this.bad();
      if (byte < 128) return size;
    }
  }

  /** How many there are of something of which each has a byte at least. */
  count(): number {
    const count = this.size();
    if (count > this.left) throw this.bad();
    return count;
  }

  /** A view of the next bytes. */
  all(): Uint8Array {
    const length = this.count();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text(): string {
    return new TextDecoder().decode(this.all());
  }
}

function take(source: Source, depth: number): unknown {
  if (depth > DEEPEST) throw source.bad();
  const kind = source.byte();
  const member = () => take(source, depth + 1);
  switch (kind) {
    case kinds.undefined:
      return undefined;
    case kinds.false:
      return false;
    case kinds.true:
      return true;
    case kinds.number:
      return source.size();
    case kinds.number | isNegative:
      return -source.size();
    case kinds.bigint:
      return takeBigint(source);
    case kinds.string:
      return source.text();
    case kinds.bytes:
      return new Uint8Array(source.all());
    case kinds.words:
      return takeWords(source);
    case kinds.array:
      return Array.from({ length: source.count() }, member);
    case kinds.map:
      return new Map(Array.from({ length: source.count() }, () => [member(), member()]));
    case kinds.record:
      return Object.fromEntries(Array.from({ length: source.count() }, () => [takeKey(source), member()]));
    default:
      throw source.bad();
  }
}

function takeBigint(source: Source): bigint {
  const text = source.text();
  // A longer one than any register holds was not made by a machine.
  if (!/^-?\d{1,80}$/.test(text)) throw source.bad();
  return BigInt(text);
}

function takeWords(source: Source): Uint32Array {
  const bytes = source.all();
  if (bytes.length % 4 !== 0) throw source.bad();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(4 * index, true));
}

function takeKey(source: Source): string {
  if (source.byte() !== kinds.string) throw source.bad();
  return source.text();
}
