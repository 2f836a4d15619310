import type { ImageSymbol, RunOptions } from '@hartlab/machine';
import { placeOf } from './address.ts';
import type { Given } from './options.ts';

/** Bytes that are watched where neither the command line nor the symbol says how many. */
const WATCHED = 8;

/** Where a run is to stop. @param path the file whose symbols these are */
export const stopPointsOf = (
  { break: places, watch }: Given<'break' | 'watch'>,
  symbols: readonly ImageSymbol[],
  path: string,
): Pick<RunOptions, 'breakpoints' | 'watchpoints'> => ({
  breakpoints: places?.map((place) => ({ address: placeOf(place, symbols, path).address })),
  watchpoints: watch?.map(({ place, length, ...kind }) => {
    const { address, size } = placeOf(place, symbols, path);
    return { address, length: length ?? (Number(size) || WATCHED), ...kind };
  }),
});
