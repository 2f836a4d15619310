import { SPV, SPVP } from '@hartlab/sse';
import { atEntry, clean, type Mutant } from './mutant.ts';

/** Faults of injection. */
export const entryMutants: readonly Mutant[] = [
  {
    id: 'M01',
    title: 'SPV is only ORed at injection',
    expected: ['O6'],
    alone: true,
    mutate: atEntry((interrupted) => {
      const { hstatus } = clean.enter(interrupted);
      return { hstatus: SPV.in(hstatus, SPV.of(interrupted) | interrupted.virtualization) };
    }),
  },
  {
    id: 'M05',
    title: 'V is not cleared at injection',
    expected: ['O6', 'O1'],
    mutate: atEntry(({ virtualization }) => ({ virtualization })),
  },
  {
    id: 'M12',
    title: 'SPIE is 1 after injection',
    expected: ['O6'],
    alone: true,
    mutate: atEntry(() => ({ SPIE: 1n })),
  },
  {
    id: 'M13',
    title: 'SIE is not cleared at injection',
    expected: ['O6'],
    mutate: atEntry(({ SIE }) => ({ SIE })),
  },
  {
    id: 'M23',
    title: 'SDT is not set at injection',
    expected: ['O6'],
    mutate: atEntry(({ SDT }) => ({ SDT })),
  },
  {
    id: 'M25',
    title: 'a landing pad is still expected after injection',
    expected: ['O6', 'O1'],
    mutate: atEntry(({ ELP }) => ({ ELP })),
  },
  {
    id: 'M29',
    title: 'SPVP is cleared at injection when V is 0, and lost',
    expected: ['O1'],
    mutate: () => ({
      ...clean,
      enter: (interrupted) => {
        const entered = clean.enter(interrupted);
        const kept = SPVP.of(entered) & interrupted.virtualization;
        return { ...entered, hstatus: SPVP.in(entered.hstatus, kept) };
      },
      resume: (live, was, attributes) => {
        const resumed = clean.resume(live, was, attributes);
        return { ...resumed, hstatus: SPVP.in(resumed.hstatus, SPVP.of(live)) };
      },
    }),
  },
];
