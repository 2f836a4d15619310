/*
 * Source: Devicetree Specification v0.4, "Flattened Devicetree (DTB) Format". Everything is big-endian.
 */
export const FDT_MAGIC = 0xd00dfeed;
const FDT_VERSION = 17;
const FDT_LAST_COMPATIBLE_VERSION = 16;
export const FDT_BEGIN_NODE = 1;
export const FDT_END_NODE = 2;
export const FDT_PROP = 3;
export const FDT_NOP = 4;
export const FDT_END = 9;
const HEADER = 40;
/** The memory reservation block holds only its terminator: reservations are nodes under /reserved-memory. */
const RESERVATION_BLOCK = 16;

/**
 * A property's value: `true` is an empty property, a string or several end with NUL each, a number or several are
 * 32-bit cells, a bigint is a pair of cells.
 */
export type FdtValue = true | string | readonly string[] | number | readonly number[] | bigint | Uint8Array;

/** One node of a device tree, as plain data. The root's name is empty. */
export interface FdtNode {
  readonly name: string;
  readonly properties: Readonly<Record<string, FdtValue>>;
  readonly children?: readonly FdtNode[];
}

/** A 64-bit number as the two cells that `#address-cells = <2>` wants. */
export const cells64 = (value: number): [number, number] => [Math.floor(value / 2 ** 32), value % 2 ** 32];

/** The device tree blob of `root`. */
export function flatten(root: FdtNode): Uint8Array {
  const strings = new Strings();
  const structure: number[] = [];
  writeNode(structure, root, strings);
  pushWord(structure, FDT_END);
  const structureAt = HEADER + RESERVATION_BLOCK;
  const stringsAt = structureAt + structure.length;
  const total = stringsAt + strings.bytes.length;
  const header: number[] = [];
  for (const word of [
    FDT_MAGIC,
    total,
    structureAt,
    stringsAt,
    HEADER,
    FDT_VERSION,
    FDT_LAST_COMPATIBLE_VERSION,
    0,
    strings.bytes.length,
    structure.length,
  ])
    pushWord(header, word);
  const blob = new Uint8Array(total);
  blob.set(header);
  blob.set(structure, structureAt);
  blob.set(strings.bytes, stringsAt);
  return blob;
}

/** The block of property names: each once, in the order of its first use. */
class Strings {
  readonly bytes: number[] = [];
  readonly #offsets = new Map<string, number>();

  offset(name: string): number {
    const known = this.#offsets.get(name);
    if (known !== undefined) return known;
    const offset = this.bytes.length;
    this.#offsets.set(name, offset);
    pushText(this.bytes, name);
    return offset;
  }
}

function writeNode(out: number[], node: FdtNode, strings: Strings): void {
  pushWord(out, FDT_BEGIN_NODE);
  pushText(out, node.name);
  align(out);
  for (const [name, value] of Object.entries(node.properties)) {
    const bytes = valueBytes(value);
    pushWord(out, FDT_PROP);
    pushWord(out, bytes.length);
    pushWord(out, strings.offset(name));
    for (const byte of bytes) out.push(byte);
    align(out);
  }
  for (const child of node.children ?? []) writeNode(out, child, strings);
  pushWord(out, FDT_END_NODE);
}

function valueBytes(value: FdtValue): ArrayLike<number> & Iterable<number> {
  const out: number[] = [];
  if (value === true) return out;
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'bigint') {
    pushWord(out, Number(value >> 32n));
    pushWord(out, Number(value & 0xffffffffn));
    return out;
  }
  for (const item of typeof value === 'object' ? value : [value])
    if (typeof item === 'string') pushText(out, item);
    else pushWord(out, item);
  return out;
}

function pushWord(out: number[], word: number): void {
  out.push((word >>> 24) & 255, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
}

/** In UTF-8, with the NUL that ends it. Nearly all text is ASCII, and an encoder takes a thousand times as long. */
function pushText(out: number[], text: string): void {
  const isAscii = /^\p{ASCII}*$/u.test(text);
  if (isAscii) for (let index = 0; index < text.length; index++) out.push(text.charCodeAt(index));
  else for (const byte of new TextEncoder().encode(text)) out.push(byte);
  out.push(0);
}

function align(out: number[]): void {
  while (out.length % 4 !== 0) out.push(0);
}
