import type { ImageSymbol } from './image.ts';

/**
 * Names addresses for reports: `handler` or `handler+0x10`, and undefined for an address before the first symbol or
 * past the end of the last one that covers it.
 */
export function symbolizer(symbols: readonly ImageSymbol[]): (address: bigint) => string | undefined {
  const inOrder = symbols.toSorted((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  return (address) => {
    let low = 0;
    let high = inOrder.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((inOrder[middle]?.address ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    const symbol = inOrder[low - 1];
    if (!symbol) return undefined;
    const offset = address - symbol.address;
    if (symbol.size > 0n && offset >= symbol.size) return undefined;
    return offset === 0n ? symbol.name : `${symbol.name}+0x${offset.toString(16)}`;
  };
}
