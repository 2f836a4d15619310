import type { CourtReport } from '@hartlab/lab';
import { grouped } from '../grouped.ts';
import { escaped } from './markup.ts';
import { unjudged, verdictsOf, type TrialVerdict } from './verdicts.ts';

const failed = (lines: readonly string[]): string =>
  `<failure message="${escaped(lines[0]!)}">${escaped(lines.join('\n'))}</failure>`;

const testcase = (name: string, suite: string, wrong: readonly string[]): string => {
  const element = `    <testcase name="${escaped(name)}" classname="${escaped(suite)}"`;
  return wrong.length === 0 ? `${element}/>` : `${element}>${failed(wrong)}</testcase>`;
};

const suite = (
  name: string,
  cases: readonly { readonly name: string; readonly wrong: readonly string[] }[],
): string[] => [
  `  <testsuite name="${escaped(name)}" tests="${cases.length}" failures="${cases.filter(({ wrong }) => wrong.length > 0).length}" errors="0" skipped="0">`,
  ...cases.map((each) => testcase(each.name, name, each.wrong)),
  '  </testsuite>',
];

/** A campaign as CI servers read it: a suite for each defendant, a test for each case. */
export const junitOf = (report: CourtReport): string => {
  const byDefendant = grouped(verdictsOf(report), ({ trial }: TrialVerdict) => trial.defendant);
  const suites = [...byDefendant].map(([name, verdicts]) =>
    suite(
      name,
      verdicts.map(({ trial, wrong }) => ({ name: trial.case, wrong })),
    ),
  );
  const missing = unjudged(report);
  if (missing.length > 0)
    suites.push(
      suite(
        'what was expected',
        missing.map((line) => ({ name: line, wrong: [line] })),
      ),
    );
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites.flat(), '</testsuites>', ''].join('\n');
};
