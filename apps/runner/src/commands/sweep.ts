import { reproducer, sweep, SweepRecord, writerInWords } from '@hartlab/lab';
import { DEFAULT_RAM } from '@hartlab/machine';
import { command } from '../command.ts';
import { grouped } from '../grouped.ts';
import { Refusal } from '../refusal.ts';
import { sweepFlags, sweepPayload, windowInWords } from '../sweep-payload.ts';
import { table } from '../table.ts';
import { goThrough } from '../work.ts';

/** The report for people: the counts, what was skipped and why, and each kind of violation with how to see it again. */
const inWords = (record: SweepRecord, window: string): string => {
  const { report, findings, differing } = record;
  const { payload, policy, handler, boundaries, injected, skipped, violations } = report;
  const reasons = grouped(skipped, ({ reason }) => reason);
  const lines = [
    `${payload}, policy ${policy}, handler ${handler}`,
    `boundaries ${boundaries}, injected ${injected}, skipped ${skipped.length}, differ ${differing}`,
    ...[...reasons].map(([reason, { length }]) => `skipped ${length}: ${reason}`),
    '',
  ];
  if (findings.length === 0) return lines.join('\n');
  const rows = findings.map((finding) => {
    const { oracle, mode, field, change, count, first } = finding;
    const example = violations.find((v) => v.boundary === first && v.oracle === oracle && v.field === field);
    const where = example && `at ${example.symbol ?? example.pc}; last written by ${writerInWords(example.writer)}`;
    return [
      oracle,
      mode,
      field,
      change,
      String(count),
      [...(where ? [where] : []), reproducer(report, finding) + window],
    ] as const;
  });
  return `${lines.join('\n')}\n${table(['oracle', 'mode', 'field', 'change', 'boundaries', 'the first of them'], rows)}`;
};

export const sweepEvents = command({
  name: 'sweep',
  summary: 'make an event ready at every instruction of a payload, and compare the state before and after',
  details:
    'At each instruction boundary of a window of the run the machine forks, an SSE event is delivered exactly there, the handler ' +
    'runs until it completes, and every bit of the state is compared with the interrupted one. A shipped guest declares its window ' +
    'and has a handler; for a file, which need not know of SSE, the flags say the window and the lab handles the event.',
  argument: { name: '<payload>', help: 'a shipped guest, or a file' },
  options: ['policy', ...sweepFlags, 'boundary', 'json'],
  examples: [
    'hartlab sweep world-switch',
    'hartlab sweep world-switch --policy opensbi-1.9 --handler minimal',
    'hartlab sweep user-return --policy spec-3.0 --handler forgetful --json',
    'hartlab sweep u-boot.bin --policy spec-3.0 --boundaries 5000',
  ],
  async run(io, flags, name = '') {
    const { policy = 'private', boundary, json } = flags;
    io.signals.say(`loading ${name}`);
    const payload = sweepPayload(name, flags);
    const record = new SweepRecord(payload, policy);
    const options = {
      policy,
      ...(boundary !== undefined && { boundary }),
      ...(payload.adopted && { ram: DEFAULT_RAM }),
    };
    io.signals.say(`sweeping ${name}`);
    await goThrough(
      sweep(payload, options),
      io,
      (each) => record.add(each),
      () => `boundary ${record.report.boundaries} of ${name}, ${record.differing} differ so far`,
    );
    const { report } = record;
    if (report.boundaries === 0)
      throw new Refusal(`${name} has no boundary ${boundary}; leave out --boundary to count them`);
    io.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : inWords(record, windowInWords(flags)));
    return report.violations.length > 0 ? 'violations' : 'passed';
  },
});
