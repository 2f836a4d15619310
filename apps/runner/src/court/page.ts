import { writerInWords, type CourtFinding, type CourtReport, type ReportedWriter, type Trial } from '@hartlab/lab';
import { consequence, outcomes } from '../harm.ts';
import { counted, inThousands } from '../prose.ts';
import { legendOf, letterOf, rulerKey, type Spot } from '../strip.ts';
import { escaped } from './markup.ts';
import { trialSpots } from './trial-spots.ts';

const style = `
body { font: 15px/1.45 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
h2 { margin: 2.5rem 0 .5rem; } h3 { margin: 1.5rem 0 .3rem; font-size: 1rem; }
code { font-size: .9em; overflow-wrap: anywhere; }
.strip { display: flex; height: 1.6rem; } .strip i { flex-basis: 0; min-width: 0; }
.strip.who { height: .6rem; margin-bottom: .3rem; }
.key { font-size: .85rem; color: #555; } .key i { display: inline-block; width: .8rem; height: .8rem; margin: 0 .3rem 0 .9rem; }
details { margin: .4rem 0 .4rem 1rem; } summary { cursor: pointer; }
table { border-collapse: collapse; margin: .4rem 0; } td, th { padding: .15rem .8rem .15rem 0; text-align: left; vertical-align: top; }
.intact { background: #3a9d5d; } .skipped { background: #bbb; } .misled { background: #e8c547; } .lost { background: #d9a441; }
.stuck { background: #8e44ad; } .changed { background: #c0392b; }
.m { background: #000; } .h { background: #1f4e8c; } .w { background: #6c3fb5; } .k { background: #2471a3; } .u { background: #7fb3d5; }
.g { background: #117864; } .p { background: #76d7c4; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #161616; } .key { color: #aaa; } .m { background: #888; } }
`;

/** A strip of boundaries: each run of them that are alike is as wide as it is long, and says what it is. */
const strip = (
  spots: readonly Spot[],
  kind: string,
  nameOf: (spot: Spot) => string,
  titleOf: (spot: Spot) => string,
) => {
  const runs: { first: number; last: number; spot: Spot }[] = [];
  for (const [n, spot] of spots.entries()) {
    const run = runs.at(-1);
    if (run && nameOf(run.spot) === nameOf(spot) && titleOf(run.spot) === titleOf(spot)) run.last = n;
    else runs.push({ first: n, last: n, spot });
  }
  const cells = runs.map(({ first, last, spot }) => {
    const where = first === last ? `boundary ${first}` : `boundaries ${first} to ${last}`;
    return `<i class="${nameOf(spot)}" style="flex-grow:${last - first + 1}" title="${escaped(`${where}: ${titleOf(spot)}`)}"></i>`;
  });
  return `<div class="strip ${kind}">${cells.join('')}</div>`;
};

/** Each who wrote the field, or what it was taken from, the first one first. */
const chain = (field: string, writer: ReportedWriter): { field: string; writer: ReportedWriter }[] => [
  ...(writer.source ? chain(writer.source.field, writer.source.writer) : []),
  { field, writer },
];

const step = ({ field, writer }: { field: string; writer: ReportedWriter }): string => {
  const { source: _, ...alone } = writer;
  return `<tr><td><code>${escaped(field)}</code></td><td>${escaped(writerInWords(alone))}</td></tr>`;
};

/** The steps of the first event that shows a finding, with what each has changed. */
const story = ({ steps = [] }: CourtFinding): string[] => {
  if (steps.length === 0) return [];
  const rows = steps.map(({ changes, ...writer }) => {
    const what = changes.map(({ field, before, after }) => `${field} ${before} → ${after}`).join(', ');
    return `<tr><td>${escaped(writerInWords(writer).replaceAll('\t', ' '))}</td><td><code>${escaped(what)}</code></td></tr>`;
  });
  return [
    `<details><summary>The event step by step: ${counted(steps.length, 'step', 'steps')} that changed the hart</summary>`,
    '<table><tr><th>step</th><th>what it changed</th></tr>',
    ...rows,
    '</table></details>',
  ];
};

