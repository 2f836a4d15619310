import type { RunOptions } from '@hartlab/machine';
import type { Naming } from './naming.ts';
import type { Given } from './options.ts';

/** Bytes that are watched where neither the command line nor the symbol says how many. */
const WATCHED = 8;

/** Where a run is to stop. */
export const stopPointsOf = (
  { break: places, watch }: Given<'break' | 'watch'>,
  { placeOf }: Pick<Naming, 'placeOf'>,
): Pick<RunOptions, 'breakpoints' | 'watchpoints'> => ({
  breakpoints: places?.map((place) => ({ address: placeOf(place).address })),
  watchpoints: watch?.map(({ place, length, ...kind }) => {
    const { address, size } = placeOf(place);
    return { address, length: length ?? (Number(size) || WATCHED), ...kind };
  }),
});
