import type { Comparison, CourtDifference, Parting, Shown } from './report.ts';
import type { ComparedViolation, RecordedTrial } from './trial-record.ts';

/** Where two runs of one case part, if they do. */
export function partingOf({ path }: RecordedTrial, other: RecordedTrial): Parting | undefined {
  const length = Math.max(path.length, other.path.length);
  for (let boundary = 0; boundary < length; boundary++) {
    const [here = null, there = null] = [path[boundary], other.path[boundary]];
    if (here !== there) return { boundary, from: other.trial.defendant, here, there };
  }
  return undefined;
}

const keyOf = ({ boundary, oracle, field }: ComparedViolation): string => [boundary, oracle, field].join(' ');

const shown = (violation: ComparedViolation | undefined): Shown | null =>
  violation ? { expected: violation.expected, got: violation.got, writer: violation.writer } : null;

/** In what two trials of one case differ: up to where their runs part, beyond which a number means two places. */
function differencesOf(model: RecordedTrial, defendant: RecordedTrial): Omit<Comparison, 'model' | 'defendant'> {
  const end = partingOf(defendant, model)?.boundary ?? model.path.length;
  const within = ({ violations = [] }: RecordedTrial) =>
    new Map(violations.filter(({ boundary }) => boundary < end).map((each) => [keyOf(each), each]));
  const [ofModel, ofDefendant] = [within(model), within(defendant)];
  const differences: CourtDifference[] = [];
  let common = 0;
  for (const key of new Set([...ofModel.keys(), ...ofDefendant.keys()])) {
    const [there, here] = [ofModel.get(key), ofDefendant.get(key)];
    if (there && here && there.expected === here.expected && there.got === here.got) {
      common++;
      continue;
    }
    const { boundary, oracle, field, mode } = (there ?? here)!;
    differences.push({
      case: model.trial.case,
      boundary,
      place: model.path[boundary]!,
      mode,
      oracle,
      field,
      model: shown(there),
      defendant: shown(here),
    });
  }
  return { boundaries: end, common, differences: differences.toSorted((a, b) => a.boundary - b.boundary) };
}

/** In what a defendant differs from a model of it: trials of the same cases in the same order, with all their violations. */
export function comparisonOf(models: readonly RecordedTrial[], defendants: readonly RecordedTrial[]): Comparison {
  const cases = models.map((model, n) => differencesOf(model, defendants[n]!));
  const sum = (of: 'boundaries' | 'common') => cases.reduce((all, each) => all + each[of], 0);
  return {
    model: models[0]!.trial.defendant,
    defendant: defendants[0]!.trial.defendant,
    boundaries: sum('boundaries'),
    common: sum('common'),
    differences: cases.flatMap(({ differences }) => differences),
  };
}
