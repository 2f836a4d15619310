import { atResume, clean, type Mutant } from './mutant.ts';

/** Faults of completion in where and how the interrupted code goes on. */
export const locationMutants: readonly Mutant[] = [
  {
    id: 'M02',
    title: 'V comes from the live SPV',
    expected: ['O2'],
    mutate: atResume(({ live }) => ({ virtualization: live.SPV })),
  },
  {
    id: 'M03',
    title: 'of hstatus only SPV and SPVP come back',
    expected: ['O2'],
    mutate: atResume(({ live }) => ({ hstatus: live.hstatus })),
  },
  {
    id: 'M04',
    title: 'hstatus is captured after injection rewrote it, and comes back whole',
    expected: ['O1'],
    mutate: atResume(({ was }) => {
      const { SPV, SPVP, hstatus } = clean.enter(was);
      return { SPV, SPVP, hstatus };
    }),
  },
  {
    id: 'M08',
    title: 'SIE comes from the live SPIE',
    expected: ['O2'],
    mutate: atResume(({ live }) => ({ SIE: live.SPIE })),
  },
  {
    id: 'M09',
    title: 'SIE stays 0',
    expected: ['O1'],
    mutate: atResume(() => ({ SIE: 0 })),
  },
  {
    id: 'M10',
    title: 'the privilege comes from the live SPP',
    expected: ['O2'],
    mutate: atResume(({ live }) => ({ privilege: live.SPP })),
  },
  {
    id: 'M11',
    title: 'the privilege is S-mode, always',
    expected: ['O1'],
    mutate: atResume(() => ({ privilege: 1 })),
  },
  {
    id: 'M15',
    title: 'pc comes from INTERRUPTED_SEPC',
    expected: ['O1'],
    mutate: atResume(({ attributes }) => ({ pc: attributes.INTERRUPTED_SEPC })),
  },
  {
    id: 'M16',
    title: 'pc is private even if the handler moved sepc',
    expected: ['O4'],
    mutate: atResume(({ was }) => ({ pc: was.pc })),
  },
  {
    id: 'M26',
    title: 'an expected landing pad is forgotten',
    expected: ['O1'],
    mutate: atResume(() => ({ ELP: 0 })),
  },
  {
    id: 'M28',
    title: 'a redirecting handler moves pc and nothing else',
    expected: ['O4'],
    mutate: atResume(({ was: { privilege, virtualization, SIE, ELP } }) => ({ privilege, virtualization, SIE, ELP })),
  },
];
