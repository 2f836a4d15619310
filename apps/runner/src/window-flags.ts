import type { Place, Window, Within } from '@hartlab/lab';
import type { Naming } from './naming.ts';
import type { Given } from './options.ts';
import { Refusal } from './refusal.ts';
import type { Where } from './where.ts';

/** The flags that say what part of a run is swept. */
export const windowFlags = ['window', 'begin', 'end', 'boundaries', 'functions'] as const;
export type WindowFlags = Given<(typeof windowFlags)[number]>;

/** Boundaries of a window whose end is not given. */
const BOUNDARIES = 1000;

type Names = Pick<Naming, 'symbols' | 'placeOf'>;

/** Where that is in a run. A number is one of boundaries, which are what a sweep counts. */
const placeIn = ({ place, mark, instructions, time }: Where, { placeOf }: Names): Place => {
  if (place !== undefined) return { address: placeOf(place).address, time };
  return mark ? { mark: mark.kind, name: mark.name, time } : { boundary: instructions! };
};

/** A window ends where its end is marked. */
const endIn = (where: Where, names: Names): Place => {
  if (where.instructions !== undefined)
    throw new Refusal(`--end ${where.text} is no place; --boundaries says how long a window is`);
  const place = placeIn(where, names);
  return 'mark' in place && place.mark === 'window begins' ? { ...place, mark: 'window ends' } : place;
};

/** The code that a word of `--functions` means. A symbol without a size ends where the next one begins. */
const partIn = (word: string, { symbols, placeOf }: Names): Within => {
  if ((word === 'VS' || word === 'VU') && !symbols.some(({ name }) => name === word)) return word;
  const { address } = placeOf(word);
  let end: bigint | undefined;
  let size = 0n;
  for (const each of symbols) {
    if (each.address === address && each.size > size) size = each.size;
    if (each.address > address && (end === undefined || each.address < end)) end = each.address;
  }
  if (size > 0n) end = address + size;
  if (end === undefined) throw new Refusal(`--functions ${word} has no end: no symbol says how long it is`);
  return { begin: address, end };
};

/** The parts of the code that `--functions` means, if it is given. */
export const functionsIn = ({ functions }: WindowFlags, names: Names): Pick<Window, 'within'> =>
  functions ? { within: functions.map((word) => partIn(word, names)) } : {};

/** @param first where it begins if no flag says so */
export const windowOf = (flags: WindowFlags, names: Names, first: bigint | Place): Window => {
  const { window, begin, end, boundaries } = flags;
  const isEndless = boundaries === undefined && end === undefined && window === undefined;
  return {
    begin: begin === undefined ? first : placeIn(begin, names),
    ...(end !== undefined && { end: endIn(end, names) }),
    ...(boundaries !== undefined && { boundaries }),
    ...(isEndless && { boundaries: BOUNDARIES }),
    ...functionsIn(flags, names),
  };
};
