import type { HandlerName } from './guests.ts';
import { caredFor, withoutOne, type CaredFor } from './omissions.ts';

type SingleOmissions = Readonly<Record<ReturnType<typeof withoutOne>, readonly CaredFor[]>>;

const single = Object.fromEntries(caredFor.map((left) => [withoutOne(left), [left]])) as unknown as SingleOmissions;

/**
 * What each handler that takes a nested trap takes no care of, though the trap or its sret writes it or depends on it;
 * undefined for a handler that takes none.
 */
export const carelessness: Readonly<Record<HandlerName, readonly CaredFor[] | undefined>> = {
  minimal: undefined,
  preserving: ['htval', 'htinst', 'sdt'],
  forgetful: ['sstatus', 'hstatus', 'htval', 'htinst', 'sdt'],
  'linux-2025': ['hstatus', 'stvec', 'htval', 'htinst', 'sdt'],
  'linux-2026': ['htval', 'htinst', 'sdt'],
  'complete-save': [],
  ...single,
};
