import type { HandlerName } from './guests.ts';
import { caredFor, floatCaredFor, withoutOne, type CaredFor, type FloatCaredFor } from './omissions.ts';

type SingleOmissions = Readonly<Record<ReturnType<typeof withoutOne>, readonly CaredFor[]>>;

const single = Object.fromEntries(caredFor.map((left) => [withoutOne(left), [left]])) as unknown as SingleOmissions;

/** What a handler may take no care of. */
export type Careless = CaredFor | FloatCaredFor;

/**
 * What each handler that takes a nested trap, or computes with f registers, takes no care of, though that writes it or depends
 * on it; undefined for a handler that does neither.
 */
export const carelessness: Readonly<Record<HandlerName, readonly Careless[] | undefined>> = {
  minimal: undefined,
  preserving: ['htval', 'htinst', 'sdt'],
  forgetful: ['sstatus', 'hstatus', 'htval', 'htinst', 'sdt'],
  'linux-2025': ['hstatus', 'stvec', 'htval', 'htinst', 'sdt'],
  'linux-2026': ['htval', 'htinst', 'sdt'],
  'complete-save': [],
  ...single,
  landing: undefined,
  pmu: undefined,
  float: [],
  'float-forgetful': floatCaredFor,
};
