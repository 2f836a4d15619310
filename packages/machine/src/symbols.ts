import { nearestSymbol } from '@hartlab/isa';
import type { ImageSymbol } from './image.ts';

/**
 * Names addresses for reports: `handler` or `handler+0x10`, and undefined for an address before the first symbol or
 * past the end of one that has a size.
 */
export const symbolizer = (symbols: readonly ImageSymbol[]): ((address: bigint) => string | undefined) =>
  nearestSymbol(symbols.map(({ name, address, size }) => [name, address, size] as const));
