import { comparisonOf, partingOf } from './comparison.ts';
import type { CourtCase, CourtDefendant, CourtReport } from './report.ts';
import type { RecordedTrial } from './trial-record.ts';

/**
 * Puts the trials of a campaign together.
 *
 * @param recorded by case, then by defendant; where it stopped at its first finding, the last ones are missing
 * @param model the label of the defendant that all others are compared with, if they are
 */
export function courtReport(
  defendants: readonly CourtDefendant[],
  cases: readonly CourtCase[],
  recorded: readonly RecordedTrial[],
  model?: string,
): CourtReport {
  const [first] = defendants;
  const trials = recorded.map((each) => {
    const { trial } = each;
    if (trial.defendant === first?.label) return trial;
    const reference = recorded.find(
      ({ trial: other }) => other.case === trial.case && other.defendant === first?.label,
    );
    const parting = reference && !trial.stopped && !reference.trial.stopped ? partingOf(each, reference) : undefined;
    return parting ? { ...trial, parting } : trial;
  });
  const of = (label: string) => recorded.filter(({ trial }) => trial.defendant === label);
  return {
    defendants,
    cases,
    trials,
    ...(model !== undefined && {
      comparisons: defendants
        .filter(({ label }) => label !== model)
        .map(({ label }) => comparisonOf(of(model), of(label))),
    }),
  };
}
