import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** When a slice of a hart ends, and what it sees of time meanwhile. */
export const sliceMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/trap/timers.ts',
    ['packages/hart/src/trap/timers.test.ts'],
    [
      {
        id: 'H139',
        title: 'the timer of VS-mode is due without htimedelta',
        find: 'now + hart.cell(htimedelta.address)',
        replace: 'now',
      },
      {
        id: 'B21',
        title: "a guest's timer is due as if htimedelta were taken off the time",
        find: 'now + hart.cell(htimedelta.address)',
        replace: 'now - hart.cell(htimedelta.address)',
      },
      {
        id: 'B22',
        title: 'of two timers the later is waited for',
        find: 'guest < supervisor ?',
        replace: 'guest > supervisor ?',
      },
    ],
  ),
];
