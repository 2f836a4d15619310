import { decodePrivilege } from '@hartlab/hart';
import { hex } from '@hartlab/isa';
import { states } from '@hartlab/sse';
import type { Boundary } from './boundary.ts';
import type { Mode } from './mode.ts';
import { undeliveredField } from './oracles/completion.ts';
import type { Payload } from './payload.ts';
import { eventField } from './oracles/event-record.ts';
import type { Stranding } from './stranding.ts';
import type { Oracle, Violation } from './violation.ts';

/** One kind of violation: the same field changed in the same way in the same mode. */
export interface Finding {
  readonly oracle: Oracle;
  readonly mode: Mode;
  readonly field: string;
  /** `S→U`, `0→1`, `lost`, `changed`, or for a derailed handler where it went. */
  readonly change: string;
  /** The numbers of the boundaries at which it occurs, ascending. */
  readonly boundaries: readonly number[];
  /** How many these are. */
  readonly count: number;
  /** The first of them, which is the one to reproduce. */
  readonly first: number;
  /** The first one's violation. */
  readonly example: Violation;
}

/** What becomes of a handler whose hart does not come back from M-mode. */
const strandedInWords: Readonly<Record<Stranding['how'], string>> = {
  traps: 'lost in a trap of the firmware',
  parks: 'put to sleep in the firmware',
  'waits for time': 'held up in a wait for time',
  hangs: 'held up in the firmware',
  'ends the machine': 'cut off by the end of the machine',
  'stops for good': 'cut off by a critical error',
};

/** A violation's change in words, the same for all violations of a kind. */
export function changeInWords(
  { oracle, field, expected, got, stranding }: Omit<Violation, 'writer'>,
  { symbol }: Partial<Pick<Payload, 'symbol'>> = {},
): string {
  if (stranding) return strandedInWords[stranding.how];
  if (oracle === 'completion')
    return field === undeliveredField ? 'not delivered' : `derailed to ${symbol?.(got) ?? hex(got)}`;
  if (field === eventField.state) return [expected, got].map((state) => states[Number(state)] ?? `${state}`).join('→');
  if (field === 'privilege') return [expected, got].map((encoding) => decodePrivilege(Number(encoding))).join('→');
  if (expected < 2n && got < 2n) return `${expected}→${got}`;
  return got === 0n ? 'lost' : 'changed';
}

/** Condenses the violations of a sweep to their kinds, in the order in which they first occur. */
export class Findings {
  readonly #kinds = new Map<string, Omit<Finding, 'count' | 'first'> & { readonly boundaries: number[] }>();

  add({ number, mode, violations }: Boundary, payload: Payload): void {
    for (const violation of violations) {
      const { oracle, field } = violation;
      const change = changeInWords(violation, payload);
      const key = [oracle, mode, field, change].join(' ');
      const known = this.#kinds.get(key);
      if (known) known.boundaries.push(number);
      else this.#kinds.set(key, { oracle, mode, field, change, boundaries: [number], example: violation });
    }
  }

  get all(): readonly Finding[] {
    return [...this.#kinds.values()].map((kind) => ({
      ...kind,
      count: kind.boundaries.length,
      first: kind.boundaries[0]!,
    }));
  }
}
