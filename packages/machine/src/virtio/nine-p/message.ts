import { errno } from '../../errno.ts';
import { FileError } from '../shared-directory.ts';

/*
 * Sources: Plan 9's intro(5), and diod's protocol.md for 9P2000.L. Integers are little-endian; a string has its length in two
 * bytes before it, and here a character for each byte.
 */
/** Bytes before what a message says: its size, its type and its tag. */
export const HEADER = 7;
/** The same with the count of what was read. */
export const READ_HEADER = HEADER + 4;

/** Types of requests; that of a reply is one more. */
export const T = {
  lerror: 6,
  statfs: 8,
  lopen: 12,
  lcreate: 14,
  symlink: 16,
  mknod: 18,
  rename: 20,
  readlink: 22,
  getattr: 24,
  setattr: 26,
  xattrwalk: 30,
  xattrcreate: 32,
  readdir: 40,
  fsync: 50,
  lock: 52,
  getlock: 54,
  link: 70,
  mkdir: 72,
  renameat: 74,
  unlinkat: 76,
  version: 100,
  auth: 102,
  attach: 104,
  flush: 108,
  walk: 110,
  read: 116,
  write: 118,
  clunk: 120,
  remove: 122,
} as const;

/** The fields of a request, one after the other. What is not there is an invalid argument. */
export class RequestReader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#view.byteLength) throw new FileError(errno.EINVAL);
    this.#at += length;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** As a number, which is not exact beyond 2^53: no file is as long. */
  u64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  text(): string {
    const length = this.u16();
    const at = this.#take(length);
    let text = '';
    for (let n = 0; n < length; n++) text += String.fromCharCode(this.#view.getUint8(at + n));
    return text;
  }
}

/** What a file is to a client: the same as long as it is the same file. */
export interface Qid {
  readonly type: number;
  readonly path: bigint;
}

/** With version 0 Linux caches nothing of a file, whatever it was mounted with. */
const QID_VERSION = 1;

/** Writes the fields of a reply, which grows as it needs. */
export class ReplyWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  #room(length: number): DataView {
    if (this.#length + length > this.#bytes.length) {
      const bytes = new Uint8Array(2 * (this.#length + length));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    const view = new DataView(this.#bytes.buffer, this.#length, length);
    this.#length += length;
    return view;
  }

  u8(value: number): this {
    this.#room(1).setUint8(0, value);
    return this;
  }

  u16(value: number): this {
    this.#room(2).setUint16(0, value, true);
    return this;
  }

  u32(value: number): this {
    this.#room(4).setUint32(0, value, true);
    return this;
  }

  u64(value: number | bigint): this {
    this.#room(8).setBigUint64(0, BigInt(value), true);
    return this;
  }

  text(text: string): this {
    this.u16(text.length);
    const view = this.#room(text.length);
    for (let at = 0; at < text.length; at++) view.setUint8(at, text.charCodeAt(at));
    return this;
  }

  qid({ type, path }: Qid): this {
    return this.u8(type).u32(QID_VERSION).u64(path);
  }

  bytes(bytes: Uint8Array): this {
    const { byteOffset } = this.#room(bytes.length);
    this.#bytes.set(bytes, byteOffset);
    return this;
  }

  get length(): number {
    return this.#length;
  }

  get content(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** A whole reply. */
export const replyOf = (type: number, tag: number, content: Uint8Array): Uint8Array =>
  new ReplyWriter()
    .u32(HEADER + content.length)
    .u8(type)
    .u16(tag)
    .bytes(content).content;
