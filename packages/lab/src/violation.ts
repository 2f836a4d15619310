import type { Difference } from './hart-difference.ts';
import type { LastWriter } from './last-writer.ts';
import type { Stranding } from './stranding.ts';

/** The oracles of a sweep: transparency, the entry contract, and that the handler comes to its end at all. */
export type Oracle = 'O1' | 'O6' | 'completion';

/** One field that was not what an oracle expected. */
export interface Violation extends Difference {
  readonly oracle: Oracle;
  readonly writer: LastWriter;
  /** How the firmware does not come back, if it does not. */
  readonly stranding?: Stranding;
}