const findingSection = (finding: CourtFinding, { command }: Trial): string => {
  const { id, oracle, field, change, mode, count, first } = finding;
  const where = first.symbol ?? first.pc;
  const line = first.line === undefined ? '' : ` (${first.line})`;
  return [
    `<details id="${escaped(id)}"><summary>${escaped(`${oracle} ${field} ${change} in ${mode}`)}: ${escaped(consequence(finding))}, at ${counted(count, 'boundary', 'boundaries')}</summary>`,
    `<p>First at boundary ${first.boundary}, <code>${escaped(where + line)}</code>: expected <code>${escaped(first.expected)}</code>, got <code>${escaped(first.got)}</code>.</p>`,
    '<table><tr><th>field</th><th>the steps of the event that left it so</th></tr>',
    ...chain(field, first.writer).map(step),
    '</table>',
    ...story(finding),
    `<p><code>hartlab ${escaped(command)} --boundary ${first.boundary}</code><br><code>${escaped(id)}</code></p></details>`,
  ].join('\n');
};

const trialSection = (trial: Trial): string => {
  const { defendant, failure, boundaries, injected, differing, skipped, findings, parting } = trial;
  const spots = trialSpots(trial);
  return [
    `<h3>${escaped(defendant)}</h3>`,
    ...(failure === undefined ? [] : [`<p>${escaped(failure)}</p>`]),
    strip(
      spots,
      'verdict',
      ({ outcome }) => outcome,
      ({ mode, outcome }) => `${mode}, ${outcome}`,
    ),
    strip(
      spots,
      'who',
      ({ mode }) => letterOf(mode),
      ({ mode }) => mode,
    ),
    `<p>${counted(boundaries, 'boundary', 'boundaries')}, an event at ${inThousands(injected)}, something wrong at ${inThousands(differing)}.`,
    ...skipped.map(({ reason, count }) => ` None possible at ${inThousands(count)}: ${escaped(reason)}.`),
    ...(parting
      ? [
          ` It parts from ${escaped(parting.from)} at boundary ${parting.boundary}: here ${escaped(parting.here ?? 'its end')}, there ${escaped(parting.there ?? 'its end')}.`,
        ]
      : []),
    '</p>',
    ...findings.map((finding) => findingSection(finding, trial)),
  ].join('\n');
};

const key = (report: CourtReport): string => {
  const spots = report.trials.flatMap(trialSpots);
  const occurring = outcomes.filter((outcome) => spots.some((spot) => spot.outcome === outcome));
  const verdicts = occurring.map((outcome) => `<i class="${outcome}"></i>${escaped(legendOf(outcome))}`);
  const who = rulerKey(spots).map((text) => `<i class="${text[0]!}"></i>${escaped(text.slice(2))}`);
  return `<p class="key">${verdicts.join('')}</p>\n<p class="key">${who.join('')}</p>`;
};

/** A campaign as one page that needs nothing else: for each case the window as strips, and the findings. */
export const pageOf = (report: CourtReport): string => {
  const defendants = report.defendants.map(({ label, firmware }) =>
    firmware
      ? `<tr><td>${escaped(label)}</td><td>${escaped(firmware.name)}</td><td>SBI ${escaped(firmware.sbi)}</td><td><code>${firmware.sha256}</code></td></tr>`
      : `<tr><td>${escaped(label)}</td></tr>`,
  );
  const cases = report.cases.map(({ name }) => ({
    name,
    trials: report.trials.filter((trial) => trial.case === name),
  }));
  return [
    '<!DOCTYPE html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>hartlab court</title><style>${style}</style></head><body>`,
    '<h1>hartlab court</h1>',
    `<table>${defendants.join('')}</table>`,
    key(report),
    ...cases.flatMap(({ name, trials }) => [`<h2>${escaped(name)}</h2>`, ...trials.map(trialSection)]),
    '</body></html>',
    '',
  ].join('\n');
};
