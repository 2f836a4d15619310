import {
  writerInWords,
  type CourtCase,
  type CourtFinding,
  type CourtFirmware,
  type CourtReport,
  type Trial,
} from '@hartlab/lab';
import type { Appearance } from '../appearance.ts';
import { grouped } from '../grouped.ts';
import { counted, inThousands, wrap } from '../prose.ts';
import { table } from '../table.ts';

/** One case, and its trials in the order of the defendants. */
interface Judgement {
  readonly of: CourtCase;
  readonly trials: readonly Trial[];
}

/** What of a judgement is the same in cases that are told of together; a handler moves what is linked behind it. */
const signature = ({ trials }: Judgement): string =>
  JSON.stringify(
    trials.map(({ boundaries, injected, skipped, findings, parting, stopped, failure }) => [
      boundaries,
      injected,
      skipped,
      parting?.boundary,
      stopped,
      failure,
      findings.map(({ oracle, mode, field, change, count, at }) => [oracle, mode, field, change, count, at]),
    ]),
  );

/** `minimal, pmu (software, counter)`: the handlers and sources of these cases. */
const casesInWords = (cases: readonly CourtCase[]): string => {
  const sourcesOf = [...grouped(cases, ({ handler }) => handler)].map(([handler, each]) => ({
    handler,
    sources: each.map(({ source }) => source).join(', '),
  }));
  return [...grouped(sourcesOf, ({ sources }) => sources)]
    .map(([sources, each]) => `${each.map(({ handler }) => handler).join(', ')} (${sources})`)
    .join('; ');
};

const whatOf = ({ oracle, field, change }: CourtFinding): string =>
  oracle === 'completion' ? change : `${oracle} ${field} ${change}`;

const placeOf = ({ first: { symbol, pc, boundary } }: CourtFinding): string => `${symbol ?? pc} (${boundary})`;

/** Who wrote a field, defendant by defendant, where that is the same once. */
const writersOf = (each: readonly (readonly [label: string, finding: CourtFinding])[]): string[] =>
  [...grouped(each, ([, { first }]) => writerInWords(first.writer).replaceAll('\t', ' '))].map(
    ([writer, same]) => `${same.map(([label]) => label).join(', ')}: last written by ${writer}`,
  );

/** The table of the findings of one judgement: a row for each change, whatever the mode. */
const findingsOf = ({ trials }: Judgement, { width }: Appearance): string[] => {
  const all = trials.flatMap((trial) => trial.findings.map((finding) => [trial.defendant, finding] as const));
  const rows = [...grouped(all, ([, finding]) => whatOf(finding))].map(([what, each]) => {
    const modes = [...new Set(each.map(([, { mode }]) => mode))];
    const [[, earliest]] = each.toSorted(([, a], [, b]) => a.first.boundary - b.first.boundary) as [(typeof each)[0]];
    const counts = trials.map(({ defendant }) => {
      const count = each.filter(([label]) => label === defendant).reduce((sum, [, finding]) => sum + finding.count, 0);
      return String(count);
    });
    const firsts = [...grouped(each, ([label]) => label).values()].map(([one]) => one!);
    return { cells: [`${what} in ${modes.join(', ')}`, ...counts, [placeOf(earliest)]] as const, firsts };
  });
  if (rows.length === 0) return ['  nothing is found'];
  const [headings = '', rule = '', ...lines] = table(
    ['what', ...trials.map(({ defendant }) => defendant), 'first at (boundary)'],
    rows.map(({ cells }) => cells),
  )
    .trimEnd()
    .split('\n');
  return [
    `  ${headings}`,
    `  ${rule}`,
    ...lines.flatMap((line, n) => [
      `  ${line}`,
      ...writersOf(rows[n]!.firsts).flatMap((text) => wrap(text, width, '      ', '        ')),
    ]),
  ];
};

const partings = ({ trials }: Judgement, width: number): string[] =>
  trials.flatMap(({ defendant, parting }) => {
    if (!parting) return [];
    const { boundary, from, here, there } = parting;
    const text = `${defendant} parts from ${from} at boundary ${boundary}: it is at ${here ?? 'its end'}, not at ${there ?? 'its end'}; from there on their numbers mean different places`;
    return wrap(text, width, '  ', '    ');
  });

const failures = ({ trials }: Judgement, width: number): string[] =>
  trials.flatMap(({ defendant, failure }) =>
    failure === undefined ? [] : wrap(`${defendant} is not judged to the end: ${failure}`, width, '  ', '    '),
  );

const notSwept = ({ trials }: Judgement, width: number): string[] =>
  [
    ...grouped(
      trials.flatMap(({ defendant, skipped }) => skipped.map((each) => ({ defendant, ...each }))),
      ({ reason, count }) => `${inThousands(count)}: ${reason}`,
    ),
  ].flatMap(([text, each]) => {
    const who = each.length === trials.length ? '' : ` (${each.map(({ defendant }) => defendant).join(', ')})`;
    return wrap(`no event was possible at ${text}${who}`, width, '  ', '    ');
  });

const block = (judgements: readonly [Judgement, ...Judgement[]], appearance: Appearance): string[] => {
  const { width, paint } = appearance;
  const [one] = judgements;
  const lengths = [...new Set(one.trials.map(({ boundaries }) => boundaries))];
  const boundaries = lengths.map((count) => counted(count, 'boundary', 'boundaries')).join(' or ');
  const stopped = one.trials.some((trial) => trial.stopped) ? ', up to the first finding' : '';
  const title = `${one.of.payload}, ${casesInWords(judgements.map(({ of }) => of))}: ${boundaries}${stopped}`;
  return [
    '',
    ...wrap(title, width, '', '  ').map((line) => paint('bold', line)),
    ...findingsOf(one, appearance),
    ...failures(one, width),
    ...partings(one, width),
    ...notSwept(one, width),
  ];
};

const firmwareInWords = ({ name, sbi, sha256, events, masks }: CourtFirmware): string =>
  `${name}, SBI ${sbi}, sha256 ${sha256.slice(0, 16)}…; ${events.join(', ')}${masks ? '' : '; a hart cannot mask its events'}`;

const defendantsInWords = ({ defendants }: CourtReport, width: number): string[] =>
  defendants.flatMap(({ label, firmware }) =>
    wrap(firmware ? `${label}: ${firmwareInWords(firmware)}` : label, width, '', '  '),
  );

/** A campaign for people: what was found, cases with the same findings together, defendants side by side. */
export const courtInWords = (report: CourtReport, appearance: Appearance): string[] => {
  const judgements = report.cases
    .map((of): Judgement => ({ of, trials: report.trials.filter((trial) => trial.case === of.name) }))
    .filter(({ trials }) => trials.length > 0);
  const alike = [...grouped(judgements, (judgement) => judgement.of.payload + signature(judgement)).values()];
  return [
    ...defendantsInWords(report, appearance.width),
    ...alike.flatMap((same) => block(same as [Judgement, ...Judgement[]], appearance)),
  ];
};
