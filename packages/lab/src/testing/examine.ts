import type { Boundary } from '../boundary.ts';
import type { Payload } from '../payload.ts';
import { stateField } from '../state-field.ts';
import { sweep, type SweepOptions } from '../sweep.ts';

/** A boundary, and the fields of the state it interrupted, by name. */
export interface Seen extends Boundary {
  readonly values: (...fields: readonly string[]) => bigint[];
}

/** The first boundary of the sweep that `is` the wanted one. @throws RangeError when there is none. */
export function firstBoundary(payload: Payload, options: SweepOptions, is: (boundary: Seen) => boolean): Seen {
  for (const boundary of sweep(payload, options)) {
    const values = (...fields: readonly string[]) => fields.map((field) => boundary.before.value(stateField(field)));
    const seen = { ...boundary, symbol: boundary.symbol, values };
    if (is(seen)) return seen;
  }
  throw new RangeError(`${payload.name} has no such boundary`);
}

/** The violations of a boundary, each as `O1 V 0x0→0x1`. */
export const lines = ({ violations }: Boundary): string[] =>
  violations.map(
    ({ oracle, field, expected, got }) => `${oracle} ${field} 0x${expected.toString(16)}→0x${got.toString(16)}`,
  );
