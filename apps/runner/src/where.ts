import type { PlacedMark } from '@hartlab/machine';
import { count, QuantityError } from './quantity.ts';

/** Where a run is saved, as `--at` says it. */
export interface Where {
  /** As it was written. */
  readonly text: string;
  /** Instructions of all harts together. */
  readonly instructions?: number;
  /** A symbol or an address. */
  readonly place?: string;
  /** A mark of the guest's. */
  readonly mark?: { readonly kind: PlacedMark['kind']; readonly name: string };
  /** The how manieth time it is, from 1. */
  readonly time: number;
}

const most = 2 ** 32;
const marks = { phase: 'phase', window: 'window begins' } as const;

/** Reads the value of `--at`. */
export const whereOf = (text: string): Where => {
  if (/^\d[\d_]*$/.test(text)) return { text, instructions: count(1)(text), time: 1 };
  const [, what = '', digits] = /^(.*?)(?:#(\d+))?$/s.exec(text) ?? [];
  const time = digits === undefined ? 1 : count(1, most)(digits);
  const [, kind, name = ''] = /^(phase|window):(.+)$/s.exec(what) ?? [];
  if (kind !== undefined) return { text, mark: { kind: marks[kind as keyof typeof marks], name }, time };
  if (what === '')
    throw new QuantityError(
      'give a symbol or 0x…, #N behind it where it is the N-th time, instructions, phase:NAME or window:NAME',
    );
  return { text, place: what, time };
};
