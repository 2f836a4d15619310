import { decodePrivilege } from '@hartlab/hart';
import { hex } from '@hartlab/isa';
import type { Boundary } from './boundary.ts';
import type { Mode } from './mode.ts';
import { strandedField } from './oracles/completion.ts';
import type { Payload } from './payload.ts';
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

/** A violation's change in words, the same for all violations of a kind. */
export function changeInWords({ oracle, field, expected, got }: Violation, { symbol }: Payload): string {
  if (oracle === 'completion')
    return field === strandedField ? 'stays in the firmware' : `derailed to ${symbol(got) ?? hex(got)}`;
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
