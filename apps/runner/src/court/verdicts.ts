import { writerInWords, type CourtFinding, type CourtReport, type Trial } from '@hartlab/lab';

/** What a test report says of one trial: a test, which fails with these lines, or passes. */
export interface TrialVerdict {
  readonly trial: Trial;
  readonly wrong: readonly string[];
}

/** A finding in a line. */
const findingInWords = ({ id, count, first: { symbol, pc, boundary, expected, got, writer } }: CourtFinding): string =>
  `${id}: at ${count} boundaries, first at ${symbol ?? pc} (${boundary}): ${got} instead of ${expected}, last written by ${writerInWords(writer).replaceAll('\t', ' ')}`;

/**
 * Every trial as a test. It fails for each finding; or, where something was expected, for each disagreement; or, in a comparison,
 * for each difference. What was expected of cases that were not judged fails by itself, under the name of its defendant.
 */
export const verdictsOf = ({ trials, comparisons, disagreements }: CourtReport): TrialVerdict[] =>
  trials.map((trial) => {
    const failure = trial.failure === undefined ? [] : [trial.failure];
    if (disagreements) {
      const isIts = (id: string): boolean => id === trial.case || id.startsWith(`${trial.case}/`);
      const its = disagreements.filter(({ defendant, id }) => defendant === trial.defendant && isIts(id));
      const wrong = its.map(
        ({ id, expected, found }) => `${id}: expected at ${expected} boundaries, found at ${found}`,
      );
      return { trial, wrong: [...failure, ...wrong] };
    }
    if (comparisons) {
      const wrong = comparisons
        .filter(({ defendant }) => defendant === trial.defendant)
        .flatMap(({ model, differences }) =>
          differences
            .filter((each) => each.case === trial.case)
            .map(({ boundary, place, oracle, field, model: there, defendant: here }) => {
              const shown = (got: typeof there) => (got ? `${got.got} instead of ${got.expected}` : 'nothing wrong');
              return `boundary ${boundary} (${place}): ${oracle} ${field}: ${shown(here)}; ${model}: ${shown(there)}`;
            }),
        );
      return { trial, wrong: [...failure, ...wrong] };
    }
    return { trial, wrong: [...failure, ...trial.findings.map(findingInWords)] };
  });

/** Disagreements about what was not judged: a line each. */
export const unjudged = ({ trials, disagreements = [] }: CourtReport): string[] =>
  disagreements
    .filter(
      ({ defendant, id }) =>
        !trials.some(
          (trial) => trial.defendant === defendant && (id === trial.case || id.startsWith(`${trial.case}/`)),
        ),
    )
    .map(({ defendant, id, expected }) => `${defendant}: ${id} was expected at ${expected} boundaries, and not judged`);
