import { FDT_BEGIN_NODE, FDT_END, FDT_END_NODE, FDT_MAGIC, FDT_NOP, FDT_PROP, type FdtNode } from './fdt.ts';
import { ImageError } from './image.ts';

/* Source of every offset and value: Devicetree Specification v0.4, "Flattened Devicetree (DTB) Format". */

const HEADER = 40;
const TOTAL_SIZE_AT = 4;
const STRUCTURE_AT = 8;
const STRINGS_AT = 12;
const LAST_COMPATIBLE_VERSION_AT = 24;
/** The newest version that there is. */
const NEWEST = 17;
/** Nodes in nodes: no tree is so deep. */
const DEEPEST = 64;

/**
 * Reads a device tree blob; the values of its properties are its own bytes, and memory reservations are left out. Whatever the bytes
 * are, nothing behind them is looked at.
 *
 * @throws ImageError when it is no whole tree
 */
export function readFdt(bytes: Uint8Array): FdtNode {
  const blob = new StructureBlock(bytes);
  if (blob.token() !== FDT_BEGIN_NODE) throw damaged('it has no root');
  const root = readNode(blob, 1);
  if (blob.token() !== FDT_END) throw damaged('it goes on behind its root');
  return root;
}

const damaged = (what: string): ImageError => new ImageError(`the device tree is damaged: ${what}; build it again`);

/** A node whose beginning has been read. */
function readNode(blob: StructureBlock, depth: number): FdtNode {
  if (depth > DEEPEST) throw damaged(`its nodes are more than ${DEEPEST} deep`);
  const name = blob.name();
  const properties: [string, Uint8Array][] = [];
  const children: FdtNode[] = [];
  for (;;) {
    const token = blob.token();
    if (token === FDT_PROP) properties.push(blob.property());
    else if (token === FDT_BEGIN_NODE) children.push(readNode(blob, depth + 1));
    else if (token === FDT_END_NODE) break;
    else throw damaged(`the node '${name}' has the token ${token} in it`);
  }
  return { name, properties: Object.fromEntries(properties), ...(children.length > 0 && { children }) };
}

/** The structure block, token by token. */
class StructureBlock {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #strings: number;
  #at: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length < 4 || this.#view.getUint32(0) !== FDT_MAGIC)
      throw new ImageError('not a device tree blob: it does not start with d0 0d fe ed; make one with dtc -O dtb');
    if (bytes.length < HEADER) throw damaged(`it has ${bytes.length} bytes, and its header ${HEADER}`);
    if (this.#view.getUint32(LAST_COMPATIBLE_VERSION_AT) > NEWEST) throw damaged(`its version is after ${NEWEST}`);
    const size = this.#view.getUint32(TOTAL_SIZE_AT);
    if (size > bytes.length) throw damaged(`it has ${size} bytes, the file ${bytes.length}`);
    this.#bytes = bytes.subarray(0, size);
    this.#at = this.#view.getUint32(STRUCTURE_AT);
    this.#strings = this.#view.getUint32(STRINGS_AT);
  }

  #word(): number {
    const at = this.#at;
    if (at + 4 > this.#bytes.length) throw damaged(`it goes on at byte ${at}, behind its end`);
    this.#at += 4;
    return this.#view.getUint32(at);
  }

  /** Goes on behind `length` bytes more, at a token. */
  #skip(length: number): void {
    this.#at = Math.ceil((this.#at + length) / 4) * 4;
  }

  #text(at: number): Uint8Array {
    const end = this.#bytes.indexOf(0, at);
    if (end < at) throw damaged(`the name at byte ${at} has no end`);
    return this.#bytes.subarray(at, end);
  }

  /** The next token that says something. */
  token(): number {
    for (;;) {
      const token = this.#word();
      if (token !== FDT_NOP) return token;
    }
  }

  /** What follows FDT_BEGIN_NODE. */
  name(): string {
    const text = this.#text(this.#at);
    this.#skip(text.length + 1);
    return new TextDecoder().decode(text);
  }

  /** What follows FDT_PROP. */
  property(): [string, Uint8Array] {
    const length = this.#word();
    const name = new TextDecoder().decode(this.#text(this.#strings + this.#word()));
    if (this.#at + length > this.#bytes.length) throw damaged(`the value of '${name}' goes on behind its end`);
    const value = this.#bytes.subarray(this.#at, this.#at + length);
    this.#skip(length);
    return [name, value];
  }
}
