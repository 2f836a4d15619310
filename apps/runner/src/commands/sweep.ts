import { guestPayload, reproducer, sweep, SweepError, SweepRecord, writerInWords } from '@hartlab/lab';
import { command } from '../command.ts';
import { grouped } from '../grouped.ts';
import { guestNamed } from '../payload.ts';
import { Refusal } from '../refusal.ts';
import { table } from '../table.ts';
import { goThrough } from '../work.ts';

/** The report for people: the counts, what was skipped and why, and each kind of violation with how to see it again. */
const inWords = (record: SweepRecord): string => {
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
      [...(where ? [where] : []), reproducer(report, finding)],
    ] as const;
  });
  return `${lines.join('\n')}\n${table(['oracle', 'mode', 'field', 'change', 'boundaries', 'the first of them'], rows)}`;
};

export const sweepGuest = command({
  name: 'sweep',
  summary: 'make an event ready at every instruction of a guest, and compare the state before and after',
  details:
    'At each instruction boundary of the window of the guest the machine forks, an SSE event is delivered exactly there, the ' +
    "guest's handler runs until it completes, and every bit of the state is compared with the interrupted one.",
  argument: { name: '<guest>', help: 'the guest; hartlab guests lists them' },
  options: ['policy', 'handler', 'boundary', 'json'],
  examples: [
    'hartlab sweep world-switch',
    'hartlab sweep world-switch --policy opensbi-1.9 --handler minimal',
    'hartlab sweep user-return --policy spec-3.0 --handler forgetful --json',
  ],
  async run(io, { policy = 'private', handler = 'minimal', boundary, json }, name = '') {
    const payload = guestPayload(guestNamed(name), handler);
    const record = new SweepRecord(payload, policy);
    const boundaries = sweep(payload, { policy, ...(boundary !== undefined && { boundary }) });
    await goThrough(
      boundaries,
      io,
      (each) => record.add(each),
      () => `boundary ${record.report.boundaries} of ${name}, ${record.differing} differ so far`,
    ).catch((error: unknown) => {
      throw error instanceof SweepError ? new Refusal(error.message) : error;
    });
    const { report } = record;
    if (report.boundaries === 0)
      throw new Refusal(`${name} has no boundary ${boundary}; leave out --boundary to count them`);
    io.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : inWords(record));
    return report.violations.length > 0 ? 'violations' : 'passed';
  },
});
