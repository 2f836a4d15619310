import type { FdtNode, FdtValue } from './fdt.ts';
import { readFdt } from './fdt-reader.ts';
import { ImageError } from './image.ts';

/** Source: Devicetree Specification v0.4, "Memory Reservation Block". */
const RESERVATIONS_AT = 16;
const RESERVATION = 16;

/**
 * A device tree that the user gives in place of the board's, with `chosen` put into its node of that name and `reserved`, unless
 * it has such a node, added: what a boot loader or a firmware fixes up.
 *
 * @throws ImageError when it is no device tree
 */
export function givenTree(
  blob: Uint8Array,
  chosen: Readonly<Record<string, FdtValue>>,
  reserved: FdtNode | undefined,
): FdtNode {
  const root = readFdt(blob);
  checkReservations(blob);
  const children = root.children ?? [];
  const known = children.find(({ name }) => name === 'chosen') ?? { name: 'chosen', properties: {} };
  const fixed = { ...known, properties: { ...known.properties, ...chosen } };
  const withChosen = children.includes(known)
    ? children.map((child) => (child === known ? fixed : child))
    : [...children, fixed];
  return { ...root, children: reserved ? withReserved(withChosen, reserved) : withChosen };
}

/** The nodes with what is reserved among them: beside what the tree reserves itself. */
function withReserved(nodes: readonly FdtNode[], reserved: FdtNode): readonly FdtNode[] {
  const own = nodes.find(({ name }) => name === reserved.name);
  if (!own) return [...nodes, reserved];
  const names = new Set(own.children?.map(({ name }) => name));
  const more = reserved.children?.filter(({ name }) => !names.has(name)) ?? [];
  return nodes.map((node) => (node === own ? { ...own, children: [...(own.children ?? []), ...more] } : node));
}

/** What the block reserves would be lost. */
function checkReservations(blob: Uint8Array): void {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length);
  const at = view.getUint32(RESERVATIONS_AT);
  if (at + RESERVATION <= blob.length && (view.getBigUint64(at) !== 0n || view.getBigUint64(at + 8) !== 0n))
    throw new ImageError('the device tree has /memreserve/ in it, which is lost; use nodes under /reserved-memory');
}
