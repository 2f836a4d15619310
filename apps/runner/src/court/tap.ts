import type { CourtReport } from '@hartlab/lab';
import { unjudged, verdictsOf } from './verdicts.ts';

/** Text of a description: `#` would begin a directive. */
const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('#', '\\#');

/** A campaign in the Test Anything Protocol, version 14: a test for each trial. */
export const tapOf = (report: CourtReport): string => {
  const tests = [
    ...verdictsOf(report).map(({ trial, wrong }) => ({ name: `${trial.case} under ${trial.defendant}`, wrong })),
    ...unjudged(report).map((line) => ({ name: line, wrong: [line] })),
  ];
  const lines = tests.flatMap(({ name, wrong }, n) => [
    `${wrong.length === 0 ? 'ok' : 'not ok'} ${n + 1} - ${escaped(name)}`,
    ...(wrong.length === 0
      ? []
      : ['  ---', '  wrong:', ...wrong.map((line) => `    - ${JSON.stringify(line)}`), '  ...']),
  ]);
  return ['TAP version 14', `1..${tests.length}`, ...lines, ''].join('\n');
};
