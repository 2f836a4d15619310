import { reproducer, writerInWords, type SweepRecord } from '@hartlab/lab';
import type { Appearance } from './appearance.ts';
import { evidenceOf, type Evidence } from './evidence.ts';
import { grouped } from './grouped.ts';
import { quoted } from './marks.ts';
import { capitalised, commandLines, counted, inLines, inThousands, wrap } from './prose.ts';
import { legend, ruler, rulerKey, strip, type Spot } from './strip.ts';

const boundaries = (count: number): string => counted(count, 'boundary', 'boundaries');

/** `policy private`, or `OpenSBI 1.9 (fw_dynamic.bin, sha256 0123456789abcdef…)`. */
const judgedInWords = ({ policy, firmware }: SweepRecord['report']): string =>
  firmware
    ? `${firmware.name} (${firmware.file.split('/').at(-1)}, sha256 ${firmware.sha256.slice(0, 16)}…)`
    : `policy ${policy}`;

/** How many events there were and what became of them. */
const counts = ({ report, differing }: SweepRecord): string[] => {
  const { payload, handler, injected, skipped } = report;
  const result =
    differing === 0 ? 'all is as before afterwards' : `something differs at ${inThousands(differing)} of them`;
  return [
    `${payload}, ${judgedInWords(report)}, handler ${handler}`,
    `${boundaries(report.boundaries)}, ${counted(injected, 'event')}: ${injected === 0 ? 'nothing to compare' : result}`,
    ...[...grouped(skipped, ({ reason }) => reason)].map(
      ([reason, { length }]) => `no event was possible at ${inThousands(length)} of them: ${reason}`,
    ),
  ];
};

/** Said once of a firmware whose data S-mode may read: what it writes there counts as changed. */
function leftReadable({ firmware, violations }: SweepRecord['report']): string[] {
  const its = violations.filter(
    ({ field, writer }) => field.startsWith('memory 0x') && writer.agent.startsWith('firmware'),
  );
  const [first] = its.map(({ field }) => field.replace('memory ', '')).toSorted();
  if (!firmware || first === undefined) return [];
  return [
    `the firmware writes to memory that S-mode may read, from ${first} on: if it is the firmware's own, --firmware-memory leaves it out`,
  ];
}

const window = (spots: readonly Spot[], { width, paint }: Appearance): string[] => [
  '',
  `  who runs  ${ruler(spots, width - 12, paint)}`,
  `  result    ${strip(spots, width - 12, paint)}`,
  ...inLines([...rulerKey(spots), ...legend(spots)], width, '  '),
];

/** What one sweep has found, for people: where in its window, each kind of change, who made it, and how to see it again. */
export const sweepInWords = (
  record: SweepRecord,
  spots: readonly Spot[],
  { appearance, program, flags }: { readonly appearance: Appearance; readonly program: string; readonly flags: string },
): string[] => {
  const { width, paint } = appearance;
  const inWords = ({ consequence, count, findings, first, place, example }: Evidence): string[] => {
    const { oracle, writer, stranded } = example;
    const changes = new Set(
      findings.map(({ field, change }) => (oracle === 'completion' ? change : `${field} ${change}`)),
    );
    const modes = new Set(findings.map(({ mode }) => mode));
    const phase = example.phase === undefined ? '' : ` in the phase ${quoted(example.phase)}`;
    const trap = example.trap === undefined ? '' : ` in the ${example.trap}`;
    const text =
      `${capitalised(consequence)}, at ${boundaries(count)}: ${[...changes].join(', ')} in ${[...modes].join(', ')} (oracle ${oracle}). ` +
      `First at ${place} (boundary ${first})${trap}${phase}, last written by ${writerInWords(writer)}.${stranded === undefined ? '' : ` The firmware ${stranded}.`}`;
    const command = reproducer(record.report, { first }, program) + flags;
    return [
      ...wrap(text, width, ' - ', '   '),
      ...commandLines(command, width, '     ').map((line) => paint('command', line)),
    ];
  };
  const evidence = evidenceOf(record);
  return [
    ...[...counts(record), ...leftReadable(record.report)].flatMap((line) => wrap(line, width)),
    ...(spots.length > 1 ? window(spots, appearance) : []),
    ...(evidence.length > 0 ? ['', ...evidence.flatMap(inWords)] : []),
  ];
};
