import { readFdt, type FdtNode } from '@hartlab/machine';

/** What a tree says, by where it says it: a value as text, or the words of a list, whose order counts. */
export type TreeFacts = Readonly<Record<string, string | readonly string[]>>;

/** Where the names of a node's children are, in their order. */
const CHILDREN = '(nodes)';
/** The property that is a list of words to compare one by one. */
const EXTENSIONS = 'riscv,isa-extensions';

/** What a device tree blob says: `/cpus/cpu@0 reg` is `<0x0>`. The order of properties is nobody's business. */
export function factsOf(blob: Uint8Array): TreeFacts {
  const facts: Record<string, string | readonly string[]> = {};
  const look = ({ name, properties, children = [] }: FdtNode, above: string): void => {
    const path = `${above}${name}`;
    const within = path === '' ? '/' : path;
    facts[`${within} ${CHILDREN}`] = children.map((child) => child.name);
    const words = stringsIn(bytesOf(properties[EXTENSIONS])) ?? [];
    for (const [property, value] of Object.entries(properties))
      facts[`${within} ${property}`] = valueOf(property, bytesOf(value), words);
    for (const child of children) look(child, `${path}/`);
  };
  look(readFdt(blob), '');
  return facts;
}

/** A tree that was read has values of no other kind. */
const bytesOf = (value: FdtNode['properties'][string] | undefined): Uint8Array =>
  value instanceof Uint8Array ? value : new Uint8Array();

function valueOf(property: string, bytes: Uint8Array, extensions: readonly string[]): string | readonly string[] {
  const strings = stringsIn(bytes);
  // A random number, of which only the length is a fact.
  if (property === 'rng-seed') return `${bytes.length} bytes`;
  if (property === EXTENSIONS && strings) return strings;
  // Which extensions there are is said above; here, whether the old string has all of them.
  if (property === 'riscv,isa') {
    const letters = `rv64${extensions.filter((name) => name.length === 1).join('')}`;
    if (strings?.[0] === letters) return 'the letters';
    if (strings?.[0] === [letters, ...extensions.filter((name) => name.length > 1)].join('_')) return 'all';
  }
  if (bytes.length === 0) return 'there';
  if (strings) return strings.map((text) => JSON.stringify(text)).join(' ');
  if (bytes.length % 4 !== 0) return Buffer.from(bytes).toString('hex');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const cells = Array.from({ length: bytes.length / 4 }, (_, index) => `0x${view.getUint32(4 * index).toString(16)}`);
  return `<${cells.join(' ')}>`;
}

/** The strings that the bytes are, each of which ends with NUL, as dtc tells them from numbers. */
function stringsIn(bytes: Uint8Array): readonly string[] | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  return /^(?:[\x20-\x7e]+\0)+$/.test(text) ? text.slice(0, -1).split('\0') : undefined;
}
