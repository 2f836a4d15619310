import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/lab/src/court/${name}.ts`;

/** What a court makes of trials. */
export const courtMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('comparison'),
    [at('comparison.test')],
    [
      {
        id: 'L80',
        title: 'what only the defendant shows is no difference',
        find: 'new Set([...ofModel.keys(), ...ofDefendant.keys()])',
        replace: 'new Set([...ofModel.keys()])',
      },
      {
        id: 'L81',
        title: 'another value is no difference',
        find: 'there.expected === here.expected && there.got === here.got',
        replace: 'there.expected === here.expected',
      },
      {
        id: 'L82',
        title: 'what comes behind a parting is compared',
        find: 'filter(({ boundary }) => boundary < end)',
        replace: 'filter(({ boundary }) => boundary <= end + path.length)',
      },
      {
        id: 'L83',
        title: 'a run that is shorter does not part',
        find: 'Math.max(path.length, other.path.length)',
        replace: 'Math.min(path.length, other.path.length)',
      },
    ],
  ),
  ...mutantsOf(
    at('expectation'),
    [at('expectation.test')],
    [
      {
        id: 'L84',
        title: 'what was expected and does not occur passes',
        find: 'new Set([...expected.keys(), ...found.keys()])',
        replace: 'new Set([...found.keys()])',
      },
      {
        id: 'L85',
        title: 'a finding that nobody expects passes',
        find: 'new Set([...expected.keys(), ...found.keys()])',
        replace: 'new Set([...expected.keys()])',
      },
      {
        id: 'L86',
        title: 'cases without an event are not missed',
        find: ' && expected.has(id) === found.has(id)',
        replace: '',
      },
      {
        id: 'L87',
        title: 'a section for a defendant that was not judged is left out',
        find: 'return [...labels, ...absent].flatMap',
        replace: 'return [...labels].flatMap',
      },
    ],
  ),
  ...mutantsOf(
    at('finding-id'),
    [at('finding-id.test')],
    [
      {
        id: 'L88',
        title: 'an id has the address of memory in it',
        find: "return name === undefined ? 'memory' : `memory ${name}`;",
        replace: 'return field;',
      },
      {
        id: 'L89',
        title: 'an id has the offset from a symbol in it',
        find: "?.replace(/\\+0x[0-9a-f]+$/, '')",
        replace: '',
      },
    ],
  ),
];
