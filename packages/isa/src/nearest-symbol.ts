import { hex } from './hex.ts';
import type { Symbols } from './disassemble.ts';

/** No code without a size is so long: what comes later is something else, that nobody names. */
const FARTHEST = 1n << 20n;

/**
 * Names addresses for reports: an address is `main`, or `main+0x10` after the nearest label before it; undefined before
 * the first label, past the end of a label that has a size in bytes, and a mebibyte past one that has none. Of several
 * labels at one address, the last in order names it: what a block of code is called stands below what ended above it.
 * `after` is what follows the name and the offset: ` [kvm]`.
 */
export function nearestSymbol(
  labels: Iterable<readonly [name: string, address: bigint, size?: bigint, after?: string]>,
): Symbols {
  const sorted = [...labels].toSorted(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  return (address) => {
    let from = 0;
    let to = sorted.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((sorted[middle]?.[1] ?? 0n) <= address) from = middle + 1;
      else to = middle;
    }
    const found = sorted[from - 1];
    if (!found) return undefined;
    const [name, at, size = 0n, after = ''] = found;
    if (address - at >= (size > 0n ? size : FARTHEST)) return undefined;
    return (at === address ? name : `${name}+${hex(address - at)}`) + after;
  };
}
