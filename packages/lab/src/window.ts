import type { PlacedMark } from '@hartlab/machine';

/** A moment in the run of the swept hart. */
export type Place =
  /** It is to execute the instruction at this virtual address, for the how manieth time, from 1; the first if absent. */
  | { readonly address: bigint; readonly time?: number }
  /** It has just marked this, over the lab channel of MPXY, for the how manieth time. */
  | { readonly mark: PlacedMark['kind']; readonly name: string; readonly time?: number }
  /** It has passed so many boundaries, since its payload's first instruction or since where the machine stood when it was given. */
  | { readonly boundary: number };

/** What part of a run is swept. */
export interface Window {
  /** The sweep begins when the hart is first to execute this address, or at this place, */
  readonly begin: bigint | Place;
  /** and ends before it executes this one, or at this place, counted from the beginning, which is none itself; */
  readonly end?: bigint | Place;
  /** or after so many boundaries. */
  readonly boundaries?: number;
  /** In between, only the boundaries in one of these count; all if absent. */
  readonly within?: readonly Within[];
}

/** Code at virtual addresses, `end` exclusive, whatever the mode; or all code of a guest, in VS-mode or in VU-mode. */
export type Within = { readonly begin: bigint; readonly end: bigint } | 'VS' | 'VU';

/** A window's beginning or end as a place. */
export const placeOf = (border: bigint | Place): Place => (typeof border === 'bigint' ? { address: border } : border);

/** The window that the payload marks itself by this name. */
export const markedWindow = (name: string, { boundaries, within }: Partial<Window>): Window => ({
  begin: { mark: 'window begins', name },
  end: { mark: 'window ends', name },
  ...(boundaries !== undefined && { boundaries }),
  ...(within && { within }),
});
