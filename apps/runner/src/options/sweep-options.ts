import { sourceNames } from '@hartlab/lab';
import { MAXIMUM_HARTS } from '@hartlab/machine';
import { addressRangeOf, count, oneOf, QuantityError, text } from '../quantity.ts';
import { whereOf } from '../where.ts';
import type { OptionRows } from './option-row.ts';

const memoryRange = (given: string): string => {
  if (given !== 'below' && !addressRangeOf(given))
    throw new QuantityError('give below, or two addresses such as 0x80040000-0x80080000');
  return given;
};
const namesIn = (given: string): readonly string[] => {
  const names = given.split(',').filter((name) => name !== '');
  if (names.length === 0) throw new QuantityError('give the names of functions, with commas between them');
  return names;
};

/** What is swept, and by whom. */
export const sweepOptions = {
  source: {
    flag: '--source',
    value: sourceNames.join('|'),
    help: 'what makes the event ready: the built-in firmware is told (the fast way), another hart injects the local or the global event, or a counter overflows',
    read: oneOf(sourceNames),
  },
  clock: {
    flag: '--clock',
    value: 'stopped|running',
    help: "whether time passes for a firmware while it delivers and completes an event; the payload's stands still in any case",
    read: oneOf(['stopped', 'running']),
  },
  firmwareMemory: {
    flag: '--firmware-memory',
    value: 'below|BEGIN-END',
    help: 'do not compare this memory, which the firmware has left readable: what is below the payload, or from one address up to another',
    read: memoryRange,
  },
  hart: { flag: '--hart', value: 'N', help: 'the hart that is swept, by its ID; 0', read: count(0, MAXIMUM_HARTS - 1) },
  mMode: {
    flag: '--m-mode',
    help: "make the event ready at the steps of M-mode instead, while the firmware handles the hart's traps, and compare with the same trap without one",
  },
  window: {
    flag: '--window',
    value: 'NAME',
    help: "sweep the window of this name, which the payload marks itself, over the SBI's MPXY",
    read: text,
  },
  begin: {
    flag: '--begin',
    value: 'WHERE',
    help: "where a file's sweep begins: a symbol or 0x…, #N behind it for the N-th time; N boundaries; phase:NAME or window:NAME; its entry",
    read: whereOf,
  },
  end: {
    flag: '--end',
    value: 'WHERE',
    help: "where a file's sweep ends, counted from its beginning: a symbol or 0x…, #N behind it, phase:NAME or window:NAME",
    read: whereOf,
  },
  functions: {
    flag: '--functions',
    value: 'NAME,…',
    help: 'sweep only what is in these functions; VS and VU are all code of a guest',
    read: namesIn,
  },
  boundaries: {
    flag: '--boundaries',
    value: 'N',
    help: "the length of a file's sweep, without --end 1000",
    read: count(1),
  },
  boundary: { flag: '--boundary', value: 'N', help: 'only this instruction boundary', read: count(0) },
} as const satisfies OptionRows;
