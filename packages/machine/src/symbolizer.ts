import { nearestSymbol } from '@hartlab/isa';
import type { ImageSymbol } from './image.ts';

/**
 * Names addresses for reports: `handler` or `handler+0x10`, with `[kvm]` behind it for what is in a module, and undefined
 * for an address before the first symbol or past the end of one that has a size. The symbols are put in order when the first name is asked for.
 */
export const symbolizer = (symbols: readonly ImageSymbol[]): ((address: bigint) => string | undefined) => {
  let name: ReturnType<typeof nearestSymbol> | undefined;
  return (address) => {
    name ??= nearestSymbol(
      symbols.map(
        ({ name, address, size, module }) => [name, address, size, module === undefined ? '' : ` [${module}]`] as const,
      ),
    );
    return name(address);
  };
};
