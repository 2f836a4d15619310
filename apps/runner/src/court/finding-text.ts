import { writerInWords, type CourtFinding, type CourtReport, type Trial } from '@hartlab/lab';
import { consequence } from '../harm.ts';
import { Refusal } from '../refusal.ts';
import { capitalised, counted, inThousands, wrap } from '../prose.ts';

/** Lines of mail are no longer, so that they can be quoted. */
const WIDTH = 72;

const paragraph = (text: string): string[] => ['', ...wrap(text, WIDTH)];

const who = ({ defendants }: CourtReport, label: string): string => {
  const { firmware } = defendants.find((each) => each.label === label) ?? {};
  return firmware
    ? `${firmware.name} (${label}, SBI ${firmware.sbi}, sha256 ${firmware.sha256.slice(0, 16)}...)`
    : label;
};

/** What each oracle asks, with the sections of the SBI that say so. */
const demands: Readonly<Record<CourtFinding['oracle'], string>> = {
  O1: 'The interrupted software is resumed as it was interrupted (SBI, "Software Event Completion"): it must not be able to tell that there was an event.',
  O6: 'The handler is entered in the state that the SBI lists in "Software Event Injection".',
  completion: 'A handler that is entered comes to its end.',
};

const places = ({ at }: CourtFinding): string => {
  const runs = at.slice(0, 6).map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return runs.join(', ') + (at.length > 6 ? ', ...' : '');
};

const hasIt = (finding: CourtFinding, { boundaries }: Trial): string =>
  `at ${inThousands(finding.count)} of ${counted(boundaries, 'boundary', 'boundaries')}`;

/** A finding as a text for a mailing list: nothing but ASCII where the report has it so, and no line wider than mail. */
export function findingAsText(report: CourtReport, id: string, program: string): string[] {
  const shown = report.trials.flatMap((trial) =>
    trial.findings.filter((finding) => finding.id === id).map((finding) => ({ trial, finding })),
  );
  const [one] = shown;
  if (!one) throw new Refusal(`nobody shows ${id}; hartlab court --json has the ids of what was found`);
  const { trial, finding } = one;
  const { oracle, field, change, mode, first } = finding;
  const { payload, handler, source } = report.cases.find(({ name }) => name === trial.case)!;
  const others = report.trials.filter((each) => each.case === trial.case && each !== trial);
  const isFile = report.defendants.some(({ label, firmware }) => label === trial.defendant && firmware);
  const bios = /-bios (?:'[^']*'|\S+)|--policy \S+/.exec(trial.command)?.[0] ?? '';
  return [
    `SSE: ${consequence(finding)}`.replace('→', '->'),
    ...paragraph(`${who(report, trial.defendant)}: ${oracle} ${field} ${change.replace('→', '->')} in ${mode}.`),
    ...paragraph(
      `An event was made ready (${source}) at each instruction boundary of ${payload}, one at a time, and its handler (${handler}) ran until it completed. ${demands[oracle]}`,
    ),
    ...paragraph(
      `That is not so ${hasIt(finding, trial)} (${places(finding)}). The first is boundary ${first.boundary}, before the instruction at ${first.symbol ?? first.pc}${first.line === undefined ? '' : ` (${first.line})`}:`,
    ),
    '',
    `    ${field}  expected ${first.expected}  got ${first.got}`,
    ...paragraph(`${capitalised(field)} was last written by ${writerInWords(first.writer)}.`),
    ...others.flatMap((other) => {
      const same = other.findings.find((each) => each.id === id);
      return paragraph(
        `${who(report, other.defendant)} ${same ? `shows it ${hasIt(same, other)}` : 'does not show it'}.`,
      );
    }),
    ...paragraph('To see it again:'),
    '',
    `    ${program} ${trial.command} --boundary ${first.boundary}`,
    ...paragraph(isFile ? 'As a program for Spike and QEMU:' : 'As a program:'),
    '',
    `    ${program} reproduce ${id} ${bios} -o repro.S`,
  ];
}
