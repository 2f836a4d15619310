import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const landingPads = 'packages/engine/src/emit/landing-pads.test.ts';

/** Which jumps the engine leaves to the reference, as they must land on landing pads. */
export const landingPadMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/engine/src/emit/landing-pads.ts',
    [landingPads],
    [
      {
        id: 'E71',
        title: 'guests need landing pads where their host does',
        find: "landingPadField('S', true)",
        replace: "landingPadField('S', false)",
      },
      {
        id: 'E72',
        title: 'U-mode needs landing pads where M-mode does',
        find: "landingPadField('U', false)",
        replace: "landingPadField('M', false)",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/operations.ts',
    [landingPads],
    [
      {
        id: 'E73',
        title: 'jumps that are exempt may go anywhere, and so may all others',
        find: 'const found = pad ?? numbers.get(insn)',
        replace: 'const found = numbers.get(insn)',
      },
    ],
  ),
];
