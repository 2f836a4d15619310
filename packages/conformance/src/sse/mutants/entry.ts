import { atEntry, clean, type Mutant } from './mutant.ts';

/** Faults of injection. */
export const entryMutants: readonly Mutant[] = [
  {
    id: 'M01',
    title: 'SPV is only ORed at injection',
    expected: ['O6'],
    alone: true,
    mutate: atEntry(({ SPV, virtualization }) => ({ SPV: SPV | virtualization })),
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
    mutate: atEntry(() => ({ SPIE: 1 })),
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
        return { ...entered, SPVP: entered.SPVP & interrupted.virtualization };
      },
      resume: (live, was, attributes) => ({ ...clean.resume(live, was, attributes), SPVP: live.SPVP }),
    }),
  },
];
