import { FDT_BEGIN_NODE, FDT_END, FDT_END_NODE, FDT_MAGIC, FDT_PROP } from './fdt.ts';

/** In the header of a device tree blob: where its structure block begins, and its block of names. */
const STRUCTURE_AT = 8;
const STRINGS_AT = 12;

/** Where the text at `at` ends: at its NUL, or with the bytes. */
const textEnd = (bytes: Uint8Array, at: number): number => {
  const end = bytes.indexOf(0, at);
  return end === -1 ? bytes.length : end;
};

const textAt = (bytes: Uint8Array, at: number): string =>
  new TextDecoder().decode(bytes.subarray(at, textEnd(bytes, at)));

/** Where the value of a property lies in a device tree blob, in bytes. */
interface PropertyPlace {
  readonly at: number;
  readonly length: number;
}

/**
 * Finds a property in the device tree blob that begins `bytes` (Devicetree Specification v0.4, "Flattened Devicetree (DTB)
 * Format"); undefined when it has none such, or is no tree. Whatever the bytes are, nothing behind them is looked at.
 *
 * @param path the names of the nodes, from the root, whose name is empty
 */
export function propertyAt(bytes: Uint8Array, path: readonly string[], property: string): PropertyPlace | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = (at: number) => (at >= 0 && at + 4 <= bytes.length ? view.getUint32(at) : FDT_END);
  if (word(0) !== FDT_MAGIC) return undefined;
  const names: string[] = [];
  for (let at = word(STRUCTURE_AT); at + 4 <= bytes.length;) {
    const token = word(at);
    if (token === FDT_END) return undefined;
    at += 4;
    if (token === FDT_BEGIN_NODE) {
      names.push(textAt(bytes, at));
      at = (textEnd(bytes, at) + 4) & ~3;
    } else if (token === FDT_END_NODE) names.pop();
    else if (token === FDT_PROP) {
      const length = word(at);
      const isIt = names.join('/') === path.join('/') && textAt(bytes, word(STRINGS_AT) + word(at + 4)) === property;
      if (isIt) return at + 8 + length <= bytes.length ? { at: at + 8, length } : undefined;
      at = (at + 8 + length + 3) & ~3;
    }
  }
  return undefined;
}
