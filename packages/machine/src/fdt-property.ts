import { readFdt } from './fdt-reader.ts';
import type { FdtNode } from './fdt.ts';
import { ImageError } from './image.ts';

/** Where the value of a property lies in a device tree blob, in bytes. */
interface PropertyPlace {
  readonly at: number;
  readonly length: number;
}

/**
 * Finds a property in the device tree blob that begins `bytes`; undefined when it has none such, or is no whole tree. Whatever
 * the bytes are, nothing behind them is looked at.
 *
 * @param path the names of the nodes, from the root, whose name is empty
 */
export function propertyAt(bytes: Uint8Array, path: readonly string[], property: string): PropertyPlace | undefined {
  let nodes: readonly FdtNode[];
  try {
    nodes = [readFdt(bytes)];
  } catch (error) {
    if (error instanceof ImageError) return undefined;
    throw error;
  }
  let node: FdtNode | undefined;
  for (const name of path) {
    node = nodes.find((each) => each.name === name);
    nodes = node?.children ?? [];
  }
  const value = node && Object.hasOwn(node.properties, property) ? node.properties[property] : undefined;
  return value instanceof Uint8Array ? { at: value.byteOffset - bytes.byteOffset, length: value.length } : undefined;
}
