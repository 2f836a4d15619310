import type { ProtocolFinding } from '@hartlab/lab';
import type { Appearance } from '../appearance.ts';
import { counted, wrap } from '../prose.ts';
import type { JudgedProtocol } from './protocol-trials.ts';

const findingInWords = (finding: ProtocolFinding, { width, paint }: Appearance): string[] => [
  '',
  ...wrap(`${finding.spec}: ${finding.item}`, width, ' - ', '   ').map((line) => paint('bad', line)),
  ...wrap(`${finding.what}: ${finding.expected} expected, got ${finding.got}`, width, '   '),
  ...wrap(
    `in ${counted(finding.sequences, 'sequence')}; first in "${finding.first}"; so in the fewest steps:`,
    width,
    '   ',
  ),
  ...finding.steps.flatMap((step) => wrap(step, width, '     ', '       ')),
];

/** What was found in one firmware, for people, and how it takes what the specification leaves open. */
export const protocolInWords = (report: JudgedProtocol, appearance: Appearance): string[] => {
  const { width, paint } = appearance;
  const { label, defendant, protocol, sha256, findings, choices } = report;
  const file = sha256 === undefined ? '' : ` (${defendant.name}, sha256 ${sha256.slice(0, 16)}…)`;
  const result =
    findings.length === 0
      ? 'all is as the specification says'
      : `${counted(findings.length, 'kind')} of difference from the specification`;
  const summary = `${label}${file}: ${protocol} on ${counted(report.harts, 'hart')}, ${counted(report.sequences, 'sequence')}, ${counted(report.steps, 'step')}: ${result}`;
  return [
    ...wrap(summary, width, '', '  ').map((line) => paint(findings.length === 0 ? 'good' : 'bad', line)),
    ...findings.flatMap((finding) => findingInWords(finding, appearance)),
    ...(choices.length > 0 ? ['', 'What the specification leaves open, and what this firmware does:'] : []),
    ...choices.flatMap(({ spec, text, taken }) => {
      const ways = Object.entries(taken).map(([way, times]) => `${way} (${times})`);
      const mark = ways.length > 1 ? 'not always the same: ' : '';
      return wrap(`${text} (${spec}): ${mark}${ways.join('; ')}`, width, '   ', '     ');
    }),
    '',
  ];
};
