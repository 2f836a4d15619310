import { interruptedFlags, type SupervisorState } from '@hartlab/sse';
import { clean, type Mutant } from './mutant.ts';

/** Faults in whose resume state is whose. */
export const nestingMutants: readonly Mutant[] = [
  {
    id: 'M19',
    title: 'a hart has one place for resume state, whatever the event',
    expected: ['O3b'],
    alone: true,
    mutate: () => {
      let slot: SupervisorState | undefined;
      return {
        ...clean,
        enter: (interrupted) => {
          slot = interrupted;
          return clean.enter(interrupted);
        },
        resume: (live, was, attributes) => clean.resume(live, slot ?? was, attributes),
      };
    },
  },
  {
    id: 'M30',
    title: 'the event that was injected first completes first',
    expected: ['O3'],
    mutate: () => {
      const queue: SupervisorState[] = [];
      return {
        ...clean,
        enter: (interrupted) => {
          queue.push(interrupted);
          return clean.enter(interrupted);
        },
        resume: (live, was, attributes) => {
          const first = queue.shift();
          if (!first || first === was) return clean.resume(live, was, attributes);
          return clean.resume(live, first, {
            INTERRUPTED_SEPC: first.sepc,
            INTERRUPTED_FLAGS: interruptedFlags(first),
            INTERRUPTED_A6: first.a6,
            INTERRUPTED_A7: first.a7,
          });
        },
      };
    },
  },
];
