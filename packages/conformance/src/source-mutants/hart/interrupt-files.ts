import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const files = 'packages/hart/src/csrs/interrupt-files.test.ts';

/** Interrupt files that lose messages, order them wrongly, or open to the wrong mode. */
export const interruptFileMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/csrs/interrupt-files.ts',
    [files],
    [
      {
        id: 'H960',
        title: 'an interrupt file reports the identity at the threshold',
        find: 'identity < threshold ?',
        replace: 'identity <= threshold ?',
      },
      {
        id: 'H961',
        title: 'an identity above 31 is pending in the low half',
        find: 'if ((identity & 32) === 0)',
        replace: 'if (identity > 0)',
      },
      {
        id: 'H962',
        title: 'S-mode reaches the interrupt file that M-mode keeps to itself',
        find: ', HS: [zero(mvien.SEI)] }',
        replace: ' }',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/guest-external-interrupts.ts',
    [files],
    [
      {
        id: 'H963',
        title: 'a guest is interrupted by the first guest interrupt file, whichever is its own',
        find: '>>> hart.get(hstatus.VGEIN)',
        replace: '>>> 1',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/csr-map.ts',
    [files],
    [
      {
        id: 'H964',
        title: 'the gate of a register counts only where it is accessed by its own address',
        find: 'if (!gate) return undefined;',
        replace: 'if (gate) return undefined;\n  if (!gate) return undefined;',
      },
    ],
  ),
];
