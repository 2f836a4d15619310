import type { ChangedPage } from '@hartlab/machine';
import type { ComparedState } from '../compared-state.ts';
import { hartDifferences, type Difference } from '../hart-difference.ts';
import { memoryDifferences, type ExemptMemory } from '../memory-difference.ts';

/** What the event may have touched, after which everything must be as it was. */
export interface Resumed {
  readonly before: ComparedState;
  readonly now: ComparedState;
  readonly pages: Iterable<ChangedPage>;
  readonly exempt: readonly ExemptMemory[];
}

/**
 * O1, transparency: the interrupted software must not be able to tell that there was an event. As the machine is
 * deterministic, an equal state at resumption is an equal rest of the run; so the comparison is made there.
 */
export const transparency = ({ before, now, pages, exempt }: Resumed): Difference[] => [
  ...hartDifferences(before, now),
  ...memoryDifferences(pages, exempt),
];
