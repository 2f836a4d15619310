import type { Comparison, CourtDifference, Shown } from '@hartlab/lab';
import type { Appearance } from '../appearance.ts';
import { grouped } from '../grouped.ts';
import { counted, inThousands, wrap } from '../prose.ts';

/** Of one kind of difference, boundaries and cases; the report has all. */
const SHOWN = 4;

const boundaries = (count: number): string => counted(count, 'boundary', 'boundaries');

/** The first few of these, and how many more there are. */
const firstOf = (items: readonly string[]): string => {
  const more = items.length - SHOWN;
  return items.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${inThousands(more)} more` : '');
};

const shownInWords = (label: string, shown: Shown | null): string =>
  shown
    ? `${label}: ${shown.got} instead of ${shown.expected}, last written by ${shown.writer.replaceAll('\t', ' ')}`
    : `${label}: nothing wrong`;

/** Differences of the same kind: the same field with the same values, wherever. */
const kindOf = ({ oracle, field, model, defendant }: CourtDifference): string =>
  JSON.stringify([oracle, field, model?.expected, model?.got, defendant?.expected, defendant?.got]);

const kindInWords = (
  differences: readonly [CourtDifference, ...CourtDifference[]],
  { model, defendant }: Comparison,
  width: number,
): string[] => {
  const [one] = differences;
  const cases = [...new Set(differences.map(({ case: name }) => name))];
  const modes = [...new Set(differences.map(({ mode }) => mode))];
  const places = differences.filter(({ case: name }) => name === one.case);
  const where = firstOf(places.map(({ boundary, place }) => `${place} (${boundary})`));
  const what = `${one.oracle} ${one.field} in ${modes.join(', ')}, at ${boundaries(differences.length)} of ${firstOf(cases)}; in the first at ${where}`;
  return [
    ...wrap(what, width, ' - ', '   '),
    ...wrap(shownInWords(model, one.model), width, '     ', '       '),
    ...wrap(shownInWords(defendant, one.defendant), width, '     ', '       '),
  ];
};

/** In what a defendant differs from what it is compared with, for people. */
export const comparisonInWords = (comparison: Comparison, { width, paint }: Appearance): string[] => {
  const { model, defendant, differences } = comparison;
  const result = differences.length === 0 ? 'no difference' : counted(differences.length, 'difference');
  const summary = `${defendant} compared with ${model}: ${boundaries(comparison.boundaries)}, ${counted(comparison.common, 'violation')} in common, ${result}`;
  return [
    ...wrap(summary, width, '', '  ').map((line) => paint(differences.length === 0 ? 'good' : 'bad', line)),
    ...[...grouped(differences, kindOf).values()].flatMap((each) =>
      kindInWords(each as [CourtDifference, ...CourtDifference[]], comparison, width),
    ),
  ];
};
